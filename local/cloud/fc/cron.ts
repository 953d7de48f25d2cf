/**
 * Whether a timer trigger's `cronExpression` is well formed: `@every` with h, m or s, or six fields
 * `second minute hour day month weekday`, after `CRON_TZ=<zone>` where it is not UTC (documented: time triggers).
 */
export function isCronExpression(expression: string): boolean {
  const text = expression.trim();
  if (text.startsWith('@every')) return /^@every\s+(?=\d)(\d+h)?(\d+m)?(\d+s)?$/.test(text) && /[1-9]/.test(text);
  const [, zone, rest = ''] = /^(?:(?:CRON_TZ|TZ)=(\S+)\s+)?(.*)$/.exec(text) ?? [];
  if (zone !== undefined && !isZone(zone)) return false;
  const parts = rest.split(/\s+/);
  return parts.length === FIELDS.length && FIELDS.every((field, index) => isField(parts[index] ?? '', field));
}

interface Field {
  readonly first: number;
  readonly last: number;
  readonly names: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { first: 0, last: 59, names: [] },
  { first: 0, last: 59, names: [] },
  { first: 0, last: 23, names: [] },
  { first: 1, last: 31, names: [] },
  { first: 1, last: 12, names: MONTHS },
  // Sunday is 0 in some documents and 7 in others.
  { first: 0, last: 7, names: WEEKDAYS },
];

function isField(part: string, field: Field): boolean {
  return part.split(',').every((item) => {
    const [range = '', step, ...more] = item.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
    if (range === '*' || range === '?') return true;
    const ends = range.split('-');
    return ends.length <= 2 && ends.every((end) => isValue(end, field));
  });
}

function isValue(text: string, { first, last, names }: Field): boolean {
  if (names.includes(text.toUpperCase())) return true;
  return /^\d+$/.test(text) && Number(text) >= first && Number(text) <= last;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
