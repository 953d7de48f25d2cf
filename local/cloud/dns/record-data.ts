import type { Answer } from 'dns-packet';
import type { Zone, ZoneRecord } from './zone.ts';

/**
 * A record as it goes on the wire, under `owner`; undefined for a type or value that has no wire form. Redirections
 * (`REDIRECT_URL`, `FORWARD_URL`) are such types: a web server answers for them, not the name server.
 */
export function toAnswer(record: ZoneRecord, owner: string): Answer | undefined {
  const head = { name: owner, ttl: record.ttl, class: 'IN' } as const;
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return { ...head, type: record.type, data: record.value };
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { ...head, type: record.type, data: withoutFinalDot(record.value) };
    case 'MX':
      return {
        ...head,
        type: 'MX',
        data: { preference: record.priority ?? 10, exchange: withoutFinalDot(record.value) },
      };
    case 'TXT':
      return { ...head, type: 'TXT', data: characterStrings(record.value) };
    case 'SRV':
      return service(record.value, head);
    case 'CAA':
      return authorisation(record.value, head);
    default:
      return undefined;
  }
}

/** The start of authority, which also bounds how long a negative answer is believed (RFC 2308, section 5). */
export function startOfAuthority(zone: Zone): Answer {
  const data = {
    mname: nameServers(zone)[0] ?? zone.name,
    rname: `hostmaster.${zone.name}`,
    serial: zone.serial,
    refresh: 3600,
    retry: 1200,
    expire: 86400,
    minimum: NEGATIVE_TTL_SECONDS,
  };
  return { name: zone.name, type: 'SOA', ttl: NEGATIVE_TTL_SECONDS, class: 'IN', data };
}

/** The zone's own name servers, for its apex. */
export function apexNameServers(zone: Zone): Answer[] {
  return nameServers(zone).map((data) => ({ name: zone.name, type: 'NS', ttl: 86400, class: 'IN', data }));
}

function nameServers(zone: Zone): readonly string[] {
  return zone.nameServers ?? ['ns1.alidns.com', 'ns2.alidns.com'];
}

type Head = { name: string; ttl: number; class: 'IN' };

/** `priority weight port target`, the form the control plane takes. */
function service(value: string, head: Head): Answer | undefined {
  const [, priority, weight, port, target] = /^(\d+)\s+(\d+)\s+(\d+)\s+(\S+)$/.exec(value) ?? [];
  if (target === undefined) return undefined;
  return {
    ...head,
    type: 'SRV',
    data: {
      priority: Number(priority),
      weight: Number(weight),
      port: Number(port),
      target: withoutFinalDot(target),
    },
  };
}

/** `flags tag "value"` (RFC 8659, section 4.1.1). */
function authorisation(value: string, head: Head): Answer | undefined {
  const [, flags, tag, authority] = /^(\d+)\s+(issue|issuewild|iodef)\s+"?([^"]*)"?$/.exec(value) ?? [];
  if (authority === undefined) return undefined;
  if (tag !== 'issue' && tag !== 'issuewild' && tag !== 'iodef') return undefined;
  return { ...head, type: 'CAA', data: { flags: Number(flags), tag, value: authority } };
}

/** A character string holds 255 bytes; a longer text is sent as several (RFC 1035, section 3.3). */
function characterStrings(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const strings: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) strings.push(bytes.subarray(at, at + 255));
  return strings.length > 0 ? strings : [Buffer.alloc(0)];
}

function withoutFinalDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

const NEGATIVE_TTL_SECONDS = 360;
