import { ApiError, actionsOf } from '../product.ts';
import { Acl } from './acl.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import { NAME } from './names.ts';
import type { Owner } from './owner.ts';
import { pageOf, paging } from './paging.ts';
import type { AlbState } from './state.ts';
import { hasTags, newTags, tagFilter } from './tags.ts';
import { utcTime } from './times.ts';
import { checkedResourceGroup, checkQuota, endDryRun, idempotency, jobAbout, writing } from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const created = effect<[Acl]>('alb/acl-created', {
  apply(_state, acl) {
    acl.phase = 'Available';
  },
  undo: (state, acl) => state.acls.remove(acl),
});

const deleted = effect<[Acl]>('alb/acl-deleted', {
  apply: (state, acl) => state.acls.remove(acl),
  undo(_state, acl) {
    acl.phase = 'Available';
  },
});

export const createAcl = row({
  name: 'CreateAcl',
  style: 'RPC',
  parameters: {
    AclName: { type: 'string', pattern: NAME },
    ResourceGroupId: { type: 'string' },
    Tag: newTags,
    ...writing,
  },
  response: { AclId: 'string', JobId: 'string' },
  errors: ['QuotaExceeded.AclsNum', 'NotExist.ResourceGroup', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { account, region, now, parameters } = call;
    checkQuota('QuotaExceeded.AclsNum', region, state.acls.of(call).length + 1, state.quotas.acls);
    const resourceGroupId = checkedResourceGroup(state, call, parameters.ResourceGroupId);
    endDryRun(parameters);
    const id = call.newId('acl-', 18);
    const acl = new Acl({
      owner: { account, region },
      id,
      createdAt: now,
      name: parameters.AclName ?? '',
      resourceGroupId,
      tags: parameters.Tag,
    });
    state.acls.add(acl);
    const about = jobAbout(call, 'CreateAcl', 'Create', 'acl', id);
    const JobId = state.jobs.begin(about, 'alb-acl-change', [acl], created(acl));
    return { AclId: id, JobId };
  },
});

export const updateAclAttribute = row({
  name: 'UpdateAclAttribute',
  style: 'RPC',
  parameters: {
    AclId: { type: 'string', required: true },
    AclName: { type: 'string', required: true, pattern: NAME },
    ...writing,
  },
  response: {},
  errors: ['ResourceNotFound.Acl', 'IncorrectStatus.Acl', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const acl = availableAcl(state, call, call.parameters.AclId);
    endDryRun(call.parameters);
    acl.name = call.parameters.AclName;
    return {};
  },
});

export const deleteAcl = row({
  name: 'DeleteAcl',
  style: 'RPC',
  parameters: { AclId: { type: 'string', required: true }, ...writing },
  response: { JobId: 'string' },
  errors: [
    'ResourceNotFound.Acl',
    'IncorrectStatus.Acl',
    'ResourceInUse.Acl',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const acl = availableAcl(state, call, call.parameters.AclId);
    const { id } = acl;
    if (state.listenersWith(acl).length > 0) throw new ApiError<AlbErrorCode>('ResourceInUse.Acl', { id });
    endDryRun(call.parameters);
    acl.phase = 'Deleting';
    const about = jobAbout(call, 'DeleteAcl', 'Delete', 'acl', id);
    return { JobId: state.jobs.begin(about, 'alb-acl-change', [acl], deleted(acl)) };
  },
});

export const listAcls = row({
  name: 'ListAcls',
  style: 'RPC',
  parameters: {
    AclIds: { type: 'list', max: 20 },
    AclNames: { type: 'list', max: 10 },
    ResourceGroupId: { type: 'string' },
    ...tagFilter,
    ...paging,
  },
  response: {
    Acls: [
      {
        AclId: 'string',
        AclName: 'string',
        AclStatus: 'string',
        AddressIPVersion: 'string',
        ConfigManagedEnabled: 'boolean',
        CreateTime: 'string',
        ResourceGroupId: 'string',
        Tags: [{ Key: 'string', Value: 'string' }],
      },
    ],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { AclIds, AclNames, ResourceGroupId, Tag } = call.parameters;
    const found = state.acls
      .of(call)
      .filter(({ id }) => AclIds?.includes(id) ?? true)
      .filter(({ name }) => AclNames?.includes(name) ?? true)
      .filter(({ resourceGroupId }) => !ResourceGroupId || resourceGroupId === ResourceGroupId)
      .filter(({ tags }) => hasTags(tags, Tag));
    const { page, ...rest } = pageOf(found, call.parameters);
    const Acls = page.map((acl) => ({
      AclId: acl.id,
      AclName: acl.name,
      AclStatus: acl.status,
      AddressIPVersion: 'IPv4',
      ConfigManagedEnabled: false,
      CreateTime: utcTime(acl.createdAt),
      ResourceGroupId: acl.resourceGroupId,
      Tags: acl.tags,
    }));
    return { Acls, ...rest };
  },
});

/** One's own access control list with no job under way; throws ResourceNotFound.Acl and IncorrectStatus.Acl. */
export function availableAcl(state: AlbState, owner: Owner, aclId: string): Acl {
  const acl = state.acls.own(owner, aclId);
  const { id, status } = acl;
  if (status !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.Acl', { id, status });
  return acl;
}
