import type { Draft } from './declaration-draft.ts';
import type { Problem } from './problem.ts';

/** Where Torii keeps the record of a custom domain, or looks for the owner's; undefined where there is none to keep. */
export type RecordPlace = 'alidns' | 'privatezone' | 'external';

/** What a domain means that does not say who keeps its record: nobody has to publish a private name (G42). */
export function defaultDns(access: string): 'alidns' | 'external' {
  return access === 'intranet' ? 'external' : 'alidns';
}

/** A private name is looked for nowhere but in PrivateZone: the public DNS says nothing about what a VPC sees. */
export function recordPlace({ access, dns }: { access: string; dns: RecordPlace }): RecordPlace | undefined {
  if (access === 'internet') return dns;
  return dns === 'privatezone' ? dns : undefined;
}

/** PrivateZone answers inside VPCs only. */
export function privateZonesInside({ domains }: Draft): Problem[] {
  return domains.flatMap(({ access = 'internet', dns }, index): Problem[] => {
    if (dns !== 'privatezone' || access !== 'internet') return [];
    return [
      {
        field: `spec.domains[${index}].dns`,
        rule: 'G41',
        reason: 'PrivateZoneForInternet',
        message: 'A name for the internet cannot be in PrivateZone, which answers inside VPCs only.',
        wayOut: 'Write dns: alidns or external, or access: intranet.',
      },
    ];
  });
}

/** Only a zone in Alibaba Cloud DNS can be added, and only where a record of Torii goes into it. */
export function zonesAddable({ domains }: Draft): Problem[] {
  return domains.flatMap(({ access = 'internet', dns = defaultDns(access), addZone }, index): Problem[] => {
    if (addZone !== true || (access === 'internet' && dns === 'alidns')) return [];
    return [
      {
        field: `spec.domains[${index}].addZone`,
        rule: 'G41',
        reason: 'ZoneNotAddable',
        message: 'There is no zone to add for a name whose record is not in Alibaba Cloud DNS.',
        wayOut: 'Leave addZone out, or write access: internet and dns: alidns.',
      },
    ];
  });
}

/** Servers in mainland China may serve a name from the internet only after an ICP filing for its domain. */
export function icpFiling({ region = '', domains }: Draft): Problem[] {
  if (!/^cn-(?!hongkong)/.test(region)) return [];
  const names = domains.filter(({ access }) => access !== 'intranet').map(({ name = '' }) => name);
  if (names.length === 0) return [];
  return [
    {
      field: 'spec.domains',
      rule: 'G41',
      reason: 'IcpFilingNeeded',
      message: `${region} is in mainland China, where a public name needs an ICP filing for its domain: ${names.join(', ')}.`,
      wayOut: 'File with Alibaba Cloud before callers come, or choose a region outside mainland China.',
    },
  ];
}

/** Declared of old, when it was the default of every domain: nothing is published by it. */
export function privateNames({ domains }: Draft): Problem[] {
  return domains.flatMap(({ access, dns }, index): Problem[] => {
    if (access !== 'intranet' || dns !== 'alidns') return [];
    return [
      {
        field: `spec.domains[${index}].dns`,
        rule: 'G42',
        reason: 'PrivateNameNotPublished',
        message: 'A name for the intranet is not written into the public DNS, so dns: alidns publishes nothing.',
        wayOut: 'Write dns: privatezone to publish it inside the linked VPCs, or leave dns out.',
      },
    ];
  });
}
