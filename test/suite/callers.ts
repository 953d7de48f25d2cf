import { outsideAt } from '../../local/house/outside.ts';
import type { Owner } from './owner.ts';

/** Somebody who calls: from the internet, or from inside a VPC. */
export interface Caller {
  address: string;
  vpcId?: string;
}

export interface Meeting {
  /** Where DNS says the name leads. */
  cname: string | undefined;
  /** The certificate's chain ends at the CA, and it is for the name. */
  trusted: boolean;
  /** Undefined where no connection was made, or none that could be trusted. */
  status: number | undefined;
  body: string | undefined;
}

/** What one caller meets who asks a service under a name: DNS, TLS, HTTP, each for real. */
export async function meet(
  { scene: { cloud }, tokenOf }: Owner,
  caller: Caller,
  name: string,
  service: string,
): Promise<Meeting> {
  const outside = outsideAt(cloud, caller.address, caller.vpcId);
  const { cname } = await outside.resolve(name);
  try {
    const { verdict, response } = await outside.get(`https://${name}/api/predict/${service}`, {
      authorization: tokenOf(service),
    });
    return { cname, trusted: verdict.trusted, status: response?.status, body: response?.body };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { cname, trusted: false, status: undefined, body: undefined };
  }
}

/** Time enough for what was reported as done to have taken effect (G43). */
export async function letItTakeEffect({ scene: { cloud } }: Owner): Promise<void> {
  await cloud.clock.advanceBy(10 * 60_000);
}
