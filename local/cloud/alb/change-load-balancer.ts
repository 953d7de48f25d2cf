import { ApiError, actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import { beginDeletion, giveBack } from './lifecycle.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { AlbState } from './state.ts';
import {
  changeableLoadBalancer,
  changeErrors,
  editableLoadBalancer,
  endDryRun,
  idempotency,
  jobAbout,
  managedErrors,
  mustBeActive,
  NAME,
  writing,
} from './writing.ts';
import { checkedVSwitches, mappingInto, type WantedMapping, zoneErrors, zoneMappings } from './zone-mappings.ts';

const row = actionsOf<AlbState>();

export const updateLoadBalancerAttribute = row({
  name: 'UpdateLoadBalancerAttribute',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    LoadBalancerName: { type: 'string', pattern: NAME },
    ModificationProtectionConfig: {
      type: 'object',
      fields: {
        Status: { type: 'string', enum: ['NonProtection', 'ConsoleProtection'] },
        Reason: { type: 'string', pattern: NAME },
      },
    },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerName, ModificationProtectionConfig: modification } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, call.parameters.LoadBalancerId);
    endDryRun(call.parameters);
    const apply = () => {
      loadBalancer.name = LoadBalancerName || loadBalancer.name;
      // A reason without protection is cleared (remarks of ModificationProtectionConfig.Status).
      if (modification?.Status === 'ConsoleProtection') loadBalancer.consoleProtection = modification.Reason ?? '';
      if (modification?.Status === 'NonProtection') loadBalancer.consoleProtection = undefined;
      return undefined;
    };
    const about = jobAbout(call, 'UpdateLoadBalancerAttribute', 'Update', 'loadbalancer', loadBalancer.id);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], { apply }) };
  },
});

/** Overwrites all mappings. */
export const updateLoadBalancerZones = row({
  name: 'UpdateLoadBalancerZones',
  style: 'RPC',
  parameters: { LoadBalancerId: { type: 'string', required: true }, ZoneMappings: zoneMappings, ...writing },
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
    const vSwitches = checkedVSwitches(ZoneMappings, { ...facts, vSwitch, current });
    checkDifference(loadBalancer, ZoneMappings);
    endDryRun(call.parameters);

    const apply = () => {
      for (const { vSwitchId } of current) {
        if (!vSwitches.some((each) => each.vSwitchId === vSwitchId)) giveBack(state, vSwitchId);
      }
      loadBalancer.zones = vSwitches.map(
        (each, index) =>
          current.find(({ vSwitchId }) => vSwitchId === each.vSwitchId) ??
          mappingInto(each, state.zoneMappings(), ZoneMappings[index]?.IntranetAddress),
      );
      return undefined;
    };
    const about = jobAbout(call, 'UpdateLoadBalancerZones', 'Update', 'loadbalancer', loadBalancer.id);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], { apply }) };
  },
});

function checkDifference({ zones }: LoadBalancer, wanted: readonly WantedMapping[]): void {
  const changed = wanted.find(({ ZoneId, VSwitchId }) =>
    zones.some(({ zoneId, vSwitchId }) => zoneId === ZoneId && vSwitchId !== VSwitchId),
  );
  if (changed) throw new ApiError<AlbErrorCode>('OperationDenied.ZoneVSwitchChanged', { zone: changed.ZoneId });
  const isKnown = ({ VSwitchId }: WantedMapping) => zones.some(({ vSwitchId }) => vSwitchId === VSwitchId);
  if (wanted.length === zones.length && wanted.every(isKnown)) {
    throw new ApiError<AlbErrorCode>('OperationDenied.ZoneMappingsNotChanged');
  }
}

export const deleteLoadBalancer = row({
  name: 'DeleteLoadBalancer',
  style: 'RPC',
  parameters: { LoadBalancerId: { type: 'string', required: true }, ...writing },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'OperationDenied.DeletionProtectionEnabled', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const loadBalancer = editableLoadBalancer(state, call, call.parameters.LoadBalancerId);
    const { id } = loadBalancer;
    if (loadBalancer.deletionProtectedSince !== undefined) {
      throw new ApiError<AlbErrorCode>('OperationDenied.DeletionProtectionEnabled', { id });
    }
    if (loadBalancer.phase !== 'CreateFailed') mustBeActive(loadBalancer);
    endDryRun(call.parameters);
    return { JobId: beginDeletion(state, loadBalancer) };
  },
});

const protectedResource = { ResourceId: { type: 'string', required: true }, ...writing } as const;

export const enableDeletionProtection = row({
  name: 'EnableDeletionProtection',
  style: 'RPC',
  parameters: protectedResource,
  response: {},
  errors: [...managedErrors, 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const loadBalancer = editableLoadBalancer(state, call, call.parameters.ResourceId);
    endDryRun(call.parameters);
    loadBalancer.deletionProtectedSince ??= call.now;
    return {};
  },
});

export const disableDeletionProtection = row({
  name: 'DisableDeletionProtection',
  style: 'RPC',
  parameters: protectedResource,
  response: {},
  errors: [...managedErrors, 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const loadBalancer = editableLoadBalancer(state, call, call.parameters.ResourceId);
    endDryRun(call.parameters);
    loadBalancer.deletionProtectedSince = undefined;
    return {};
  },
});
