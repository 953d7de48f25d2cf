import { parse } from 'tldts';
import { actionsOf } from '../product.ts';
import { ADD_DOMAIN_ERRORS, addNamedDomain, DELETE_DOMAIN_ERRORS, deleteOwnDomain } from './domain-changes.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { DEFAULT_GROUP, groupBody } from './group.ts';
import { lineBodies, lineFields, linesOf, lineTree } from './lines.ts';
import { DNS_SERVERS } from './name-servers.ts';
import { canonicalName } from './names.ts';
import { ownZone } from './ownership.ts';
import { pageOf, paging } from './parameters.ts';
import { MAX_TTL } from './record-rules.ts';
import type { AlidnsState } from './state.ts';
import { utcMinute } from './times.ts';
import type { Zone } from './zone.ts';

const row = actionsOf<AlidnsState>();
const lang = { Lang: { type: 'string' } } as const;

const TTL_STEPS = [1, 5, 10, 60, 120, 600, 1800, 3600, 43_200, MAX_TTL];

/** What every answer about a domain says. */
const domainFields = {
  DomainId: 'string',
  DomainName: 'string',
  PunyCode: 'string',
  GroupId: 'string',
  GroupName: 'string',
  AliDomain: 'boolean',
  DnsServers: { DnsServer: ['string'] },
  VersionCode: 'string',
  VersionName: 'string',
  InstanceId: 'string',
  Remark: 'string',
  ResourceGroupId: 'string',
  DomainLoggingSwitchStatus: 'string',
  CreateTime: 'string',
} as const;

export const addDomain = row({
  name: 'AddDomain',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    GroupId: { type: 'string' },
    ResourceGroupId: { type: 'string' },
    ...lang,
  },
  response: {
    DomainId: 'string',
    DomainName: 'string',
    PunyCode: 'string',
    GroupId: 'string',
    GroupName: 'string',
    DnsServers: { DnsServer: ['string'] },
  },
  errors: ADD_DOMAIN_ERRORS,
  handler: (state, { account, parameters, now }) => {
    const zone = addNamedDomain(state, account, parameters, { at: now, clientIp: undefined });
    return { ...identityOf(zone), DnsServers: { DnsServer: DNS_SERVERS } };
  },
});

export const deleteDomain = row({
  name: 'DeleteDomain',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, ...lang },
  response: { DomainName: 'string' },
  errors: DELETE_DOMAIN_ERRORS,
  handler: (state, { account, parameters, now }) => {
    const zone = deleteOwnDomain(state, account, parameters.DomainName, { at: now, clientIp: undefined });
    return { DomainName: zone.displayName };
  },
});

/** `Starmark` finds starred domains only; without it all are found, starred or not (inferred). */
export const describeDomains = row({
  name: 'DescribeDomains',
  style: 'RPC',
  parameters: {
    KeyWord: { type: 'string' },
    SearchMode: { type: 'string', enum: ['LIKE', 'EXACT'], ignoreCase: true, default: 'LIKE' },
    GroupId: { type: 'string' },
    ResourceGroupId: { type: 'string' },
    Starmark: { type: 'boolean' },
    ...paging(100),
    ...lang,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Domains: {
      Domain: [
        {
          ...domainFields,
          RecordCount: 'integer',
          Starmark: 'boolean',
          CreateTimestamp: 'integer',
          InstanceEndTime: 'string',
          InstanceExpired: 'boolean',
          RegistrantEmail: 'string',
          SlaveDnsStatus: 'string',
          Tags: { Tag: [{ Key: 'string', Value: 'string' }] },
        },
      ],
    },
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const { KeyWord, SearchMode, GroupId, ResourceGroupId, Starmark } = parameters;
    const word = canonicalName(KeyWord ?? '');
    const found = state
      .zonesOf(account)
      .filter((zone) => !word || (SearchMode === 'EXACT' ? zone.name === word : zone.name.includes(word)))
      .filter((zone) => !GroupId || (zone.group?.groupId ?? DEFAULT_GROUP) === GroupId)
      .filter((zone) => !ResourceGroupId || zone.resourceGroupId === ResourceGroupId)
      .filter((zone) => !Starmark || zone.isStarred);
    const { items, totals } = pageOf(found, parameters);
    return { ...totals, Domains: { Domain: items.map(listBody) } };
  },
});

