import type { GatewayView, ServiceView, Side } from '../data-plane/gateway-view.ts';
import type { Vpc } from '../vpc/state.ts';

const EVERYBODY = ['0.0.0.0/0'];

/** What the platform offers everybody: services that name no gateway answer here. Its access policy is fixed (G01). */
export class SharedGateway implements GatewayView {
  readonly id: string;
  readonly region: string;
  readonly names: Readonly<Record<Side, string>>;
  readonly internetOpen = true;
  readonly internetAllowlist = EVERYBODY;
  readonly redirectsToHttps = false;
  readonly routes = new Map<string, ServiceView>();
  readonly #account: string;
  readonly #vpc: { vpcsOf(account: string): readonly Vpc[] };

  constructor(account: string, region: string, vpc: { vpcsOf(account: string): readonly Vpc[] }) {
    this.id = `shared/${account}/${region}`;
    this.region = region;
    this.#account = account;
    this.#vpc = vpc;
    const suffix = `${region}.pai-eas.aliyuncs.com`;
    this.names = { internet: `${account}.${suffix}`, intranet: `${account}.vpc.${suffix}` };
  }

  /** From every VPC of the account in the region (inferred: the private name is documented, who may use it is not). */
  get vpcAllowlists(): ReadonlyMap<string, readonly string[]> {
    const vpcs = this.#vpc.vpcsOf(this.#account).filter(({ region }) => region === this.region);
    return new Map(vpcs.map(({ vpcId }) => [vpcId, EVERYBODY]));
  }

  /** It takes no custom domains. */
  domain(): undefined {
    return undefined;
  }

  service(name: string): ServiceView | undefined {
    return this.routes.get(name);
  }
}
