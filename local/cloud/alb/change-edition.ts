import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { AddressType, Edition, LoadBalancer, ZoneEip } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import type { AlbState } from './state.ts';
import { changeableLoadBalancer, changeErrors, deny, endDryRun, idempotency, jobAbout, writing } from './writing.ts';
import { EIP_FIELDS } from './zone-mappings.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const editionChanged = effect<[LoadBalancer, Edition]>('alb/edition-changed', {
  apply(_state, loadBalancer, edition) {
    loadBalancer.edition = edition;
  },
});

/** Basic goes up to the others, and these change into each other; nothing goes back to Basic. Answers no JobId. */
export const updateLoadBalancerEdition = row({
  name: 'UpdateLoadBalancerEdition',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    LoadBalancerEdition: { type: 'string', required: true, enum: ['Basic', 'Standard', 'StandardWithWaf'] },
    ...writing,
  },
  response: {},
  errors: [
    ...changeErrors,
    'OperationDenied.EditionNotChanged',
    'OperationDenied.Downgrade',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId, LoadBalancerEdition: edition } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, LoadBalancerId);
    if (edition === loadBalancer.edition) deny('OperationDenied.EditionNotChanged');
    if (edition === 'Basic') deny('OperationDenied.Downgrade');
    endDryRun(call.parameters);
    const about = jobAbout(call, 'UpdateLoadBalancerEdition', 'Update', 'loadbalancer', loadBalancer.id);
    state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], editionChanged(loadBalancer, edition));
    return {};
  },
});

const addressTypeChanged = effect<[LoadBalancer, AddressType, ReadonlyMap<string, ZoneEip>]>(
  'alb/address-type-changed',
  {
    apply(state, loadBalancer, addressType, eips) {
      loadBalancer.addressType = addressType;
      loadBalancer.zones = loadBalancer.zones.map((zone) => ({ ...zone, eip: eips.get(zone.zoneId) }));
      state.namesChanged();
    },
  },
);

/** Between the internet, with an elastic address for each zone, and the VPC. */
export const updateLoadBalancerAddressTypeConfig = row({
  name: 'UpdateLoadBalancerAddressTypeConfig',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    AddressType: { type: 'string', required: true, enum: ['Internet', 'Intranet'] },
    ZoneMappings: {
      type: 'objects',
      max: 10,
      fields: { ZoneId: { type: 'string' }, VSwitchId: { type: 'string' }, ...EIP_FIELDS },
    },
    RetainResourceType: { type: 'list' },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...changeErrors,
    'OperationDenied.AddressTypeNotChanged',
    'Mismatch.ZoneIdAndVSwitchId',
    'ResourceNotFound.Eip',
    'IncorrectBusinessStatus.Eip',
    'OperationDenied.OnlyPostPaidEipSupported',
    'InvalidParameter',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId, AddressType: type, ZoneMappings = [] } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, LoadBalancerId);
    if (type === loadBalancer.addressType) deny('OperationDenied.AddressTypeNotChanged');
    const eips = type === 'Internet' ? eipsOf(state, call, loadBalancer, ZoneMappings) : new Map<string, ZoneEip>();
    endDryRun(call.parameters);
    const about = jobAbout(call, 'UpdateLoadBalancerAddressTypeConfig', 'Update', 'loadbalancer', loadBalancer.id);
    const change = addressTypeChanged(loadBalancer, type, eips);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], change) };
  },
});

interface Wanted {
  readonly ZoneId?: string | undefined;
  readonly VSwitchId?: string | undefined;
  readonly AllocationId?: string | undefined;
  readonly EipType: ZoneEip['type'];
}

/** The addresses of the zones: each zone of the instance needs one. */
function eipsOf(
  state: AlbState,
  owner: Owner,
  { zones }: LoadBalancer,
  wanted: readonly Wanted[],
): Map<string, ZoneEip> {
  const eips = new Map<string, ZoneEip>();
  for (const { ZoneId, VSwitchId, AllocationId = '', EipType } of wanted) {
    const zone = zones.find(({ zoneId }) => zoneId === ZoneId);
    if (zone?.vSwitchId !== VSwitchId || !zone) throw new ApiError<AlbErrorCode>('Mismatch.ZoneIdAndVSwitchId');
    const eip = state.elsewhere.find(owner, 'Eip', AllocationId);
    if (!eip) throw new ApiError<AlbErrorCode>('ResourceNotFound.Eip');
    const { id, businessStatus: status = 'Normal', payType } = eip;
    if (status !== 'Normal') throw new ApiError<AlbErrorCode>('IncorrectBusinessStatus.Eip', { id, status });
    if (payType === 'PrePaid') deny('OperationDenied.OnlyPostPaidEipSupported');
    eips.set(zone.zoneId, { allocationId: id, type: EipType });
  }
  if (eips.size < zones.length) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'ZoneMappings' });
  return eips;
}
