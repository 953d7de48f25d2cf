import type { VirtualClock } from '../clock.ts';
import type { NewId } from '../random.ts';
import type { VSwitch } from '../vpc/state.ts';
import type { Jobs } from './jobs.ts';
import { DEFAULT_SECURITY_POLICY, LISTENER_DEFAULTS, Listener } from './listener.ts';
import { type AddressType, LoadBalancer } from './load-balancer.ts';
import { mappingInto } from './zone-mappings.ts';

/** Where load balancers live. */
interface Place {
  readonly clock: VirtualClock;
  readonly newId: NewId;
  readonly jobs: Jobs;
  readonly vpc: { vSwitch(id: string): VSwitch | undefined };
  loadBalancer(id: string): LoadBalancer | undefined;
  addLoadBalancer(loadBalancer: LoadBalancer): void;
  removeLoadBalancer(loadBalancer: LoadBalancer): void;
  addListener(listener: Listener): void;
  namesChanged(): void;
}

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
  readonly whenActive?: () => void;
}

export interface MadeForService {
  readonly loadBalancerId: string;
  readonly dnsName: string;
}

/** How the instance is furnished is inferred: both ports, no default certificate, nothing to forward to that shows. */
export function createForService(state: Place, request: ServiceRequest): MadeForService {
  const { account, region, managedBy, name, vpcId, addressType, whenActive } = request;
  const zones = request.vSwitchIds.map((vSwitchId) => {
    const vSwitch = state.vpc.vSwitch(vSwitchId);
    if (!vSwitch) throw new Error(`no vSwitch ${vSwitchId}`);
    return mappingInto(vSwitch);
  });
  const id = state.newId('alb-', 18);
  const loadBalancer = new LoadBalancer(
    {
      account,
      region,
      id,
      dnsName: `${id}.${region}.alb.aliyuncs.com`,
      addressType,
      edition: 'Standard',
      vpcId,
      createdAt: state.clock.now(),
      managedBy,
    },
    { name, zones },
  );
  const listeners = (
    [
      ['HTTP', 80],
      ['HTTPS', 443],
    ] as const
  ).map(([protocol, port]) => {
    const isTls = protocol === 'HTTPS';
    const settings = { ...LISTENER_DEFAULTS, http2: isTls, securityPolicyId: isTls ? DEFAULT_SECURITY_POLICY : '' };
    return new Listener({ id: state.newId('lsn-', 18), loadBalancer, protocol, port, settings });
  });
  state.addLoadBalancer(loadBalancer);
  for (const listener of listeners) state.addListener(listener);
  const subject = { apiName: 'CreateLoadBalancer', operateType: 'Create', resourceType: 'loadbalancer' } as const;
  const apply = () => {
    // It may have been deleted meanwhile.
    if (loadBalancer.phase !== 'Provisioning') return undefined;
    loadBalancer.phase = 'Active';
    for (const listener of listeners) listener.phase = 'Running';
    state.namesChanged();
    whenActive?.();
    return undefined;
  };
  state.jobs.begin({ account, region, resourceId: id, ...subject }, 'alb-load-balancer-create', [], { apply });
  return { loadBalancerId: id, dnsName: loadBalancer.dnsName };
}

export function deleteForService(state: Place, id: string, whenGone?: () => void): void {
  const loadBalancer = state.loadBalancer(id);
  if (!loadBalancer) {
    whenGone?.();
    return;
  }
  if (loadBalancer.phase === 'Deleting') throw new Error(`${id} is being deleted already`);
  beginDeletion(state, loadBalancer, whenGone);
}

/** @returns the JobId */
export function beginDeletion(state: Place, loadBalancer: LoadBalancer, whenGone?: () => void): string {
  const { account, region, id } = loadBalancer.facts;
  const before = loadBalancer.phase;
  loadBalancer.phase = 'Deleting';
  state.namesChanged();
  const apply = () => {
    for (const { vSwitchId } of loadBalancer.zones) giveBack(state, vSwitchId);
    state.removeLoadBalancer(loadBalancer);
    whenGone?.();
    return undefined;
  };
  const undo = () => {
    loadBalancer.phase = before;
    state.namesChanged();
  };
  return state.jobs.begin(
    {
      account,
      region,
      apiName: 'DeleteLoadBalancer',
      operateType: 'Delete',
      resourceType: 'loadbalancer',
      resourceId: id,
    },
    'alb-load-balancer-delete',
    [],
    { apply, undo },
  );
}

/** The address that the load balancer had in the vSwitch, where that still exists. */
function giveBack(state: Place, vSwitchId: string): void {
  const vSwitch = state.vpc.vSwitch(vSwitchId);
  if (vSwitch) vSwitch.availableIpAddressCount += 1;
}
