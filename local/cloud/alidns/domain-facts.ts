import { parse } from 'tldts';
import { ApiError, actionsOf } from '../product.ts';
import { EDITIONS } from './editions.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { lineBodies, lineFields, linesOf } from './lines.ts';
import { DNS_SERVERS } from './name-servers.ts';
import { canonicalName } from './names.ts';
import { ownZone } from './ownership.ts';
import { common } from './parameters.ts';
import type { AlidnsState } from './state.ts';

const row = actionsOf<AlidnsState>();
const lang = { Lang: { type: 'string' } } as const;

/** Takes a name apart at the registrable domain, hosted or not. Its level: 1 for the domain itself, 2 right below. */
export const getMainDomainName = row({
  name: 'GetMainDomainName',
  style: 'RPC',
  parameters: { InputString: { type: 'string', required: true }, ...lang },
  response: { DomainName: 'string', RR: 'string', DomainLevel: 'integer' },
  errors: ['InvalidDomainName.Format', 'InvalidDomainName.Suffix'] satisfies AlidnsErrorCode[],
  handler: (_state, { parameters }) => {
    const { hostname, domain, subdomain, isIp } = parse(canonicalName(parameters.InputString));
    if (!hostname || isIp) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Format');
    if (!domain) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Suffix');
    return {
      DomainName: domain,
      RR: subdomain || '@',
      DomainLevel: subdomain ? subdomain.split('.').length + 1 : 1,
    };
  },
});

/** Who serves the domain, as the public DNS has it, beside who is expected to. */
export const describeDomainNs = row({
  name: 'DescribeDomainNs',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, ...lang },
  response: {
    AllAliDns: 'boolean',
    IncludeAliDns: 'boolean',
    DnsServers: { DnsServer: ['string'] },
    ExpectDnsServers: { ExpectDnsServer: ['string'] },
    DetectFailedReasonCode: 'string (inferred)',
  },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    const isRegistered = !state.unregistered.has(zone.name);
    const served = state.world.publicNames().findZone(zone.name);
    const found = isRegistered && served?.name === zone.name ? (served.nameServers ?? DNS_SERVERS) : [];
    const ours = found.filter((server) => DNS_SERVERS.includes(server));
    return {
      AllAliDns: found.length > 0 && ours.length === found.length,
      IncludeAliDns: ours.length > 0,
      DnsServers: { DnsServer: found },
      ExpectDnsServers: { ExpectDnsServer: DNS_SERVERS },
      DetectFailedReasonCode: found.length > 0 ? undefined : 'NoDomainNs',
    };
  },
});

/** Of one domain's edition; of the free one where no domain is named. */
export const describeSupportLines = row({
  name: 'DescribeSupportLines',
  style: 'RPC',
  parameters: { DomainName: { type: 'string' }, ...common },
  response: { RecordLines: { RecordLine: [lineFields] } },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { DomainName } }) => {
    const edition = DomainName ? ownZone(state, account, DomainName).edition : EDITIONS.free;
    return { RecordLines: { RecordLine: lineBodies(linesOf(edition)) } };
  },
});
