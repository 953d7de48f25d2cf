/** When a timer trigger fires. */
export interface Schedule {
  /** The next instant strictly after `time`; both in ms since the epoch. */
  nextAfter(time: number): number;
}

/**
 * Reads a timer trigger's `cronExpression` (documented): `@every 5m`, or six fields `second minute hour day month weekday`
 * in UTC. Refused, each with its own sentence: time zones (`CRON_TZ=`), numbered weekdays (the vendor's numbering could not
 * be checked), a restricted day together with a restricted weekday, and dates that never come.
 * @throws InvalidSchedule
 */
export function parseSchedule(expression: string): Schedule {
  const text = expression.trim();
  if (text.startsWith('@every')) return parseInterval(text);
  if (/^CRON_TZ=/i.test(text)) throw new InvalidSchedule(expression, 'time zones are not played: write it in UTC');
  return parseCron(text);
}

export class InvalidSchedule extends Error {
  readonly code = 'InvalidSchedule';

  constructor(expression: string, why: string) {
    super(`schedule "${expression}": ${why}`);
    this.name = 'InvalidSchedule';
  }
}

function parseInterval(text: string): Schedule {
  const match = /^@every\s+(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  const [hours = 0, minutes = 0, seconds = 0] = (match?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const interval = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (interval === 0)
    throw new InvalidSchedule(text, 'expected an interval such as @every 90s, @every 5m or @every 1h30m');
  return { nextAfter: (time) => time + interval };
}

interface Field {
  name: string;
  first: number;
  last: number;
  names?: readonly string[];
  namesOnly?: true;
}

const SECOND: Field = { name: 'second', first: 0, last: 59 };
const MINUTE: Field = { name: 'minute', first: 0, last: 59 };
const HOUR: Field = { name: 'hour', first: 0, last: 23 };
const DAY: Field = { name: 'day', first: 1, last: 31 };
const MONTH: Field = {
  name: 'month',
  first: 1,
  last: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
/** 0 is Sunday, as Date counts. */
const WEEKDAY: Field = {
  name: 'weekday',
  first: 0,
  last: 6,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  namesOnly: true,
};

function parseCron(text: string): Schedule {
  const parts = text.split(/\s+/);
  const [second, minute, hour, day, month, weekday] = parts;
  if (parts.length !== 6 || !second || !minute || !hour || !day || !month || !weekday) {
    throw new InvalidSchedule(
      text,
      `expected 6 fields (second minute hour day month weekday), and got ${parts.length}`,
    );
  }
  if (!isAny(day) && !isAny(weekday)) throw new InvalidSchedule(text, 'give a day or a weekday, and ? for the other');
  const read = (part: string, field: Field) => parseField(part, field, text);
  const fields: CronFields = {
    second: read(second, SECOND),
    minute: read(minute, MINUTE),
    hour: read(hour, HOUR),
    day: read(day, DAY),
    month: read(month, MONTH),
    weekday: read(weekday, WEEKDAY),
  };
  if (isNever(fields)) throw new InvalidSchedule(text, 'this date never comes');
  return { nextAfter: (time) => nextMatch(fields, time) };
}

function isAny(part: string): boolean {
  return part === '*' || part === '?';
}

/** A field is a list of `*`, `a`, `a-b`, each with an optional `/step`. */
function parseField(part: string, field: Field, text: string): Set<number> {
  const values = new Set<number>();
  for (const item of part.split(',')) {
    const [range = '', step = '1', ...rest] = item.split('/');
    const [from, to] = readRange(range, item.includes('/'), field, text);
    if (rest.length > 0 || !/^[1-9]\d*$/.test(step) || from > to) {
      throw new InvalidSchedule(text, `${field.name} "${item}" is no range`);
    }
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return values;
}

function readRange(range: string, stepped: boolean, field: Field, text: string): [from: number, to: number] {
  if (range === '*' || (range === '?' && (field === DAY || field === WEEKDAY))) return [field.first, field.last];
  const [from = '', to, ...rest] = range.split('-');
  if (rest.length > 0) throw new InvalidSchedule(text, `${field.name} "${range}" is no range`);
  const first = readValue(from, field, text);
  if (to !== undefined) return [first, readValue(to, field, text)];
  return [first, stepped ? field.last : first];
}

function readValue(value: string, field: Field, text: string): number {
  const named = field.names?.indexOf(value.toUpperCase()) ?? -1;
  if (named >= 0) return field.first + named;
  if (field.namesOnly) throw new InvalidSchedule(text, `${field.name} "${value}": write ${field.names?.join(', ')}`);
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= field.first && number <= field.last)) {
    throw new InvalidSchedule(text, `${field.name} "${value}" is not from ${field.first} to ${field.last}`);
  }
  return number;
}

interface CronFields {
  second: Set<number>;
  minute: Set<number>;
  hour: Set<number>;
  day: Set<number>;
  month: Set<number>;
  weekday: Set<number>;
}

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isNever({ day, month }: CronFields): boolean {
  const firstDay = Math.min(...day);
  return [...month].every((number) => firstDay > (DAYS_IN_MONTH[number - 1] ?? 0));
}

/** Skips whole months, days, hours and minutes that cannot match; ends because some date matches (see `isNever`). */
function nextMatch(fields: CronFields, time: number): number {
  let at = new Date((Math.floor(time / 1000) + 1) * 1000);
  for (;;) {
    const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
    const [hour, minute] = [at.getUTCHours(), at.getUTCMinutes()];
    if (!fields.month.has(month + 1)) at = new Date(Date.UTC(year, month + 1));
    else if (!fields.day.has(day) || !fields.weekday.has(at.getUTCDay())) at = new Date(Date.UTC(year, month, day + 1));
    else if (!fields.hour.has(hour)) at = new Date(Date.UTC(year, month, day, hour + 1));
    else if (!fields.minute.has(minute)) at = new Date(Date.UTC(year, month, day, hour, minute + 1));
    else if (!fields.second.has(at.getUTCSeconds())) at = new Date(at.getTime() + 1000);
    else return at.getTime();
  }
}
