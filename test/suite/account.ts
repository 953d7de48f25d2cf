import type { Listener } from '../../local/cloud/alb/listener.ts';
import type { LoadBalancer } from '../../local/cloud/alb/load-balancer.ts';
import { certIdentifier } from '../../local/cloud/cas/certificate.ts';
import type { Gateway } from '../../local/cloud/eas/gateway.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

/** All that somebody owns in a region, in a form that two moments can be compared by. */
export function inventoryOf(cloud: LocalCloud, account: string, region: string) {
  const { eas, alb, alidns, pvtz, vpc, cas } = cloud;
  const owner = { account, region };
  return {
    gateways: eas.gatewaysOf(account, region).map(asGateway),
    services: eas.servicesOf(account, region).map(({ name, config }) => ({ name, config })),
    loadBalancers: alb.loadBalancersOf(owner).map((one) => asLoadBalancer(one, alb.listenersOf(one.id))),
    acls: alb.acls.of(owner).map(({ id, name, entries }) => ({ id, name, entries: [...entries.keys()].sort() })),
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
    vSwitches: vpc.vSwitchesOf(account).map(({ vSwitchId, vpcId, zoneId }) => ({ id: vSwitchId, vpcId, zoneId })),
    certificates: cas.of(account).map((one) => ({
      id: certIdentifier(one),
      name: one.name,
      names: one.facts.sans,
      uploaded: one.uploaded,
      tags: one.tags,
    })),
    orders: cas.orders.of(account).map(({ id, names, productCode, phase, isRefunded }) => ({
      id: String(id),
      names,
      productCode,
      phase,
      isRefunded,
    })),
  };
}

function asGateway(gateway: Gateway) {
  const { id, name, type, instanceType, replicas, isDefault, redirectsToHttps } = gateway;
  return {
    ...{ id, name, type, instanceType, replicas, isDefault, redirectsToHttps },
    status: gateway.lifecycle.status,
    internet: gateway.internetEnabled,
    intranet: gateway.intranetEnabled,
    labels: sorted(gateway.labels),
    /** What each custom domain has attached, and what its callers are answered with. */
    domains: [...gateway.customDomains]
      .map(([key, { certificate, lifecycle, loaded }]) => ({
        key,
        certificate: certificate?.id,
        status: lifecycle.status,
        served: loaded?.certificateId,
      }))
      .sort((one, other) => one.key.localeCompare(other.key)),
    allowlists: {
      internet: [...gateway.internetAcl.keys()].sort(),
      vpcs: sorted(gateway.vpcAcls).map(([vpcId, list]) => [vpcId, [...list.keys()].sort()]),
    },
    links: gateway.links.map(({ vpcId, vSwitchId, accountId, authoritativeDns, lifecycle }) => ({
      ...{ vpcId, vSwitchId, accountId, authoritativeDns },
      status: lifecycle.status,
    })),
    peers: gateway.peers.map((one) => ({
      ...{ linkedVpcId: one.linkedVpcId, vpcId: one.vpcId, region: one.region },
      status: one.lifecycle.status,
    })),
    loadBalancers: gateway.loadBalancers.map((one) => ({ id: one.id, sides: [...one.sides].sort() })),
    routes: [...gateway.routes.keys()].sort(),
  };
}

function asLoadBalancer(loadBalancer: LoadBalancer, listeners: readonly Listener[]) {
  const { id, addressType, edition, zones, facts } = loadBalancer;
  return {
    ...{ id, addressType, edition, vpcId: facts.vpcId },
    vSwitches: zones.map(({ vSwitchId }) => vSwitchId).sort(),
    listeners: listeners
      .map((listener) => ({
        id: listener.id,
        port: listener.port,
        protocol: listener.protocol,
        phase: listener.phase,
        aclType: listener.acls.size > 0 ? listener.aclType : undefined,
        acls: sorted(listener.acls),
        defaultCertificates: listener.settings.certificateIds,
        certificates: sorted(listener.certificates),
      }))
      .sort((one, other) => one.port - other.port),
  };
}

function sorted<Value>(entries: ReadonlyMap<string, Value>): [string, Value][] {
  return [...entries].sort(([one], [other]) => one.localeCompare(other));
}
