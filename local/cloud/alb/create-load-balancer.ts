import { ApiError, actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import { beginCreation } from './lifecycle.ts';
import { LoadBalancer } from './load-balancer.ts';
import { dnsNameOf } from './service-managed.ts';
import type { AlbState } from './state.ts';
import { newTags } from './tags.ts';
import { checkQuota, endDryRun, idempotency, NAME, writing } from './writing.ts';
import { checkedVSwitches, mappingInto, zoneErrors, zoneMappings } from './zone-mappings.ts';

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
      fields: { PayType: { type: 'string', required: true, enum: ['PostPay'] } },
    },
    ZoneMappings: zoneMappings,
    LoadBalancerName: { type: 'string', pattern: NAME },
    AddressIpVersion: { type: 'string', enum: ['IPv4'] },
    AddressAllocatedMode: { type: 'string', enum: ['Fixed', 'Dynamic'] },
    DeletionProtectionEnabled: { type: 'boolean', default: false },
    ModificationProtectionConfig: {
      type: 'object',
      fields: {
        Status: { type: 'string', enum: ['NonProtection', 'ConsoleProtection'] },
        Reason: { type: 'string', pattern: NAME },
      },
    },
    ResourceGroupId: { type: 'string' },
    Tag: newTags,
    ...writing,
  },
  response: { LoadBalancerId: 'string' },
  errors: [
    'OperationDenyed.ServiceLinkedRoleNotExist',
    'ResourceNotFound.Vpc',
    ...zoneErrors,
    'QuotaExceeded.LoadBalancersNum',
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
    endDryRun(parameters);

    const id = call.newId('alb-', 18);
    const loadBalancer = new LoadBalancer(
      {
        account,
        region,
        id,
        dnsName: dnsNameOf(id, region),
        addressType: parameters.AddressType,
        edition: parameters.LoadBalancerEdition,
        vpcId,
        createdAt: call.now,
      },
      {
        name: parameters.LoadBalancerName ?? '',
        zones: vSwitches.map((each, index) =>
          mappingInto(each, state.zoneMappings(), ZoneMappings[index]?.IntranetAddress),
        ),
        tags: parameters.Tag,
      },
    );
    if (parameters.DeletionProtectionEnabled) loadBalancer.deletionProtectedSince = call.now;
    if (modification?.Status === 'ConsoleProtection') loadBalancer.consoleProtection = modification.Reason ?? '';
    beginCreation(state, loadBalancer);
    return { LoadBalancerId: id };
  },
});
