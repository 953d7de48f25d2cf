import { ApiError, actionsOf } from '../product.ts';
import { WRITE_ERRORS } from './changes.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { canonicalName } from './names.ts';
import { ownUnlockedRecord, ownZone } from './ownership.ts';
import { common, pageOf, paging } from './parameters.ts';
import type { DnsRecord } from './record.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';
import { zoneAround } from './zone-around.ts';

const row = actionsOf<AlidnsState>();

/** Of all lines, unless one is named (inferred). */
export const setDnsSlbStatus = row({
  name: 'SetDNSSLBStatus',
  style: 'RPC',
  parameters: {
    SubDomain: { type: 'string', required: true },
    DomainName: { type: 'string' },
    Type: { type: 'string', enum: ['A', 'AAAA'], ignoreCase: true, default: 'A' },
    Line: { type: 'string' },
    Open: { type: 'boolean', default: true },
    ...common,
  },
  response: { Open: 'boolean', RecordCount: 'integer' },
  errors: [
    'InvalidDomainName.NoExist',
    'InvalidDomainName.Format',
    'IncorrectDomainUser',
    'InvalidParameter',
    ...WRITE_ERRORS,
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { SubDomain, DomainName, Type, Line, Open } }) => {
    // The domain itself is written `@.example.com`.
    const name = canonicalName(SubDomain);
    const { zone, rr } = zoneAround(state, account, name.replace(/^@\./, ''), DomainName);
    if (rr === '@' && !name.startsWith('@.'))
      throw new ApiError<AlidnsErrorCode>('InvalidParameter', { name: 'SubDomain' });
    state.beginWrite(zone);
    const meant = zone.at(rr).filter(({ content }) => content.type === Type && (!Line || content.line === Line));
    for (const { content } of meant) zone.setShared({ rr: content.rr, type: Type, line: content.line }, Open);
    state.endWrite(zone);
    return { Open, RecordCount: meant.length };
  },
});

export const updateDnsSlbWeight = row({
  name: 'UpdateDNSSLBWeight',
  style: 'RPC',
  parameters: {
    RecordId: { type: 'string', required: true },
    Weight: { type: 'integer', required: true, min: 1, max: 100, invalidCode: 'InvalidWeigth' },
    ...common,
  },
  response: { RecordId: 'string', Weight: 'integer' },
  errors: [
    'DomainRecordNotBelongToUser',
    'DomainRecordLocked',
    'DomainRecordDisable',
    'PanDomainRecord',
    'DisableDNSSLB',
    ...WRITE_ERRORS,
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { RecordId, Weight } }) => {
    const { zone, record } = ownUnlockedRecord(state, account, RecordId);
    state.beginWrite(zone);
    if (!record.enabled) throw new ApiError<AlidnsErrorCode>('DomainRecordDisable');
    if (record.content.rr.startsWith('*')) throw new ApiError<AlidnsErrorCode>('PanDomainRecord');
    if (!zone.isShared(record.content)) throw new ApiError<AlidnsErrorCode>('DisableDNSSLB');
    record.weight = Weight;
    state.endWrite(zone);
    return { RecordId, Weight };
  },
});

/** Names that have several addresses of a type: those whose load there is to share (inferred). */
export const describeDnsSlbSubDomains = row({
  name: 'DescribeDNSSLBSubDomains',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    Rr: { type: 'string' },
    ...paging(100),
    ...common,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    SlbSubDomains: {
      SlbSubDomain: [
        {
          SubDomain: 'string',
          Type: 'string',
          RecordCount: 'integer',
          Open: 'boolean',
          LineAlgorithms: { LineAlgorithm: [{ Line: 'string', Open: 'boolean' }] },
        },
      ],
    },
  },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    const records = parameters.Rr ? zone.at(parameters.Rr) : zone.all();
    const { items, totals } = pageOf(addressSets(records), parameters);
    return { ...totals, SlbSubDomains: { SlbSubDomain: items.map((set) => setBody(zone, set)) } };
  },
});

/** Records of one name and type, two at least. */
function addressSets(records: readonly DnsRecord[]): (readonly [DnsRecord, ...DnsRecord[]])[] {
  const sets = new Map<string, [DnsRecord, ...DnsRecord[]]>();
  for (const record of records) {
    const { rr, type } = record.content;
    if (type !== 'A' && type !== 'AAAA') continue;
    const key = `${type}/${canonicalName(rr)}`;
    const known = sets.get(key);
    if (known) known.push(record);
    else sets.set(key, [record]);
  }
  return [...sets.values()].filter(({ length }) => length > 1);
}

function setBody(zone: Zone, set: readonly [DnsRecord, ...DnsRecord[]]) {
  const { rr, type } = set[0].content;
  const lines = [...new Set(set.map(({ content }) => content.line))].map((line) => ({
    Line: line,
    Open: zone.isShared({ rr, type, line }),
  }));
  return {
    SubDomain: rr === '@' ? `@.${zone.displayName}` : `${rr}.${zone.displayName}`,
    Type: type,
    RecordCount: set.length,
    Open: lines.some(({ Open }) => Open),
    LineAlgorithms: { LineAlgorithm: lines },
  };
}
