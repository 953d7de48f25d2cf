import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type Body, EasClient } from './eas-client.ts';

export const REGION = 'cn-beijing';
export const HOUR_MS = 3_600_000;

export interface EasCloud {
  cloud: LocalCloud;
  eas: EasClient;
  /** Time for anything that is under way to come to its end. */
  later(): Promise<void>;
  /** Creates a gateway and waits for it. */
  runningGateway(body?: Body): Promise<string>;
}

/**
 * A cloud in Beijing with two VPCs of the same addresses: `vpc-a` with the vSwitches `vsw-a-i`, `vsw-a-k` and, in a zone
 * that gateways do not support, `vsw-a-g`; `vpc-b` with `vsw-b-l`.
 */
export async function startEasCloud(options: LocalCloudOptions = {}): Promise<EasCloud> {
  const cloud = await startLocalCloud({ defaultRegion: REGION, ...options });
  const eas = new EasClient(cloud, REGION);
  const later = () => cloud.clock.advanceBy(HOUR_MS);
  for (const vpcId of ['vpc-a', 'vpc-b']) {
    cloud.vpc.addVpc({ account: cloud.account.id, region: REGION, vpcId, cidrBlock: '10.0.0.0/8' });
  }
  const vSwitches = [
    ['vpc-a', 'vsw-a-i', '10.0.1.0/24'],
    ['vpc-a', 'vsw-a-k', '10.0.2.0/24'],
    ['vpc-a', 'vsw-a-g', '10.0.3.0/24'],
    ['vpc-b', 'vsw-b-l', '10.0.4.0/24'],
  ] as const;
  for (const [vpcId, vSwitchId, cidrBlock] of vSwitches) {
    cloud.vpc.addVSwitch({ vpcId, vSwitchId, zoneId: `${REGION}-${vSwitchId.at(-1)}`, cidrBlock });
  }
  async function runningGateway(body: Body = {}): Promise<string> {
    const id = await eas.createGateway(body);
    await later();
    return id;
  }
  return { cloud, eas, later, runningGateway };
}
