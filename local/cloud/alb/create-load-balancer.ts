import { ApiError, actionsOf } from '../product.ts';
import { availablePackage } from './bandwidth-packages.ts';
import type { AlbErrorCode } from './errors.ts';
import { beginCreation } from './lifecycle.ts';
import { LoadBalancer } from './load-balancer.ts';
import { NAME } from './names.ts';
import { checkSecurityGroups, securityGroupErrors } from './security-groups.ts';
import { dnsNameOf } from './service-managed.ts';
import type { AlbState } from './state.ts';
import { newTags } from './tags.ts';
import { checkQuota, endDryRun, idempotency, writing } from './writing.ts';
import { checkedVSwitches, eipFor, mappingInto, newZoneMappings, withIpv6, zoneErrors } from './zone-mappings.ts';

/** Answers no JobId: the instance is asked until it is Active. */
export const createLoadBalancer = actionsOf<AlbState>()({
  name: 'CreateLoadBalancer',
  style: 'RPC',
  parameters: {
    VpcId: { type: 'string', required: true },
    AddressType: { type: 'string', required: true, enum: ['Internet', 'Intranet'] },
    LoadBalancerEdition: { type: 'string', required: true, enum: ['Basic', 'Standard', 'StandardWithWaf'] },
    LoadBalancerBillingConfig: {
      type: 'object',
      required: true,
      fields: {
        PayType: { type: 'string', required: true, enum: ['PostPay'] },
        BandwidthPackageId: { type: 'string' },
      },
    },
    ZoneMappings: newZoneMappings,
    LoadBalancerName: { type: 'string', pattern: NAME },
    AddressIpVersion: { type: 'string', enum: ['IPv4', 'DualStack'], default: 'IPv4' },
    /** Kept and given back, though new instances are of one upgraded kind (since 2025-02-25). */
    AddressAllocatedMode: { type: 'string', enum: ['Fixed', 'Dynamic'], default: 'Dynamic' },
    DeletionProtectionEnabled: { type: 'boolean', default: false },
    ModificationProtectionConfig: {
      type: 'object',
      fields: {
        Status: { type: 'string', enum: ['NonProtection', 'ConsoleProtection'] },
        Reason: { type: 'string', pattern: NAME },
      },
    },
    ResourceGroupId: { type: 'string' },
    SecurityGroupIds: { type: 'objects', max: 4, fields: { SecurityGroupId: { type: 'string', required: true } } },
    Tag: newTags,
    ...writing,
  },
  response: { LoadBalancerId: 'string' },
  errors: [
    'OperationDenyed.ServiceLinkedRoleNotExist',
    'ResourceNotFound.Vpc',
    ...zoneErrors,
    'QuotaExceeded.LoadBalancersNum',
    ...securityGroupErrors,
    'ResourceNotFound.CommonBandwidthPackage',
    'IncorrectBusinessStatus.CommonBandwidthPackage',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { account, region, parameters } = call;
    if (state.serviceLinkedRole === 'missing') {
      throw new ApiError<AlbErrorCode>('OperationDenyed.ServiceLinkedRoleNotExist');
    }
    const { VpcId: vpcId, ZoneMappings, ModificationProtectionConfig: modification } = parameters;
    const vpc = state.vpc.vpcById(vpcId);
    if (vpc?.account !== account || vpc.region !== region) {
      throw new ApiError<AlbErrorCode>('ResourceNotFound.Vpc', { id: vpcId });
    }
    const vSwitch = (id: string) => state.vpc.vSwitch(id);
    const vSwitches = checkedVSwitches(ZoneMappings, { account, region, vpcId, vSwitch, current: [] });
    const count = state.loadBalancersOf(call).length;
    checkQuota('QuotaExceeded.LoadBalancersNum', region, count + 1, state.quotas.loadBalancers);
    const securityGroupIds = (parameters.SecurityGroupIds ?? []).map(({ SecurityGroupId }) => SecurityGroupId);
    if (securityGroupIds.length > 0) checkSecurityGroups(state, call, securityGroupIds, vpcId);
    const { BandwidthPackageId } = parameters.LoadBalancerBillingConfig;
    if (BandwidthPackageId) availablePackage(state, call, BandwidthPackageId);
    const own = ZoneMappings.find(
      ({ AllocationId }) => AllocationId && !state.elsewhere.find(call, 'Eip', AllocationId),
    );
    if (own) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'AllocationId' });
    if (parameters.AddressIpVersion === 'DualStack' && !vSwitches.every(({ ipv6CidrBlock }) => ipv6CidrBlock)) {
      throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'AddressIpVersion' });
    }
    endDryRun(parameters);

    const id = call.newId('alb-', 18);
    const loadBalancer = new LoadBalancer(
      {
        account,
        region,
        id,
        dnsName: dnsNameOf(id, region),
        vpcId,
        ipVersion: parameters.AddressIpVersion,
        addressAllocatedMode: parameters.AddressAllocatedMode,
        createdAt: call.now,
      },
      {
        name: parameters.LoadBalancerName ?? '',
        edition: parameters.LoadBalancerEdition,
        addressType: parameters.AddressType,
        resourceGroupId: parameters.ResourceGroupId || state.defaultResourceGroup(call),
        zones: vSwitches.map((each, index) => {
          const { IntranetAddress, ...wanted } = ZoneMappings[index] ?? {};
          const eip = eipFor(call.newId, parameters.AddressType, wanted);
          const mapping = mappingInto(each, state.zoneMappings(), IntranetAddress, eip);
          return parameters.AddressIpVersion === 'DualStack' ? withIpv6(mapping, each, call.newId) : mapping;
        }),
        tags: parameters.Tag,
      },
    );
    loadBalancer.securityGroupIds = securityGroupIds;
    loadBalancer.bandwidthPackageId = BandwidthPackageId || undefined;
    if (parameters.DeletionProtectionEnabled) loadBalancer.deletionProtectedSince = call.now;
    if (modification?.Status === 'ConsoleProtection') loadBalancer.consoleProtection = modification.Reason ?? '';
    beginCreation(state, loadBalancer);
    return { LoadBalancerId: id };
  },
});
