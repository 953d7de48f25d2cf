import type { NewId } from '../random.ts';
import { perform } from '../tasks.ts';
import { defaultResourceGroup } from '../vpc/state.ts';
import { beginCreation, beginDeletion, type Place, type Told } from './lifecycle.ts';
import { DEFAULT_SECURITY_POLICY, LISTENER_DEFAULTS, Listener } from './listener.ts';
import { type AddressType, LoadBalancer, type ZoneMapping } from './load-balancer.ts';
import { eipFor, mappingInto } from './zone-mappings.ts';

/** An instance that a service asks for, in the account of its own customer. */
export interface ServiceRequest {
  readonly account: string;
  readonly region: string;
  /** The service that manages it: `eas`. */
  readonly managedBy: string;
  readonly name: string;
  readonly vpcId: string;
  /** In zones of their own; the service checked that. */
  readonly vSwitchIds: readonly string[];
  readonly addressType: AddressType;
  /** Called once it is Active. */
  readonly whenActive?: Told;
}

export interface MadeForService {
  readonly loadBalancerId: string;
  readonly dnsName: string;
}

interface PlaceForServices extends Place {
  readonly newId: NewId;
  loadBalancer(id: string): LoadBalancer | undefined;
  zoneMappings(): readonly ZoneMapping[];
}

/** How the instance is furnished is inferred: both ports, no default certificate, nothing to forward to that shows. */
export function createForService(place: PlaceForServices, request: ServiceRequest): MadeForService {
  const { account, region, managedBy, name, vpcId, addressType, whenActive } = request;
  const zones = request.vSwitchIds.map((vSwitchId) => {
    const vSwitch = place.vpc.vSwitch(vSwitchId);
    if (!vSwitch) throw new Error(`no vSwitch ${vSwitchId}`);
    return mappingInto(vSwitch, place.zoneMappings(), undefined, eipFor(place.newId, addressType, {}));
  });
  const id = place.newId('alb-', 18);
  const dnsName = dnsNameOf(id, region);
  const createdAt = place.clock.now();
  const loadBalancer = new LoadBalancer(
    {
      ...{ account, region, id, dnsName, vpcId, createdAt, managedBy },
      ...{ ipVersion: 'IPv4', addressAllocatedMode: 'Dynamic' },
    },
    { name, edition: 'Standard', addressType, zones, resourceGroupId: defaultResourceGroup(account) },
  );
  const listeners = [80, 443].map((port) => {
    const isTls = port === 443;
    const settings = { ...LISTENER_DEFAULTS, http2: isTls, securityPolicyId: isTls ? DEFAULT_SECURITY_POLICY : '' };
    return new Listener({
      id: place.newId('lsn-', 18),
      loadBalancer,
      protocol: isTls ? 'HTTPS' : 'HTTP',
      port,
      settings,
    });
  });
  beginCreation(place, loadBalancer, listeners, whenActive);
  return { loadBalancerId: id, dnsName };
}

export function deleteForService(place: PlaceForServices, id: string, whenGone?: Told): void {
  const loadBalancer = place.loadBalancer(id);
  if (!loadBalancer) {
    if (whenGone) perform(whenGone);
    return;
  }
  if (loadBalancer.phase === 'Deleting') throw new Error(`${id} is being deleted already`);
  beginDeletion(place, loadBalancer, whenGone);
}

export function dnsNameOf(id: string, region: string): string {
  return `${id}.${region}.alb.aliyuncs.com`;
}
