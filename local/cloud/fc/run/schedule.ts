/** When a timer trigger fires. */
export interface Schedule {
  /** The next instant strictly after `time`; both in ms since the epoch. */
  nextAfter(time: number): number;
}

/**
 * Reads a timer trigger's `cronExpression` (documented): `@every 5m`, or six fields `second minute hour day month weekday`
 * in UTC or, after `CRON_TZ=Asia/Shanghai `, in that time zone. Numbered weekdays count from Sunday, 0 or 7, and a day and a
 * weekday have to be met both (inferred).
 *
 * @throws InvalidSchedule
 */
export function parseSchedule(expression: string): Schedule {
  const text = expression.trim();
  if (text.startsWith('@every')) return parseInterval(text);
  const [, zone, rest] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text) ?? [];
  const matches = parseCron(rest ?? text, text);
  const offset = zone === undefined ? () => 0 : offsetOf(zone, text);
  return { nextAfter: (time) => nextMatch(matches, time, offset) };
}

export class InvalidSchedule extends Error {
  readonly code = 'InvalidArgument';
  readonly retryable = false;

  constructor(expression: string, why: string) {
    super(`cronExpression "${expression}": ${why}`);
    this.name = 'InvalidSchedule';
  }
}

function parseInterval(text: string): Schedule {
  const match = /^@every\s+(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  const [hours = 0, minutes = 0, seconds = 0] = (match?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const interval = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (interval === 0) throw new InvalidSchedule(text, 'expected an interval such as @every 5m');
  return { nextAfter: (time) => time + interval };
}

type Field = readonly [name: string, first: number, last: number, names?: string];

/** Weekdays as Date counts them, from Sunday. */
const FIELDS: readonly Field[] = [
  ['second', 0, 59],
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day', 1, 31],
  ['month', 1, 12, 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'],
  ['weekday', 0, 6, 'SUN MON TUE WED THU FRI SAT'],
];

/** The allowed values of each field, in the order above. */
type Matches = readonly ReadonlySet<number>[];

function parseCron(cron: string, text: string): Matches {
  const parts = cron.split(/\s+/);
  if (parts.length !== FIELDS.length) throw new InvalidSchedule(text, `expected 6 fields, and got ${parts.length}`);
  const matches = FIELDS.map((field, index) => parseField(parts[index] ?? '', field, text));
  const firstDay = Math.min(...(matches[3] ?? []));
  if ([...(matches[4] ?? [])].every((month) => firstDay > (DAYS_IN_MONTH[month - 1] ?? 0))) {
    throw new InvalidSchedule(text, 'this date never comes');
  }
  return matches;
}

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A field is a list of `*`, `a`, `a-b`, each with an optional `/step`. */
function parseField(part: string, field: Field, text: string): Set<number> {
  const [name, first, last] = field;
  const values = new Set<number>();
  for (const item of part.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(item) ?? [];
    const [from, to] = range.split('-');
    const isAll = range === '*' || range === '?';
    const low = isAll ? first : readValue(from ?? '', field, text);
    const high = isAll || (to === undefined && step !== undefined) ? last : readValue(to ?? from ?? '', field, text);
    // A week may be written from Monday to Sunday.
    const end = name === 'weekday' && low > high ? high + 7 : high;
    if (low > end) throw new InvalidSchedule(text, `${name} "${item}" is no range`);
    for (let value = low; value <= end; value += Number(step ?? 1)) values.add(name === 'weekday' ? value % 7 : value);
  }
  return values;
}

function readValue(value: string, [name, first, last, names]: Field, text: string): number {
  const named = names?.split(' ').indexOf(value.toUpperCase()) ?? -1;
  if (named >= 0) return first + named;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (name === 'weekday' && number === 7) return 0;
  if (!(number >= first && number <= last)) throw new InvalidSchedule(text, `${name} "${value}" is not understood`);
  return number;
}

/** Ms that the zone's clocks are ahead of UTC at an instant. */
function offsetOf(zone: string, text: string): (time: number) => number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    return (time) => {
      const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
      return hours === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    };
  } catch {
    throw new InvalidSchedule(text, `there is no time zone "${zone}"`);
  }
}

/** Skips whole months, days, hours and minutes that cannot match, on the zone's clocks; ends because some date matches. */
function nextMatch(matches: Matches, time: number, offset: (time: number) => number): number {
  const has = (field: number, value: number) => matches[field]?.has(value) ?? false;
  let at = new Date((Math.floor((time + offset(time)) / 1000) + 1) * 1000);
  for (;;) {
    const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
    const [hour, minute] = [at.getUTCHours(), at.getUTCMinutes()];
    if (!has(4, month + 1)) at = new Date(Date.UTC(year, month + 1));
    else if (!has(3, day) || !has(5, at.getUTCDay())) at = new Date(Date.UTC(year, month, day + 1));
    else if (!has(2, hour)) at = new Date(Date.UTC(year, month, day, hour + 1));
    else if (!has(1, minute)) at = new Date(Date.UTC(year, month, day, hour, minute + 1));
    else if (!has(0, at.getUTCSeconds())) at = new Date(at.getTime() + 1000);
    else {
      // The offset of the local time that was found; where clocks are put back it is the first of the two.
      const instant = at.getTime() - offset(at.getTime() - offset(time));
      if (instant > time) return instant;
      at = new Date(at.getTime() + 1000);
    }
  }
}
