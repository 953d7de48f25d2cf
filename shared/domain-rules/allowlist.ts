import ipaddr from 'ipaddr.js';
import { type Interval, type Ipv4Range, intersection, parseRange, spell, within } from './ipv4-range.ts';
import type { Touched } from './large-change.ts';
import type { Problem } from './problem.ts';

/**
 * A managed gateway has one public list, and one list for each VPC it is linked to; one of the ALB kind has a list for
 * each of its accesses, on the listeners of its load balancers.
 */
export type AllowlistScope = 'public' | 'vpc' | 'alb-internet' | 'alb-intranet';

export interface ParsedAllowlist {
  /** Canonical CIDRs in the owner's order, each once. */
  entries: string[];
  problems: Problem[];
  advice: Problem[];
}

/** Lets everyone in; on a VPC's list it is what the vendor puts there by default (G29). */
export const EVERYONE = '0.0.0.0/0';

/** G24. The limit of a VPC's list is not known. */
export const PUBLIC_ENTRY_LIMIT = 15;

/** What a listener of the smaller edition of ALB takes (G16); which edition EAS makes is not known. */
const LISTENER_ENTRY_LIMIT = 300;

const SCOPES = {
  public: { rule: 'G24', isPublic: true, limit: PUBLIC_ENTRY_LIMIT, mayBeEmpty: true },
  vpc: { rule: 'G29', isPublic: false, limit: Number.POSITIVE_INFINITY, mayBeEmpty: false },
  'alb-internet': { rule: 'G24', isPublic: true, limit: LISTENER_ENTRY_LIMIT, mayBeEmpty: true },
  'alb-intranet': { rule: 'G16', isPublic: false, limit: LISTENER_ENTRY_LIMIT, mayBeEmpty: true },
} as const;

/** RFC 1918 and RFC 6598: they never arrive from the internet (G24). */
export const PRIVATE_ADDRESSES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
const PRIVATE_RANGES = rangesOf(PRIVATE_ADDRESSES);

/**
 * Reads the allowlist an owner wrote (G16, G23, G24, G29): a list, or one text with commas or line breaks.
 *
 * @param field what the problems call it, e.g. `spec.vpcs[0].allow`; entries are numbered from 0
 */
export function parseAllowlist(
  input: string | readonly string[],
  scope: AllowlistScope = 'public',
  field = 'spec.internet.allow',
): ParsedAllowlist {
  const { rule, isPublic, limit, mayBeEmpty } = SCOPES[scope];
  const problems: Problem[] = [];
  const advice: Problem[] = [];
  const accepted: { range: Ipv4Range; field: string }[] = [];

  for (const [index, text] of textsOf(input).entries()) {
    const at = { field: `${field}[${index}]`, rule } as const;
    const range = parseRange(text);
    if (!range) {
      problems.push({ ...at, ...unreadable(text) });
      continue;
    }
    if (isPublic && PRIVATE_RANGES.some((other) => within([range], [other]))) {
      problems.push({
        ...at,
        reason: 'PrivateRange',
        message: `${text} is a private range: nobody arrives from it over the internet.`,
        wayOut: `Move it to the list of the VPC it belongs to (${scope === 'public' ? 'spec.vpcs[].allow' : 'spec.intranet.allow'}).`,
      });
      continue;
    }
    if (range.cidr !== text && `${text}/32` !== range.cidr) {
      advice.push({
        ...at,
        reason: 'HostBitsSet',
        message: `${text} is read as ${range.cidr}: everyone from ${spell(range.first)} to ${spell(range.last)}.`,
        wayOut: `Write ${range.cidr}, or the address alone if you mean one address.`,
      });
    }
    if (range.cidr === '0.0.0.0/32') {
      advice.push({
        ...at,
        reason: 'ZeroAddress',
        message: `${text} is one address that nobody has, so it lets nobody in.`,
        wayOut: `Write ${EVERYONE} if you mean everyone, else leave it out.`,
      });
    }
    if (accepted.some((other) => other.range.cidr === range.cidr)) {
      advice.push({
        ...at,
        reason: 'DuplicateEntry',
        message: `${text} is on the list already.`,
        wayOut: 'Leave it out.',
      });
      continue;
    }
    accepted.push({ ...at, range });
  }

  const entries = accepted.map(({ range }) => range.cidr);
  const contained = accepted.filter((one) =>
    accepted.some((other) => other !== one && within([one.range], [other.range])),
  );
  for (const one of contained) {
    advice.push({
      field: one.field,
      rule,
      reason: 'ContainedEntry',
      message: `${one.range.cidr} lies within another range of the list and changes nothing.`,
      wayOut: 'Leave it out, unless the wider range is to go one day.',
    });
  }
  if (isPublic) advice.push(...publicAdvice(entries, field));
  if (mayBeEmpty && entries.length === 0 && problems.length === 0) advice.push(nobodyAllowed(isPublic, field));
  if (entries.length > limit) problems.push(tooMany(entries.length, contained.length, limit, { field, rule }));
  if (!mayBeEmpty && entries.length === 0 && problems.length === 0) {
    problems.push({
      field,
      rule,
      reason: 'NeverEmpty',
      message: `The list of a VPC is never empty: adding a VPC puts ${EVERYONE} on it.`,
      wayOut: `Name who may come in, or leave the field out to keep ${EVERYONE}.`,
    });
  }
  return { entries, problems, advice };
}

