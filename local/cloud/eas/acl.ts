import ipaddr from 'ipaddr.js';
import { ApiError, actionsOf } from '../product.ts';
import type { EasErrorCode } from './errors.ts';
import type { AclEntry, Gateway } from './gateway.ts';
import { gatewayPath } from './gateway-path.ts';
import { isObject } from './services/config.ts';
import type { EasState } from './state.ts';

const row = actionsOf<EasState>();
const path = `${gatewayPath.template}/acl_policy`;

/** G24; the limit of a VPC's list is not known, so it has none. */
const PUBLIC_LIMIT = 15;

const scope = {
  ...gatewayPath.parameters,
  AclPolicyList: { type: 'json', required: true },
  /** Given: that VPC's list. Omitted: the public list (inferred: nothing else could mean it). */
  VpcId: { type: 'string' },
} as const;

export const createAclPolicy = row({
  name: 'CreateAclPolicy',
  style: { method: 'POST', path },
  parameters: scope,
  response: { GatewayId: 'string', Message: 'string' },
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'OperationNotSupported.GatewayType',
    'InvalidVpcId.NotLinked',
    'InvalidAclPolicyList',
    'QuotaExceeded.AclPolicy',
  ] satisfies EasErrorCode[],
  // Adding what is there already only changes its comment; a list that does not fit adds nothing at all (inferred).
  handler: (state, { account, parameters: { ClusterId, GatewayId, AclPolicyList, VpcId } }) => {
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    checkListed(gateway);
    const list = listOf(gateway, VpcId);
    const entries = readEntries(AclPolicyList);
    for (const { Entry } of entries) {
      if (!ipaddr.IPv4.isValidCIDR(Entry)) throw new ApiError<EasErrorCode>('InvalidAclPolicyList', { entry: Entry });
    }
    const added = new Set(entries.map(({ Entry }) => Entry).filter((entry) => !list.has(entry)));
    if (!VpcId && list.size + added.size > PUBLIC_LIMIT) {
      throw new ApiError<EasErrorCode>('QuotaExceeded.AclPolicy', { limit: String(PUBLIC_LIMIT) });
    }
    for (const { Entry, Comment } of entries) list.set(Entry, Comment);
    return { GatewayId: gateway.id, Message: 'Successfully add acl policy for gateway' };
  },
});

const listed = [{ Entry: 'string', Comment: 'string' }] as const;

export const listAclPolicy = row({
  name: 'ListAclPolicy',
  style: { method: 'GET', path },
  parameters: { ...gatewayPath.parameters, VpcId: { type: 'string' } },
  response: {
    GatewayId: 'string',
    // One level deeper than its name says.
    InternetAclPolicyList: [{ AclPolicyList: listed }],
    IntranetVpcAclPolicyList: [{ VpcId: 'string', AclPolicyList: listed }],
  },
  errors: ['InvalidGateway.NotFound'] satisfies EasErrorCode[],
  // VpcId narrows the private lists; the public one is always shown (inferred).
  handler: (state, { account, parameters }) => {
    const gateway = state.gateway(account, parameters.ClusterId, parameters.GatewayId);
    const vpcs = [...gateway.vpcAcls].filter(([vpcId]) => !parameters.VpcId || vpcId === parameters.VpcId);
    return {
      GatewayId: gateway.id,
      InternetAclPolicyList: [{ AclPolicyList: shown(gateway.internetAcl) }],
      IntranetVpcAclPolicyList: vpcs.map(([VpcId, list]) => ({ VpcId, AclPolicyList: shown(list) })),
    };
  },
});

export const deleteAclPolicy = row({
  name: 'DeleteAclPolicy',
  style: { method: 'DELETE', path },
  parameters: scope,
  response: { GatewayId: 'string', Message: 'string' },
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'OperationNotSupported.GatewayType',
    'InvalidVpcId.NotLinked',
    'InvalidAclPolicyList',
  ] satisfies EasErrorCode[],
  // Deleting what is not there is no error (inferred).
  handler: (state, { account, parameters: { ClusterId, GatewayId, AclPolicyList, VpcId } }) => {
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    checkListed(gateway);
    const list = listOf(gateway, VpcId);
    for (const { Entry } of readEntries(AclPolicyList)) list.delete(Entry);
    return { GatewayId: gateway.id, Message: 'Successfully delete acl policy for gateway' };
  },
});

/** G16, G22: the guide offers lists for the managed type only; that others are refused is inferred. */
function checkListed(gateway: Gateway): void {
  if (gateway.type === 'classic') return;
  const reason = 'the application type is guarded by the access control lists of its load balancer';
  throw new ApiError<EasErrorCode>('OperationNotSupported.GatewayType', { gateway: gateway.id, reason });
}

function listOf(gateway: Gateway, vpcId: string | undefined): Map<string, string> {
  const list = vpcId ? gateway.vpcAcls.get(vpcId) : gateway.internetAcl;
  if (list) return list;
  throw new ApiError<EasErrorCode>('InvalidVpcId.NotLinked', { vpc: vpcId ?? '', gateway: gateway.id });
}

/** `[{"Entry":"203.0.113.0/24","Comment":"office"}]` */
function readEntries(value: unknown): AclEntry[] {
  const items = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    if (!isObject(item) || typeof item.Entry !== 'string') {
      throw new ApiError<EasErrorCode>('InvalidAclPolicyList', { entry: JSON.stringify(item) });
    }
    return { Entry: item.Entry, Comment: String(item.Comment ?? '') };
  });
}

function shown(list: ReadonlyMap<string, string>): AclEntry[] {
  return [...list].map(([Entry, Comment]) => ({ Entry, Comment }));
}
