import type { ServiceView, Side } from '../data-plane/gateway-view.ts';

/** What the platform offers everybody: services that name no gateway answer here. */
export class SharedGateway {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly names: Readonly<Record<Side, string>>;
  readonly routes = new Map<string, ServiceView>();

  constructor(account: string, region: string) {
    this.id = `shared/${account}/${region}`;
    this.account = account;
    this.region = region;
    const suffix = `${region}.pai-eas.aliyuncs.com`;
    this.names = { internet: `${account}.${suffix}`, intranet: `${account}.vpc.${suffix}` };
  }
}
