import * as z from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A stretch of virtual time in ms: `60d`, `90s`, `250ms`, or a number of ms. */
export const duration = z
  .union([z.number().min(0), z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/)], {
    error: 'expected a number of ms, or a text such as 60d, 12h, 5m, 90s, 250ms',
  })
  .transform((given) => (typeof given === 'number' ? given : msOf(given)));

/** An instant in ms since the epoch: that number itself, or `2026-03-02T08:00:00Z`. */
export const instant = z
  .union([z.number(), z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'expected ms since the epoch, or an instant such as 2026-03-02T08:00:00Z',
  })
  .transform((given) => (typeof given === 'number' ? given : Date.parse(given)));

function msOf(text: string): number {
  const [, amount = '0', unit = 'ms'] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}
