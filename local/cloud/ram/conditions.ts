import { BlockList, isIP } from 'node:net';
import type { Condition } from './policy-document.ts';
import { matchesPattern } from './wildcard.ts';

/** What is known of a request besides who does what: values by condition key, `acs:SourceIp`, `acs:CurrentTime`. */
export type RequestContext = Readonly<Record<string, string | undefined>>;

/**
 * Whether a condition holds. One about a key that the request has no value for does not, so that an Allow then allows
 * nothing (inferred for the negated operators). Policies with other operators are not taken at all.
 */
export function holds({ operator, key, values }: Condition, context: RequestContext): boolean {
  const asked = context[key];
  const test = OPERATORS[operator];
  if (asked === undefined || test === undefined) return false;
  const { is, negated } = test;
  return negated ? !values.some((value) => is(value, asked)) : values.some((value) => is(value, asked));
}

export function isKnownOperator(operator: string): boolean {
  return Object.hasOwn(OPERATORS, operator);
}

interface Operator {
  is(wanted: string, asked: string): boolean;
  /** None of the values may be it. */
  negated: boolean;
}

const equals = (wanted: string, asked: string) => wanted === asked;
const equalsIgnoringCase = (wanted: string, asked: string) => wanted.toLowerCase() === asked.toLowerCase();
const inBlock = (wanted: string, asked: string) => isInBlock(wanted, asked);
const before = (wanted: string, asked: string) => Date.parse(asked) < Date.parse(wanted);
const after = (wanted: string, asked: string) => Date.parse(asked) > Date.parse(wanted);

/** The operators of RAM's page on policy elements that our products' keys have a use for. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { is: equals, negated: false },
  StringNotEquals: { is: equals, negated: true },
  StringEqualsIgnoreCase: { is: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { is: equalsIgnoringCase, negated: true },
  StringLike: { is: matchesPattern, negated: false },
  StringNotLike: { is: matchesPattern, negated: true },
  Bool: { is: equalsIgnoringCase, negated: false },
  IpAddress: { is: inBlock, negated: false },
  NotIpAddress: { is: inBlock, negated: true },
  DateLessThan: { is: before, negated: false },
  DateGreaterThan: { is: after, negated: false },
};

function isInBlock(block: string, address: string): boolean {
  const [net = '', prefix] = block.split('/');
  const family = isIP(net);
  if (family === 0 || isIP(address) !== family) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  if (prefix === undefined) list.addAddress(net, type);
  else if (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128)) {
    list.addSubnet(net, Number(prefix), type);
  }
  return list.check(address, type);
}
