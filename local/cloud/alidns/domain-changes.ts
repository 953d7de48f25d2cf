import { parse } from 'tldts';
import { ApiError } from '../product.ts';
import type { Hand } from './changes.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { DEFAULT_GROUP } from './group.ts';
import { groupNamed } from './groups.ts';
import { type DomainLog, HERE } from './log.ts';
import { canonicalName } from './names.ts';
import { ownZone } from './ownership.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

export const ADD_DOMAIN_ERRORS = [
  'InvalidDomainName.Format',
  'InvalidDomainName.Suffix',
  'InvalidDomainName.Unregistered',
  'InvalidDomainName.Duplicate',
  'DomainAddedByOthers',
  'InvalidDomainGroup.NotExist',
] as const satisfies AlidnsErrorCode[];

export const DELETE_DOMAIN_ERRORS = [
  'InvalidDomainName.NoExist',
  'IncorrectDomainUser',
  'Forbidden.DomainLocked',
  'LastOperationNotFinished',
] as const satisfies AlidnsErrorCode[];

export function addNamedDomain(
  state: AlidnsState,
  account: string,
  wanted: {
    readonly DomainName: string;
    readonly GroupId?: string | undefined;
    readonly ResourceGroupId?: string | undefined;
  },
  hand: Hand,
): Zone {
  const name = checkDomainName(state, wanted.DomainName);
  const holder = state.zone(name)?.account;
  if (holder === account) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Duplicate');
  if (holder !== undefined) throw new ApiError<AlidnsErrorCode>('DomainAddedByOthers');
  const group = groupNamed(state, account, wanted.GroupId);
  const zone = state.addZone({ account, name: wanted.DomainName, group, resourceGroupId: wanted.ResourceGroupId });
  logDomain(state, zone, 'Add', hand);
  return zone;
}

export function deleteOwnDomain(state: AlidnsState, account: string, domainName: string, hand: Hand): Zone {
  const zone = ownZone(state, account, domainName);
  if (zone.refusesWrites === 'Forbidden.DomainLocked') throw new ApiError<AlidnsErrorCode>('Forbidden.DomainLocked');
  if (zone.isBeingWritten) throw new ApiError<AlidnsErrorCode>('LastOperationNotFinished');
  state.removeZone(zone);
  logDomain(state, zone, 'Delete', hand);
  return zone;
}

/** Throws for what no registry could have. Its canonical name otherwise. */
export function checkDomainName(state: AlidnsState, domainName: string): string {
  const { hostname, domain, isIp, isIcann } = parse(canonicalName(domainName));
  if (!hostname || isIp) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Format');
  if (!domain || !isIcann) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Suffix');
  if (state.unregistered.has(domain)) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Unregistered');
  return hostname;
}

export function logDomain(state: AlidnsState, zone: Zone, action: DomainLog['action'], { at, clientIp }: Hand): void {
  const { account, displayName: domainName, domainId, group } = zone;
  const groupId = group?.groupId ?? DEFAULT_GROUP;
  state.domainLogs.push({ account, action, at, clientIp: clientIp ?? HERE, domainName, domainId, groupId });
}
