import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import { giveBack } from './lifecycle.ts';
import type { LoadBalancer, ZoneMapping } from './load-balancer.ts';
import type { AlbState } from './state.ts';
import { changeableLoadBalancer, changeErrors, deny, endDryRun, idempotency, jobAbout, writing } from './writing.ts';
import {
  checkedVSwitches,
  eipFor,
  mappingInto,
  oneZoneMapping,
  type WantedMapping,
  zoneErrors,
  zoneMappings,
} from './zone-mappings.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const rezoned = effect<[LoadBalancer, readonly WantedMapping[]]>('alb/zones-updated', {
  apply(state, loadBalancer, wanted) {
    const { zones: current, addressType } = loadBalancer;
    for (const { vSwitchId } of current) {
      if (!wanted.some(({ VSwitchId }) => VSwitchId === vSwitchId)) giveBack(state, vSwitchId);
    }
    loadBalancer.zones = wanted.flatMap((each) => {
      const known = current.find(({ vSwitchId }) => vSwitchId === each.VSwitchId);
      if (known) return [known];
      const vSwitch = state.vpc.vSwitch(each.VSwitchId);
      // It may have been deleted while the job ran.
      if (!vSwitch) return [];
      const eip = eipFor(state.newId, addressType, each);
      return [mappingInto(vSwitch, state.zoneMappings(), each.IntranetAddress, eip)];
    });
  },
});

/** Overwrites all mappings. */
export const updateLoadBalancerZones = row({
  name: 'UpdateLoadBalancerZones',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    ZoneMappings: zoneMappings,
    RetainResourceType: { type: 'list' },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...changeErrors,
    ...zoneErrors,
    'OperationDenied.ZoneMappingsNotChanged',
    'OperationDenied.ZoneVSwitchChanged',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId, ZoneMappings } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, LoadBalancerId);
    const { zones: current, facts } = loadBalancer;
    const vSwitch = (id: string) => state.vpc.vSwitch(id);
    checkedVSwitches(ZoneMappings, { ...facts, vSwitch, current });
    checkDifference(loadBalancer, ZoneMappings);
    endDryRun(call.parameters);
    const about = jobAbout(call, 'UpdateLoadBalancerZones', 'Update', 'loadbalancer', loadBalancer.id);
    const zones = rezoned(loadBalancer, ZoneMappings);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], zones) };
  },
});

function checkDifference({ zones }: LoadBalancer, wanted: readonly WantedMapping[]): void {
  const changed = wanted.find(({ ZoneId, VSwitchId }) =>
    zones.some(({ zoneId, vSwitchId }) => zoneId === ZoneId && vSwitchId !== VSwitchId),
  );
  if (changed) deny('OperationDenied.ZoneVSwitchChanged');
  const isKnown = ({ VSwitchId }: WantedMapping) => zones.some(({ vSwitchId }) => vSwitchId === VSwitchId);
  if (wanted.length === zones.length && wanted.every(isKnown)) deny('OperationDenied.ZoneMappingsNotChanged');
}

const shifted = effect<[LoadBalancer, string, boolean]>('alb/zone-shifted', {
  apply(_state, loadBalancer, zoneId, isShifted) {
    loadBalancer.zones = loadBalancer.zones.map((zone) => (zone.zoneId === zoneId ? { ...zone, isShifted } : zone));
  },
});

const shiftParameters = {
  LoadBalancerId: { type: 'string', required: true },
  ZoneMappings: oneZoneMapping,
  ...writing,
} as const;

const shiftErrors = [
  ...changeErrors,
  'OperationDenied.OnlyFixedAddressAllocatedModeSupported',
  'OperationDenied.ZoneVSwitchNotExist',
  'Mismatch.ZoneIdAndVSwitchId',
] as const satisfies AlbErrorCode[];

/** Takes a zone out of the resolution of the instance's name. The last one stays. */
export const startShiftLoadBalancerZones = row({
  name: 'StartShiftLoadBalancerZones',
  style: 'RPC',
  parameters: shiftParameters,
  response: {},
  errors: [
    ...shiftErrors,
    'OperationDenied.ConfigLastActiveZoneNotSupport',
    'OperationDenied.ZoneMappingsNotChanged',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const loadBalancer = changeableLoadBalancer(state, call, call.parameters.LoadBalancerId);
    const zone = ownZone(loadBalancer, call.parameters.ZoneMappings);
    if (zone.isShifted) deny('OperationDenied.ZoneMappingsNotChanged');
    if (loadBalancer.zones.filter(({ isShifted }) => !isShifted).length === 1) {
      deny('OperationDenied.ConfigLastActiveZoneNotSupport');
    }
    endDryRun(call.parameters);
    const about = jobAbout(call, 'StartShiftLoadBalancerZones', 'Update', 'loadbalancer', loadBalancer.id);
    state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], shifted(loadBalancer, zone.zoneId, true));
    return {};
  },
});

/** Takes it back in. */
export const cancelShiftLoadBalancerZones = row({
  name: 'CancelShiftLoadBalancerZones',
  style: 'RPC',
  parameters: shiftParameters,
  response: {},
  errors: [...shiftErrors, 'OperationDenied.ZoneMappingsNotChanged', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const loadBalancer = changeableLoadBalancer(state, call, call.parameters.LoadBalancerId);
    const zone = ownZone(loadBalancer, call.parameters.ZoneMappings);
    if (!zone.isShifted) deny('OperationDenied.ZoneMappingsNotChanged');
    endDryRun(call.parameters);
    const about = jobAbout(call, 'CancelShiftLoadBalancerZones', 'Update', 'loadbalancer', loadBalancer.id);
    state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], shifted(loadBalancer, zone.zoneId, false));
    return {};
  },
});

function ownZone({ zones, facts }: LoadBalancer, [wanted]: readonly WantedMapping[]): ZoneMapping {
  if (facts.addressAllocatedMode !== 'Fixed') deny('OperationDenied.OnlyFixedAddressAllocatedModeSupported');
  const zone = zones.find(({ zoneId }) => zoneId === wanted?.ZoneId);
  if (!zone) deny('OperationDenied.ZoneVSwitchNotExist');
  if (zone.vSwitchId !== wanted?.VSwitchId) throw new ApiError<AlbErrorCode>('Mismatch.ZoneIdAndVSwitchId');
  return zone;
}
