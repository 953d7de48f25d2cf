import { ApiError, actionsOf } from '../product.ts';
import { checkEntryQuotas } from './acl-entries.ts';
import { availableAcl } from './acls.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Listener } from './listener.ts';
import type { AlbState } from './state.ts';
import {
  changeableListener,
  checkQuota,
  deny,
  endDryRun,
  idempotency,
  jobAbout,
  listenerErrors,
  writing,
} from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const bound = effect<[Listener, readonly string[]]>('alb/acls-associated', {
  apply(_state, { acls }, added) {
    for (const id of added) acls.set(id, 'Associated');
  },
  undo(_state, listener, added) {
    for (const id of added) unbind(listener, id);
  },
});

const unbound = effect<[Listener, readonly string[]]>('alb/acls-dissociated', {
  apply(_state, listener, removed) {
    for (const id of removed) unbind(listener, id);
  },
  undo(_state, { acls }, removed) {
    for (const id of removed) acls.set(id, 'Associated');
  },
});

/** Of one instance one binding at a time: a second one meets Conflict.Acl, or LockFailed where it unbinds. */
export const associateAclsWithListener = row({
  name: 'AssociateAclsWithListener',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    AclIds: { type: 'list', required: true, min: 1, max: 3 },
    AclType: { type: 'string', required: true, enum: ['White', 'Black'] },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...listenerErrors,
    'OperationDenied.LoadBalancerJoinedSecurityGroupNotSupportAcl',
    'Conflict.Acl',
    'ResourceNotFound.Acl',
    'IncorrectStatus.Acl',
    'ResourceAlreadyAssociated.Acl',
    'InvalidParameter',
    'ResourceQuotaExceeded.ListenerAclsNum',
    'ResourceQuotaExceeded.AclAttachedNum',
    'ResourceQuotaExceeded.ListenerAclEntriesNum',
    'ResourceQuotaExceeded.LoadBalancerAclEntriesNum',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { ListenerId, AclIds, AclType } = call.parameters;
    const listener = changeableListener(state, call, ListenerId);
    const { acls, loadBalancer } = listener;
    if (loadBalancer.securityGroupIds.length > 0) {
      deny('OperationDenied.LoadBalancerJoinedSecurityGroupNotSupportAcl');
    }
    if (isBinding(listener)) {
      throw new ApiError<AlbErrorCode>('Conflict.Acl', { id: listener.id, other: loadBalancer.id });
    }
    // The lists of a listener are of one type (inferred: which code says so).
    if (acls.size > 0 && listener.aclType !== AclType) {
      throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'AclType' });
    }
    const added = differentIds(AclIds).map((id) => availableAcl(state, call, id));
    for (const acl of added) {
      const { id } = acl;
      if (acls.has(id)) throw new ApiError<AlbErrorCode>('ResourceAlreadyAssociated.Acl', { id });
      const attached = state.listenersWith(acl).length;
      checkQuota('ResourceQuotaExceeded.AclAttachedNum', id, attached + 1, state.quotas.aclListeners);
    }
    const count = acls.size + added.length;
    checkQuota('ResourceQuotaExceeded.ListenerAclsNum', listener.id, count, state.quotas.listenerAcls);
    const entries = added.reduce((sum, acl) => sum + acl.entries.size, 0);
    checkEntryQuotas(state, listener, entries);
    endDryRun(call.parameters);

    listener.aclType = AclType;
    for (const { id } of added) acls.set(id, 'Associating');
    const ids = added.map(({ id }) => id);
    const about = jobAbout(call, 'AssociateAclsWithListener', 'Update', 'listener', listener.id);
    const held = [listener, loadBalancer, loadBalancer.aclBinding];
    return { JobId: state.jobs.begin(about, 'alb-acl-association', held, bound(listener, ids)) };
  },
});

export const dissociateAclsFromListener = row({
  name: 'DissociateAclsFromListener',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    AclIds: { type: 'list', required: true, min: 1, max: 3 },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...listenerErrors,
    'LockFailed',
    'ResourceNotAssociated.Acl',
    'InvalidParameter',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const listener = changeableListener(state, call, call.parameters.ListenerId);
    const { acls, loadBalancer } = listener;
    if (isBinding(listener)) throw new ApiError<AlbErrorCode>('LockFailed', { id: listener.id });
    const removed = differentIds(call.parameters.AclIds);
    for (const id of removed) {
      if (!acls.has(id)) throw new ApiError<AlbErrorCode>('ResourceNotAssociated.Acl', { id });
    }
    endDryRun(call.parameters);

    for (const id of removed) acls.set(id, 'Dissociating');
    const about = jobAbout(call, 'DissociateAclsFromListener', 'Update', 'listener', listener.id);
    const held = [listener, loadBalancer, loadBalancer.aclBinding];
    return { JobId: state.jobs.begin(about, 'alb-acl-association', held, unbound(listener, removed)) };
  },
});

export const listAclRelations = row({
  name: 'ListAclRelations',
  style: 'RPC',
  parameters: { AclIds: { type: 'list', required: true, min: 1, max: 5 } },
  response: {
    AclRelations: [
      {
        AclId: 'string',
        RelatedListeners: [
          {
            ListenerId: 'string',
            ListenerPort: 'integer',
            ListenerProtocol: 'string',
            LoadBalancerId: 'string',
            Status: 'string',
          },
        ],
      },
    ],
  },
  errors: ['ResourceNotFound.Acl'] satisfies AlbErrorCode[],
  handler: (state, call) => ({
    AclRelations: call.parameters.AclIds.map((AclId) => ({
      AclId,
      RelatedListeners: state.listenersWith(state.acls.own(call, AclId)).map((listener) => ({
        ListenerId: listener.id,
        ListenerPort: listener.port,
        ListenerProtocol: listener.protocol,
        LoadBalancerId: listener.loadBalancer.id,
        Status: listener.acls.get(AclId),
      })),
    })),
  }),
});

function isBinding({ loadBalancer }: Listener): boolean {
  return loadBalancer.aclBinding.jobs.size > 0;
}

/** With the last list goes the type. */
function unbind(listener: Listener, aclId: string): void {
  listener.acls.delete(aclId);
  if (listener.acls.size === 0) listener.aclType = undefined;
}

function differentIds(ids: readonly string[]): readonly string[] {
  if (new Set(ids).size < ids.length) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'AclIds' });
  return ids;
}
