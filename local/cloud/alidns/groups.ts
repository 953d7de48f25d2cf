import { ApiError, actionsOf } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { DEFAULT_GROUP, type DomainGroup, groupBody } from './group.ts';
import { ownZone } from './ownership.ts';
import { bySearch, pageOf, paging } from './parameters.ts';
import type { AlidnsState } from './state.ts';

/** The account's own group; none for the default one. Throws InvalidDomainGroup.NotExist. */
export function groupNamed(state: AlidnsState, account: string, groupId: string | undefined): DomainGroup | undefined {
  if (!groupId || groupId === DEFAULT_GROUP) return undefined;
  const group = state.groups.get(groupId);
  if (group?.account !== account) throw new ApiError<AlidnsErrorCode>('InvalidDomainGroup.NotExist');
  return group;
}

const row = actionsOf<AlidnsState>();
const lang = { Lang: { type: 'string' } } as const;
const groupName = { GroupName: { type: 'string', required: true, maxLength: 64 } } as const;
const groupId = { GroupId: { type: 'string', required: true } } as const;

export const addDomainGroup = row({
  name: 'AddDomainGroup',
  style: 'RPC',
  parameters: { ...groupName, ...lang },
  response: { GroupId: 'string', GroupName: 'string' },
  errors: ['InvalidDomainGroup.Duplicate'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { GroupName }, newId }) => {
    checkNewName(state, account, GroupName);
    const group: DomainGroup = { account, groupId: newId('', 7, 'digits'), name: GroupName };
    state.groups.set(group.groupId, group);
    return groupBody(group);
  },
});

export const updateDomainGroup = row({
  name: 'UpdateDomainGroup',
  style: 'RPC',
  parameters: { ...groupId, ...groupName, ...lang },
  response: { GroupId: 'string', GroupName: 'string' },
  errors: ['InvalidDomainGroup.NotExist', 'InvalidDomainGroup.Duplicate'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { GroupId, GroupName } }) => {
    const group = groupNamed(state, account, GroupId);
    if (!group) throw new ApiError<AlidnsErrorCode>('InvalidDomainGroup.NotExist');
    if (group.name !== GroupName) checkNewName(state, account, GroupName);
    group.name = GroupName;
    return groupBody(group);
  },
});

export const deleteDomainGroup = row({
  name: 'DeleteDomainGroup',
  style: 'RPC',
  parameters: { ...groupId, ...lang },
  response: { GroupName: 'string' },
  errors: [
    'InvalidDomainGroup.NotExist',
    'Fobidden.DefaultGroup',
    'Fobidden.NotEmptyGroup',
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { GroupId } }) => {
    const group = groupNamed(state, account, GroupId);
    if (!group) throw new ApiError<AlidnsErrorCode>('Fobidden.DefaultGroup');
    if (state.zonesOf(account).some((zone) => zone.group === group)) {
      throw new ApiError<AlidnsErrorCode>('Fobidden.NotEmptyGroup');
    }
    state.groups.delete(GroupId);
    return { GroupName: group.name };
  },
});

export const describeDomainGroups = row({
  name: 'DescribeDomainGroups',
  style: 'RPC',
  parameters: { KeyWord: { type: 'string' }, ...paging(100), ...lang },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    DomainGroups: { DomainGroup: [{ GroupId: 'string', GroupName: 'string', DomainCount: 'integer' }] },
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const zones = state.zonesOf(account);
    const found = groupsOf(state, account).filter(({ name }) => bySearch(parameters.KeyWord)(name));
    const { items, totals } = pageOf(found, parameters);
    const DomainGroup = items.map((group) => ({
      ...groupBody(group),
      DomainCount: zones.filter((zone) => zone.group === group).length,
    }));
    return { ...totals, DomainGroups: { DomainGroup } };
  },
});

export const changeDomainGroup = row({
  name: 'ChangeDomainGroup',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, GroupId: { type: 'string' }, ...lang },
  response: { GroupId: 'string', GroupName: 'string' },
  errors: [
    'InvalidDomainName.NoExist',
    'IncorrectDomainUser',
    'InvalidDomainGroup.NotExist',
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { DomainName, GroupId } }) => {
    const zone = ownZone(state, account, DomainName);
    zone.group = groupNamed(state, account, GroupId);
    return groupBody(zone.group);
  },
});

function groupsOf(state: AlidnsState, account: string): DomainGroup[] {
  return [...state.groups.values()].filter((group) => group.account === account);
}

function checkNewName(state: AlidnsState, account: string, name: string): void {
  const isTaken = groupsOf(state, account).some((group) => group.name === name);
  if (isTaken) throw new ApiError<AlidnsErrorCode>('InvalidDomainGroup.Duplicate');
}
