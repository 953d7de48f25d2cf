import type { Answer } from 'dns-packet';
import { apexNameServers, startOfAuthority, toAnswer } from './record-data.ts';
import type { RecordSource, Zone, ZoneRecord } from './zone.ts';

/** What the zones say to one question. */
export interface Finding {
  rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  /** False for a referral and for a refusal. */
  authoritative: boolean;
  answers: Answer[];
  authorities: Answer[];
}

/**
 * Answers from the zones as RFC 1034 (section 4.3.2) says, wildcards as RFC 4592. The name may be in any case; answers
 * repeat it as asked. A CNAME is followed through every zone of this server, in the same answer.
 *
 * ```
 *  name in no zone ........................ REFUSED
 *  at or below delegated NS ............... referral
 *  CNAME, and another type was asked ...... CNAME + the same question about its target
 *  records of the type .................... them
 *  name exists, nothing of the type ....... NOERROR + SOA
 *  name does not exist .................... NXDOMAIN + SOA
 * ```
 */
export function lookUp(name: string, type: string, source: RecordSource): Finding {
  const answers: Answer[] = [];
  const visited = new Set<string>();
  let owner = name;
  while (!visited.has(owner.toLowerCase())) {
    visited.add(owner.toLowerCase());
    const zone = source.findZone(owner.toLowerCase());
    // Past its first link a chain may leave what we know: the asker goes on from there.
    if (!zone) break;

    const node = findNode(zone, relativeName(owner, zone));
    const authority = [startOfAuthority(zone)];
    if (node.kind === 'delegated') {
      const referral = node.records.map((record) => toAnswer(record, node.owner)).filter((each) => each !== undefined);
      return { rcode: 'NOERROR', authoritative: answers.length > 0, answers, authorities: referral };
    }
    if (node.kind === 'missing') return { rcode: 'NXDOMAIN', authoritative: true, answers, authorities: authority };

    const found = answersAt(zone, node.records, owner, type);
    answers.push(...found);
    const alias = type === 'CNAME' || type === 'ANY' ? undefined : found.find((answer) => answer.type === 'CNAME');
    if (alias === undefined) {
      return { rcode: 'NOERROR', authoritative: true, answers, authorities: found.length > 0 ? [] : authority };
    }
    owner = String('data' in alias ? alias.data : '');
  }
  const refused = answers.length === 0;
  return { rcode: refused ? 'REFUSED' : 'NOERROR', authoritative: !refused, answers, authorities: [] };
}

/** Whether somebody wrote a name (lower case, in this zone) down there, by a wildcard too. */
export function hasName(zone: Zone, name: string): boolean {
  const relative = relativeName(name, zone);
  return relative === '@' ? zone.records('@').length > 0 : findNode(zone, relative).kind !== 'missing';
}

type Node =
  | { kind: 'present'; records: readonly ZoneRecord[] }
  | { kind: 'delegated'; records: readonly ZoneRecord[]; owner: string }
  | { kind: 'missing' };

/** Walks from the apex to the name: a delegation on the way ends it, and where the tree ends a wildcard may stand in. */
function findNode(zone: Zone, relative: string): Node {
  if (relative === '@') return { kind: 'present', records: zone.records('@') };
  const labels = relative.split('.');
  let encloser = '@';
  for (let depth = 1; depth <= labels.length; depth += 1) {
    const at = labels.slice(-depth).join('.');
    const records = zone.records(at);
    const cut = records.filter((record) => record.type === 'NS');
    if (cut.length > 0) return { kind: 'delegated', records: cut, owner: `${at}.${zone.name}` };
    if (records.length === 0 && !zone.hasDescendants(at)) return wildcardAt(zone, encloser);
    if (depth === labels.length) return { kind: 'present', records };
    encloser = at;
  }
  return { kind: 'missing' };
}

/** The source of synthesis is the wildcard right below the closest encloser, and no other (RFC 4592, section 3.3.1). */
function wildcardAt(zone: Zone, encloser: string): Node {
  const wildcard = encloser === '@' ? '*' : `*.${encloser}`;
  const records = zone.records(wildcard);
  const exists = records.length > 0 || zone.hasDescendants(wildcard);
  return exists ? { kind: 'present', records } : { kind: 'missing' };
}

function answersAt(zone: Zone, records: readonly ZoneRecord[], owner: string, type: string): Answer[] {
  const own = owner.toLowerCase() === zone.name ? [startOfAuthority(zone), ...apexNameServers(zone)] : [];
  const written = records
    .filter(({ line = EVERYBODY }) => line === EVERYBODY)
    .filter(({ type }) => own.length === 0 || type !== 'NS')
    .map((record) => toAnswer(record, owner))
    .filter((answer) => answer !== undefined);
  const all = [...own, ...written];
  if (type === 'ANY') return all;
  const matching = all.filter((answer) => answer.type === type);
  return matching.length > 0 ? matching : written.filter((answer) => answer.type === 'CNAME').slice(0, 1);
}

function relativeName(owner: string, zone: Zone): string {
  const name = owner.toLowerCase();
  return name === zone.name ? '@' : name.slice(0, -zone.name.length - 1);
}

/** The line of a resolver that belongs to no operator or place, as every asker on this machine does. */
const EVERYBODY = 'default';
