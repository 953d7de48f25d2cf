import ipaddr from 'ipaddr.js';

/** Whether a field's value meets one condition; undefined where the event lacks the field. */
export type Condition = (value: unknown) => boolean;

/** An operator of the pattern language: its condition, or undefined where the operand is not one that it takes. */
type Operator = (operand: unknown) => Condition | undefined;

/** The documented operators ("Event patterns"), all of which count upper and lower case. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: ofText((text, start) => text.startsWith(start)),
  suffix: ofText((text, end) => text.endsWith(end)),
  contains: ofText((text, part) => text.includes(part)),
  'anything-but': anythingBut,
  numeric,
  cidr,
  exists: (wanted) => (typeof wanted === 'boolean' ? (value) => (value !== undefined) === wanted : undefined),
};

function ofText(meets: (text: string, operand: string) => boolean): Operator {
  return (operand) =>
    typeof operand === 'string' ? (value) => typeof value === 'string' && meets(value, operand) : undefined;
}

/** A text, a number, a list of them, or `{"prefix": …}`. A field that is missing is not anything but something. */
function anythingBut(operand: unknown): Condition | undefined {
  if (isRecord(operand)) {
    const [[name, prefix] = [], ...more] = Object.entries(operand);
    if (name !== 'prefix' || typeof prefix !== 'string' || more.length > 0) return undefined;
    return (value) => value !== undefined && !(typeof value === 'string' && value.startsWith(prefix));
  }
  const excluded: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (excluded.length === 0 || !excluded.every(isTextOrNumber)) return undefined;
  return (value) => value !== undefined && !excluded.includes(value);
}

/** `["=", 5]` or `[">", 0, "<=", 5]`. */
function numeric(operand: unknown): Condition | undefined {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) return undefined;
  const bounds: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const [comparison, bound]: unknown[] = operand.slice(index, index + 2);
    const compare = typeof comparison === 'string' ? COMPARISONS[comparison] : undefined;
    if (!compare || typeof bound !== 'number') return undefined;
    bounds.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && bounds.every((bound) => bound(value));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
};

/** IPv4 only (documented). */
function cidr(operand: unknown): Condition | undefined {
  if (typeof operand !== 'string' || !ipaddr.IPv4.isValidCIDR(operand)) return undefined;
  const block = ipaddr.IPv4.parseCIDR(operand);
  return (value) =>
    typeof value === 'string' && ipaddr.IPv4.isValidFourPartDecimal(value) && ipaddr.IPv4.parse(value).match(block);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrNumber(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
