import { describe, expect, it } from 'vitest';
import { InvalidSchedule, parseSchedule } from '../../local/runtime/schedule.ts';

const after = (expression: string, time: string) =>
  new Date(parseSchedule(expression).nextAfter(Date.parse(time))).toISOString();

describe('a timer fires', () => {
  it.each([
    ['@every 90s', '2026-03-02T08:00:00Z', '2026-03-02T08:01:30.000Z'],
    ['@every 5m', '2026-03-02T08:00:00.250Z', '2026-03-02T08:05:00.250Z'],
    ['@every 1h30m', '2026-03-02T23:00:00Z', '2026-03-03T00:30:00.000Z'],
    ['* * * * * *', '2026-03-02T08:00:00.999Z', '2026-03-02T08:00:01.000Z'],
    ['0 0 * * * *', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00.000Z'],
    ['0 0 8 * * *', '2026-03-02T07:59:59.999Z', '2026-03-02T08:00:00.000Z'],
    ['0 0 8 * * *', '2026-03-02T08:00:00Z', '2026-03-03T08:00:00.000Z'],
    ['30 */15 * * * *', '2026-03-02T08:15:30Z', '2026-03-02T08:30:30.000Z'],
    ['0 5/20 * * * *', '2026-03-02T08:26:00Z', '2026-03-02T08:45:00.000Z'],
    ['0 0 9-17/4 * * *', '2026-03-02T13:00:00Z', '2026-03-02T17:00:00.000Z'],
    ['0 0 4,16 * * ?', '2026-03-02T04:00:00Z', '2026-03-02T16:00:00.000Z'],
    ['0 0 0 1 * *', '2026-12-15T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['0 0 0 31 * ?', '2026-04-01T00:00:00Z', '2026-05-31T00:00:00.000Z'],
    ['0 0 0 29 FEB *', '2026-03-02T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 29 2 *', '2096-03-01T00:00:00Z', '2104-02-29T00:00:00.000Z'],
    ['0 0 6 ? * MON-FRI', '2026-03-06T06:00:00Z', '2026-03-09T06:00:00.000Z'],
    ['0 0 6 * * sun', '2026-03-02T00:00:00Z', '2026-03-08T06:00:00.000Z'],
    ['59 59 23 31 dec ?', '2026-12-31T23:59:59Z', '2027-12-31T23:59:59.000Z'],
  ])('%s, after %s, at %s', (expression, time, next) => {
    expect(after(expression, time)).toBe(next);
  });

  it('never twice at the same instant', () => {
    const { nextAfter } = parseSchedule('0 */5 * * * *');
    const first = nextAfter(Date.parse('2026-03-02T08:00:00Z'));

    expect(nextAfter(first) - first).toBe(5 * 60_000);
  });
});

describe('a schedule is refused', () => {
  it.each([
    ['CRON_TZ=Asia/Shanghai 0 0 4 1 * *', 'in UTC'],
    ['0 0 4 * *', 'expected 6 fields'],
    ['', 'expected 6 fields'],
    ['@every', '@every 5m'],
    ['@every 0s', '@every 5m'],
    ['@every 5', '@every 5m'],
    ['@hourly', 'expected 6 fields'],
    ['60 * * * * *', 'second "60" is not from 0 to 59'],
    ['0 0 24 * * *', 'hour "24" is not from 0 to 23'],
    ['0 0 0 0 * *', 'day "0" is not from 1 to 31'],
    ['0 0 0 * 13 *', 'month "13"'],
    ['0 0 0 * * 1', 'weekday "1": write SUN, MON'],
    ['0 0 0 1 * MON', 'give a day or a weekday'],
    ['0 30-10 * * * *', 'minute "30-10" is no range'],
    ['0 */0 * * * *', 'minute "*/0" is no range'],
    ['0 1-2-3 * * * *', 'minute "1-2-3" is no range'],
    ['? * * * * *', 'second "?"'],
    ['0 0 0 30 2 *', 'never comes'],
    ['0 0 0 31 APR,JUN *', 'never comes'],
  ])('"%s": %s', (expression, why) => {
    expect(() => parseSchedule(expression)).toThrow(InvalidSchedule);
    expect(() => parseSchedule(expression)).toThrow(why);
  });
});