/** Whether every address of `cidr` is admitted by the entries together. What is no IPv4 range admits nobody. */
export function covers(entries: readonly string[], cidr: string): boolean {
  const range = parseRange(cidr);
  return range !== undefined && within([range], rangesOf(entries));
}

/** Whether everyone whom `a` admits is admitted by `b` as well. */
export function isSubset(a: readonly string[], b: readonly string[]): boolean {
  return within(rangesOf(a), rangesOf(b));
}

/** Whether the entries admit this one address. */
export function contains(entries: readonly string[], address: string): boolean {
  return !address.includes('/') && covers(entries, address);
}

/** Whether an address never arrives from the internet (G24). */
export function isPrivateAddress(address: string): boolean {
  return contains(PRIVATE_ADDRESSES, address);
}

export interface AllowlistChange {
  reason: 'AllowlistEqual' | 'AllowlistWidens' | 'AllowlistNarrows' | 'AllowlistRestated';
  message: string;
  /** Canonical. */
  add: string[];
  /** As the cloud spells them. */
  remove: string[];
  /** As the cloud spells them. */
  keeps: string[];
  /** Someone is let in who was not before: the effect `exposes`. */
  widens: boolean;
  /** For the safety threshold. */
  touched: Touched;
}

/**
 * The difference between the cloud's list and the wanted one (G24, G29). Other spellings of one range are the same
 * range; what is no IPv4 range is compared as text.
 *
 * @param vendorDefault the list is a VPC's, so `0.0.0.0/0` on it is the vendor's and does not count as touched
 */
export function allowlistChange(input: {
  current: readonly string[];
  wanted: readonly string[];
  vendorDefault?: boolean;
}): AllowlistChange {
  const current = new Set(input.current.map(canonical));
  const wanted = new Set(input.wanted.map(canonical));
  const add = [...wanted].filter((entry) => !current.has(entry));
  const remove = input.current.filter((entry) => !wanted.has(canonical(entry)));
  const keeps = input.current.filter((entry) => wanted.has(canonical(entry)));
  const counts = (entry: string) => !(input.vendorDefault && canonical(entry) === EVERYONE);
  const widens = !isSubset(input.wanted, input.current);
  return {
    reason: changeReason(add.length + remove.length, widens, isSubset(input.current, input.wanted)),
    message: `The list keeps ${keeps.length}, gains ${add.length} and loses ${remove.length} entries.`,
    add,
    remove,
    keeps,
    widens,
    touched: { existing: input.current.filter(counts).length, updated: 0, removed: remove.filter(counts).length },
  };
}

export interface AllowlistStep {
  action: 'add' | 'remove';
  entries: string[];
  /** A full list leaves no other way: until the next step, someone who may come in is refused. */
  interrupts: boolean;
}

/**
 * Adds first, removals after, `0.0.0.0/0` last: in between nobody is refused whom both lists admit, and the list is
 * never empty. Where the limit leaves no room for all adds, entries go first that others cover meanwhile.
 *
 * @param limit how many entries the list can hold at any time
 */
