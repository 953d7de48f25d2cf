import ipaddr from 'ipaddr.js';
import { ApiError, actionsOf } from '../product.ts';
import type { Acl } from './acl.ts';
import { availableAcl } from './acls.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Listener } from './listener.ts';
import { pageOf, paging } from './paging.ts';
import type { AlbState } from './state.ts';
import { byEdition, checkQuota, endDryRun, idempotency, jobAbout, writing } from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const entriesAdded = effect<[Acl, readonly string[]]>('alb/entries-added', {
  apply(_state, acl, added) {
    for (const entry of added) setStatus(acl, entry, 'Available');
  },
  undo(_state, { entries }, added) {
    for (const entry of added) entries.delete(entry);
  },
});

const entriesRemoved = effect<[Acl, readonly string[]]>('alb/entries-removed', {
  apply(_state, { entries }, removed) {
    for (const entry of removed) entries.delete(entry);
  },
  undo(_state, acl, removed) {
    for (const entry of removed) setStatus(acl, entry, 'Available');
  },
});

/** One job for all entries of a call: Adding, then Available. */
export const addEntriesToAcl = row({
  name: 'AddEntriesToAcl',
  style: 'RPC',
  parameters: {
    AclId: { type: 'string', required: true },
    AclEntries: {
      type: 'objects',
      required: true,
      min: 1,
      max: 20,
      fields: {
        Entry: { type: 'string', required: true },
        Description: { type: 'string', default: '', maxLength: 256 },
      },
    },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    'ResourceNotFound.Acl',
    'IncorrectStatus.Acl',
    'InvalidParameter',
    'ResourceAlreadyExist.AclEntry',
    'ResourceQuotaExceeded.AclEntriesNum',
    'ResourceQuotaExceeded.ListenerAclEntriesNum',
    'ResourceQuotaExceeded.LoadBalancerAclEntriesNum',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const acl = availableAcl(state, call, call.parameters.AclId);
    const { entries } = acl;
    const added = new Map<string, string>();
    for (const { Entry, Description } of call.parameters.AclEntries) {
      const entry = canonical(Entry);
      if (entry === undefined || (entry === BROADCAST && state.broadcastEntry === 'refused'))
        throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Entry' });
      if (entries.has(entry) || added.has(entry)) {
        throw new ApiError<AlbErrorCode>('ResourceAlreadyExist.AclEntry', { id: entry });
      }
      added.set(entry, Description);
    }
    const count = entries.size + added.size;
    checkQuota('ResourceQuotaExceeded.AclEntriesNum', acl.id, count, state.quotas.aclEntries);
    for (const listener of state.listenersWith(acl)) checkEntryQuotas(state, listener, added.size);
    endDryRun(call.parameters);

    for (const [entry, description] of added) entries.set(entry, { entry, description, status: 'Adding' });
    const about = jobAbout(call, 'AddEntriesToAcl', 'Update', 'acl', acl.id);
    return { JobId: state.jobs.begin(about, 'alb-acl-change', [acl], entriesAdded(acl, [...added.keys()])) };
  },
});

export const removeEntriesFromAcl = row({
  name: 'RemoveEntriesFromAcl',
  style: 'RPC',
  parameters: {
    AclId: { type: 'string', required: true },
    Entries: { type: 'list', required: true, min: 1, max: 20 },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    'ResourceNotFound.Acl',
    'IncorrectStatus.Acl',
    'ResourceNotFound.AclEntry',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const acl = availableAcl(state, call, call.parameters.AclId);
    const removed = call.parameters.Entries.map((text) => {
      const entry = canonical(text) ?? '';
      if (!acl.entries.has(entry)) throw new ApiError<AlbErrorCode>('ResourceNotFound.AclEntry', { id: text });
      return entry;
    });
    endDryRun(call.parameters);
    for (const entry of removed) setStatus(acl, entry, 'Removing');
    const about = jobAbout(call, 'RemoveEntriesFromAcl', 'Update', 'acl', acl.id);
    return { JobId: state.jobs.begin(about, 'alb-acl-change', [acl], entriesRemoved(acl, removed)) };
  },
});

export const listAclEntries = row({
  name: 'ListAclEntries',
  style: 'RPC',
  parameters: { AclId: { type: 'string', required: true }, ...paging },
  response: {
    AclEntries: [{ Entry: 'string', Description: 'string', Status: 'string' }],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['ResourceNotFound.Acl', 'InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const acl = state.acls.own(call, call.parameters.AclId);
    const { page, ...rest } = pageOf([...acl.entries.values()], call.parameters);
    const AclEntries = page.map(({ entry, description, status }) => ({
      Entry: entry,
      Description: description,
      Status: status,
    }));
    return { AclEntries, ...rest };
  },
});

/** Refuses `more` entries on a listener where its quota or that of its instance would be exceeded. */
export function checkEntryQuotas(state: AlbState, { id, acls, loadBalancer }: Listener, more: number): void {
  const entriesOn = (ids: Iterable<string>) =>
    [...ids].reduce((sum, aclId) => sum + state.acls.own(loadBalancer.facts, aclId).entries.size, 0);
  const onListener = entriesOn(acls.keys()) + more;
  const listenerQuota = byEdition(state.quotas.listenerAclEntries, loadBalancer);
  checkQuota('ResourceQuotaExceeded.ListenerAclEntriesNum', id, onListener, listenerQuota);
  const onInstance = entriesOn(state.listenersOf(loadBalancer.id).flatMap((each) => [...each.acls.keys()])) + more;
  const instanceQuota = state.quotas.loadBalancerAclEntries;
  checkQuota('ResourceQuotaExceeded.LoadBalancerAclEntriesNum', loadBalancer.id, onInstance, instanceQuota);
}

const BROADCAST = '255.255.255.255/32';

/** The CIDR block with its host bits cleared (inferred: what the cloud keeps of one that has any), or undefined. */
function canonical(text: string): string | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  return `${ipaddr.IPv4.networkAddressFromCIDR(text)}/${text.split('/')[1]}`;
}

function setStatus({ entries }: Acl, key: string, status: 'Available' | 'Removing'): void {
  const entry = entries.get(key);
  if (entry) entry.status = status;
}
