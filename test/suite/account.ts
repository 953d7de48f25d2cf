import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

/** All that somebody owns in a region, in a form that two moments can be compared by. */
export function inventoryOf({ eas, alb, alidns, pvtz, vpc, cas }: LocalCloud, account: string, region: string) {
  const owner = { account, region };
  return {
    gateways: eas.gatewaysOf(account, region).map(({ id }) => id),
    services: eas.servicesOf(account, region).map(({ name, config }) => ({ name, config })),
    loadBalancers: alb.loadBalancersOf(owner).map(({ id }) => id),
    acls: alb.acls.of(owner).map(({ id, entries }) => ({ id, entries: [...entries.keys()] })),
    zones: alidns.zonesOf(account).map((zone) => ({
      name: zone.name,
      records: zone.all().map(({ content, remark, enabled }) => ({ ...content, remark, enabled })),
    })),
    privateZones: pvtz.zonesOf(account).map(({ name, remark, boundVpcs, all }) => ({
      name,
      remark,
      boundVpcs: boundVpcs.map(({ vpcId }) => vpcId),
      records: all.map(({ content, enabled }) => ({ ...content, enabled })),
    })),
    vpcs: vpc.vpcsOf(account).map(({ vpcId }) => vpcId),
    vSwitches: vpc.vSwitchesOf(account).map(({ vSwitchId }) => vSwitchId),
    certificates: cas.of(account).map(({ id }) => id),
  };
}
