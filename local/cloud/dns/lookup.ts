import type { Answer } from 'dns-packet';
import { apexNameServers, startOfAuthority, toAnswer } from './record-data.ts';
import type { RecordSource, Zone, ZoneRecord } from './zone.ts';

/** What the zones say to one question. */
export interface Finding {
  rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL';
  /** False for a referral and for a refusal. */
  authoritative: boolean;
  /** Only of resolvers. */
  recursionAvailable?: boolean;
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
export function lookUp(name: string, type: string, source: RecordSource, aliasesLeft = MAX_ALIASES): Finding {
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

    const found = answersAt(zone, node, owner, type, { source, aliasesLeft });
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
  /** `at` is the relative name whose records they are: a wildcard where one stands in. */
  | { kind: 'present'; records: readonly ZoneRecord[]; at: string }
  | { kind: 'delegated'; records: readonly ZoneRecord[]; owner: string }
  | { kind: 'missing' };

/** Walks from the apex to the name: a delegation on the way ends it, and where the tree ends a wildcard may stand in. */
function findNode(zone: Zone, relative: string): Node {
  if (relative === '@') return { kind: 'present', records: zone.records('@'), at: '@' };
  const labels = relative.split('.');
  let encloser = '@';
  for (let depth = 1; depth <= labels.length; depth += 1) {
    const at = labels.slice(-depth).join('.');
    const records = zone.records(at);
    const cut = records.filter((record) => record.type === 'NS');
    if (cut.length > 0) return { kind: 'delegated', records: cut, owner: `${at}.${zone.name}` };
    if (records.length === 0 && !zone.hasDescendants(at)) return wildcardAt(zone, encloser);
    if (depth === labels.length) return { kind: 'present', records, at };
    encloser = at;
  }
  return { kind: 'missing' };
}

/** The source of synthesis is the wildcard right below the closest encloser, and no other (RFC 4592, section 3.3.1). */
function wildcardAt(zone: Zone, encloser: string): Node {
  const wildcard = encloser === '@' ? '*' : `*.${encloser}`;
  const records = zone.records(wildcard);
  const exists = records.length > 0 || zone.hasDescendants(wildcard);
  return exists ? { kind: 'present', records, at: wildcard } : { kind: 'missing' };
}

function answersAt(
  zone: Zone,
  node: Extract<Node, { kind: 'present' }>,
  owner: string,
  type: string,
  elsewhere: Elsewhere,
): Answer[] {
  const own = owner.toLowerCase() === zone.name ? [startOfAuthority(zone), ...apexNameServers(zone)] : [];
  const written = node.records
    .filter(({ line = EVERYBODY }) => line === EVERYBODY)
    .filter(({ type }) => own.length === 0 || type !== 'NS');
  const inTurn = written.some((record) => record.type === type) ? zone.share?.(node.at, type) : undefined;
  const all = [...own, ...toAnswers(inTurn ?? written, owner)];
  if (type === 'ANY') return all;
  const matching = all.filter((answer) => answer.type === type);
  if (matching.length > 0) return matching;
  const alias = written.find((record) => record.type === 'CNAME');
  if (alias) return toAnswers([alias], owner);
  return addressesBehind(written, owner, type, elsewhere);
}

/** Where else to look, and how often one ALIAS may still lead to another: they may go round in circles. */
interface Elsewhere {
  readonly source: RecordSource;
  readonly aliasesLeft: number;
}

/** An ALIAS is an address that is looked up elsewhere at the moment it is asked for. */
function addressesBehind(
  written: readonly ZoneRecord[],
  owner: string,
  type: string,
  { source, aliasesLeft }: Elsewhere,
): Answer[] {
  const alias = written.find((record) => record.type === 'ALIAS');
  if (!alias || aliasesLeft === 0 || (type !== 'A' && type !== 'AAAA')) return [];
  return lookUp(alias.value.replace(/\.$/, ''), type, source, aliasesLeft - 1)
    .answers.filter((answer) => answer.type === type)
    .map((answer) => ({ ...answer, name: owner, ttl: alias.ttl }));
}

function toAnswers(records: readonly ZoneRecord[], owner: string): Answer[] {
  return records.map((record) => toAnswer(record, owner)).filter((answer) => answer !== undefined);
}

function relativeName(owner: string, zone: Zone): string {
  const name = owner.toLowerCase();
  return name === zone.name ? '@' : name.slice(0, -zone.name.length - 1);
}

const MAX_ALIASES = 8;

/** The line of a resolver that belongs to no operator or place, as every asker on this machine does. */
const EVERYBODY = 'default';
