import { parse } from 'tldts';
import { ApiError, actionsOf } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { DNS_SERVERS } from './name-servers.ts';
import { canonicalName } from './names.ts';
import { ownZone } from './ownership.ts';
import { MAX_TTL } from './record-rules.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

const row = actionsOf<AlidnsState>();

const TTL_STEPS = [1, 5, 10, 60, 120, 600, 1800, 3600, 43_200, MAX_TTL];

export const addDomain = row({
  name: 'AddDomain',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, Lang: { type: 'string' } },
  response: {
    DomainId: 'string',
    DomainName: 'string',
    PunyCode: 'string',
    GroupId: 'string',
    GroupName: 'string',
    DnsServers: { DnsServer: ['string'] },
  },
  errors: [
    'InvalidDomainName.Format',
    'InvalidDomainName.Suffix',
    'InvalidDomainName.Duplicate',
    'DomainAddedByOthers',
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const { hostname, domain, isIp, isIcann } = parse(canonicalName(parameters.DomainName));
    if (!hostname || isIp) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Format');
    if (!domain || !isIcann) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Suffix');
    const holder = state.zone(hostname)?.account;
    if (holder === account) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Duplicate');
    if (holder !== undefined) throw new ApiError<AlidnsErrorCode>('DomainAddedByOthers');
    return {
      ...identityOf(state.addZone({ account, name: parameters.DomainName })),
      DnsServers: { DnsServer: DNS_SERVERS },
    };
  },
});

export const deleteDomain = row({
  name: 'DeleteDomain',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, Lang: { type: 'string' } },
  response: { DomainName: 'string' },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    state.removeZone(zone);
    return { DomainName: zone.displayName };
  },
});

export const describeDomains = row({
  name: 'DescribeDomains',
  style: 'RPC',
  parameters: {
    KeyWord: { type: 'string' },
    SearchMode: { type: 'string', enum: ['LIKE', 'EXACT'], ignoreCase: true, default: 'LIKE' },
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 20, min: 1, max: 100 },
    Lang: { type: 'string' },
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Domains: {
      Domain: [
        {
          DomainId: 'string',
          DomainName: 'string',
          PunyCode: 'string',
          GroupId: 'string',
          GroupName: 'string',
          AliDomain: 'boolean',
          DnsServers: { DnsServer: ['string'] },
          VersionCode: 'string',
          VersionName: 'string',
          RecordCount: 'integer',
          Remark: 'string',
          Starmark: 'boolean',
          CreateTime: 'string',
          CreateTimestamp: 'integer',
          Tags: { Tag: [{ Key: 'string', Value: 'string' }] },
        },
      ],
    },
  },
  errors: [],
  handler: (state, { account, parameters: { KeyWord, SearchMode, PageNumber, PageSize } }) => {
    const word = canonicalName(KeyWord ?? '');
    const found = state
      .zonesOf(account)
      .filter((zone) => !word || (SearchMode === 'EXACT' ? zone.name === word : zone.name.includes(word)));
    const page = found.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
    return { TotalCount: found.length, PageNumber, PageSize, Domains: { Domain: page.map(domainBody) } };
  },
});

export const describeDomainInfo = row({
  name: 'DescribeDomainInfo',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    NeedDetailAttributes: { type: 'boolean', default: false },
    Lang: { type: 'string' },
  },
  response: {
    DomainId: 'string',
    DomainName: 'string',
    PunyCode: 'string',
    GroupId: 'string',
    GroupName: 'string',
    AliDomain: 'boolean',
    DnsServers: { DnsServer: ['string'] },
    VersionCode: 'string',
    VersionName: 'string',
    MinTtl: 'integer',
    AvailableTtls: { AvailableTtl: ['string'] },
    RecordLines: { RecordLine: [{ LineCode: 'string', LineName: 'string', LineDisplayName: 'string' }] },
    Remark: 'string',
    SubDomain: 'boolean',
    InBlackHole: 'boolean',
    InClean: 'boolean',
    CreateTime: 'string',
  },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    const ttls = TTL_STEPS.filter((ttl) => ttl >= zone.edition.minTtl).map(String);
    return {
      ...domainBody(zone),
      SubDomain: parse(zone.name).subdomain !== '',
      InBlackHole: false,
      InClean: false,
      ...(parameters.NeedDetailAttributes && {
        MinTtl: zone.edition.minTtl,
        AvailableTtls: { AvailableTtl: ttls },
        RecordLines: { RecordLine: [{ LineCode: 'default', LineName: 'default', LineDisplayName: 'Default' }] },
      }),
    };
  },
});

function domainBody(zone: Zone) {
  return {
    ...identityOf(zone),
    AliDomain: true,
    DnsServers: { DnsServer: DNS_SERVERS },
    VersionCode: zone.edition.versionCode,
    VersionName: zone.edition.versionName,
    RecordCount: zone.size,
    Remark: '',
    Starmark: false,
    CreateTime: new Date(zone.createdAt).toISOString().replace(/:\d\d\.\d+Z$/, 'Z'),
    CreateTimestamp: zone.createdAt,
    Tags: { Tag: [] },
  };
}

function identityOf(zone: Zone) {
  return { DomainId: zone.domainId, DomainName: zone.displayName, PunyCode: zone.name, GroupId: '', GroupName: '' };
}