export function changeOrder(
  { add, remove, keeps }: Pick<AllowlistChange, 'add' | 'remove' | 'keeps'>,
  limit = Number.POSITIVE_INFINITY,
): AllowlistStep[] {
  const steps: AllowlistStep[] = [];
  const wanted = rangesOf([...keeps, ...add]);
  const isDefault = (entry: string) => canonical(entry) === EVERYONE;
  let present = [...keeps, ...remove];
  let missing = add;
  let leaving = [...remove.filter((entry) => !isDefault(entry)), ...remove.filter(isDefault)];

  while (missing.length > 0) {
    const room = leaving.length === 0 ? missing.length : limit - present.length;
    if (room > 0) {
      steps.push({ action: 'add', entries: missing.slice(0, room), interrupts: false });
      present = [...present, ...missing.slice(0, room)];
      missing = missing.slice(room);
      continue;
    }
    const covered = leaving.filter((entry) =>
      within(intersection(rangesOf([entry]), wanted), rangesOf(present.filter((other) => other !== entry))),
    );
    const entries = (covered.length > 0 ? covered : leaving).slice(0, 1);
    steps.push({ action: 'remove', entries, interrupts: covered.length === 0 });
    present = present.filter((entry) => !entries.includes(entry));
    leaving = leaving.filter((entry) => !entries.includes(entry));
  }
  for (const entries of [leaving.filter((entry) => !isDefault(entry)), leaving.filter(isDefault)]) {
    if (entries.length > 0) steps.push({ action: 'remove', entries, interrupts: false });
  }
  return steps;
}

function changeReason(changes: number, widens: boolean, keepsAll: boolean): AllowlistChange['reason'] {
  if (changes === 0) return 'AllowlistEqual';
  if (widens) return 'AllowlistWidens';
  return keepsAll ? 'AllowlistRestated' : 'AllowlistNarrows';
}

/** A list's items stay items, so that a problem names the place where it was written. */
function textsOf(input: string | readonly string[]): string[] {
  if (typeof input !== 'string') return input.map((text) => text.trim());
  return input
    .split(/[,\r\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function unreadable(text: string): Pick<Problem, 'reason' | 'message' | 'wayOut'> {
  const wayOut = 'Write a range like 203.0.113.0/24, or one address like 203.0.113.7.';
  if (ipaddr.IPv6.isValid(text) || ipaddr.IPv6.isValidCIDR(text)) {
    return { reason: 'EntryNotIpv4', message: `${text} is IPv6; allowlists take IPv4 ranges only.`, wayOut };
  }
  return { reason: 'EntryInvalid', message: `"${text}" is not an IPv4 range.`, wayOut };
}

function publicAdvice(entries: string[], field: string): Problem[] {
  if (!entries.includes(EVERYONE)) return [];
  return [
    {
      field,
      rule: 'G24',
      reason: 'EveryoneAllowed',
      message: `${EVERYONE} opens the gateway to everyone on the internet; only the services' tokens protect them.`,
      wayOut: 'Name the ranges your callers come from, unless everyone is meant.',
    },
  ];
}

function nobodyAllowed(isPublic: boolean, field: string): Problem {
  return {
    field,
    rule: 'G23',
    reason: 'NobodyAllowed',
    message: `${isPublic ? 'Public' : 'Private'} access is on, but nobody can pass until the list has entries.`,
    wayOut: isPublic
      ? `Name the ranges your callers come from, or ${EVERYONE} for everyone.`
      : 'Name the ranges your callers come from, or leave the field out for everyone in the VPC.',
  };
}

function tooMany(
  count: number,
  contained: number,
  limit: number,
  at: { field: string; rule: Problem['rule'] },
): Problem {
  return {
    ...at,
    reason: 'TooManyEntries',
    message: `The list takes at most ${limit} entries; here are ${count}.`,
    wayOut:
      contained > 0
        ? `Leave out the ${contained} that lie within others, then join neighbouring ranges.`
        : 'Join neighbouring ranges into wider ones.',
  };
}

function canonical(entry: string): string {
  return parseRange(entry.trim())?.cidr ?? entry.trim();
}

function rangesOf(entries: readonly string[]): Interval[] {
  return entries.flatMap((entry) => parseRange(entry.trim()) ?? []);
}