export const describeDomainInfo = row({
  name: 'DescribeDomainInfo',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    NeedDetailAttributes: { type: 'boolean', default: false },
    ...lang,
  },
  response: {
    ...domainFields,
    SubDomain: 'boolean',
    InBlackHole: 'boolean',
    InClean: 'boolean',
    LineType: 'string',
    MinTtl: 'integer',
    AvailableTtls: { AvailableTtl: ['string'] },
    RecordLines: { RecordLine: [lineFields] },
    RecordLineTreeJson: 'string',
    RegionLines: 'boolean',
    SlaveDns: 'boolean',
  },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    return {
      ...domainBody(zone),
      SubDomain: parse(zone.name).subdomain !== '',
      InBlackHole: zone.refusesWrites === 'RecordForbidden.BlackHole',
      InClean: false,
      ...(parameters.NeedDetailAttributes && detailsOf(zone)),
    };
  },
});

export const updateDomainRemark = row({
  name: 'UpdateDomainRemark',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    Remark: { type: 'string', default: '', maxLength: 50 },
    ...lang,
  },
  response: {},
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { DomainName, Remark } }) => {
    ownZone(state, account, DomainName).remark = Remark;
    return {};
  },
});

/** Whether the group exists is not checked: Resource Management is no part of this cloud. */
export const moveDomainResourceGroup = row({
  name: 'MoveDomainResourceGroup',
  style: 'RPC',
  parameters: {
    ResourceId: { type: 'string', required: true },
    NewResourceGroupId: { type: 'string', required: true },
    ...lang,
  },
  response: {},
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { ResourceId, NewResourceGroupId } }) => {
    ownZone(state, account, ResourceId).resourceGroupId = NewResourceGroupId;
    return {};
  },
});

function listBody(zone: Zone) {
  return {
    ...domainBody(zone),
    RecordCount: zone.size,
    Starmark: zone.isStarred,
    CreateTimestamp: zone.createdAt,
    ...(zone.instanceId !== undefined && {
      // Editions are bought by the year.
      InstanceEndTime: utcMinute(zone.createdAt + YEAR_MS),
      InstanceExpired: zone.refusesWrites === 'Forbidden.DomainExpired',
    }),
    RegistrantEmail: zone.registrantEmail || undefined,
    SlaveDnsStatus: 'CLOSE',
    Tags: { Tag: [...zone.tags].map(([Key, Value]) => ({ Key, Value })) },
  };
}

function domainBody(zone: Zone) {
  return {
    ...identityOf(zone),
    AliDomain: true,
    DnsServers: { DnsServer: DNS_SERVERS },
    VersionCode: zone.edition.versionCode,
    VersionName: zone.edition.versionName,
    InstanceId: zone.instanceId,
    Remark: zone.remark,
    ResourceGroupId: zone.resourceGroupId || undefined,
    DomainLoggingSwitchStatus: 'CLOSE',
    CreateTime: utcMinute(zone.createdAt),
  };
}

function detailsOf(zone: Zone) {
  const lines = linesOf(zone.edition);
  const ttls = TTL_STEPS.filter((ttl) => ttl >= zone.edition.minTtl).map(String);
  return {
    LineType: zone.edition.hasRegionLines ? 'region_province' : 'region_isp',
    MinTtl: zone.edition.minTtl,
    AvailableTtls: { AvailableTtl: ttls },
    RecordLines: { RecordLine: lineBodies(lines) },
    RecordLineTreeJson: lineTree(lines),
    RegionLines: zone.edition.hasRegionLines,
    SlaveDns: false,
  };
}

function identityOf(zone: Zone) {
  return {
    DomainId: zone.domainId,
    DomainName: zone.displayName,
    PunyCode: zone.name,
    ...groupBody(zone.group),
  };
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
