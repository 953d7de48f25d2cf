import { expect, test } from 'vitest';
import { parseSchedule } from '../../local/cloud/fc/run/schedule.ts';

const at = Date.parse;

test.each([
  ['@every 90s', '2026-03-02T08:00:00Z', '2026-03-02T08:01:30Z'],
  ['@every 1h30m', '2026-03-02T08:00:00Z', '2026-03-02T09:30:00Z'],
  ['0 */15 * * * *', '2026-03-02T08:00:00Z', '2026-03-02T08:15:00Z'],
  ['30 0 4 1 * ?', '2026-03-02T08:00:00Z', '2026-04-01T04:00:30Z'],
  ['0 0 9 ? * MON-FRI', '2026-03-06T09:00:00Z', '2026-03-09T09:00:00Z'],
  ['0 0 9 ? * SAT,7', '2026-03-02T09:00:00Z', '2026-03-07T09:00:00Z'],
  ['0 0 9 ? * MON-SUN', '2026-03-07T09:00:00Z', '2026-03-08T09:00:00Z'],
  ['0 0 0 29 FEB ?', '2026-03-02T08:00:00Z', '2028-02-29T00:00:00Z'],
  ['CRON_TZ=Asia/Shanghai 0 0 20 * * *', '2026-03-02T08:00:00Z', '2026-03-02T12:00:00Z'],
  // Clocks go forward on 29 March 2026 in Berlin, and back on 25 October.
  ['CRON_TZ=Europe/Berlin 0 0 9 * * *', '2026-03-28T10:00:00Z', '2026-03-29T07:00:00Z'],
  ['CRON_TZ=Europe/Berlin 0 0 9 * * *', '2026-10-24T10:00:00Z', '2026-10-25T08:00:00Z'],
])('%s after %s is %s', (expression, time, next) => {
  expect(new Date(parseSchedule(expression).nextAfter(at(time))).toISOString()).toBe(next.replace('Z', '.000Z'));
});

test.each([
  '@every',
  '@every 0s',
  '@every 5 minutes',
  '* * * * *',
  '60 * * * * *',
  '0 0 0 31 FEB ?',
  '0 5-2 * * * *',
  '0 */0 * * * *',
  '0 0 9 ? * FUNDAY',
  'CRON_TZ=Mars/Olympus 0 0 9 * * *',
])('%s is refused', (expression) => {
  expect(() => parseSchedule(expression)).toThrow(expression);
});
