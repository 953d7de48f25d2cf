import * as z from 'zod';
import { type Control, control } from './control.ts';
import type { Controlled } from './controlled.ts';
import { ControlProblem } from './problem.ts';
import { duration, instant } from './values.ts';

/** Virtual time: what it is, how it goes by itself, and where it jumps to. */
export const clockControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/clock',
    summary: 'virtual now, what is due next, and how time goes by itself',
    run: clockOf,
  }),
  control({
    method: 'PUT',
    path: '/clock',
    summary: 'lets time go by itself: so many virtual seconds a second; or keeps it still',
    body: z.strictObject({
      scale: z.number().min(0).max(1_000_000).optional(),
      frozen: z.boolean().optional(),
    }),
    run: (cloud, { body: { scale, frozen } }) => {
      if (scale !== undefined) cloud.time.scale = scale;
      if (frozen === true) cloud.time.freeze();
      if (frozen === false) cloud.time.resume();
      return clockOf(cloud);
    },
  }),
  control({
    method: 'POST',
    path: '/clock/jump',
    summary: 'has everything happen that is due until then, and stands there; answers when it has',
    body: z.union([z.strictObject({ by: duration }), z.strictObject({ to: instant })], {
      error: 'expected {"by": "60d"}, {"by": ms}, or {"to": "2026-03-02T08:00:00Z"}',
    }),
    takesTime: true,
    run: async (cloud, { body }) => {
      const ms = 'by' in body ? body.by : body.to - cloud.clock.now();
      if (ms < 0) throw new ControlProblem(409, 'Time goes forward only.', [{ field: 'to', detail: 'is over' }]);
      await cloud.time.jump(ms);
      return clockOf(cloud);
    },
  }),
];

function clockOf({ clock, time }: Pick<Controlled, 'clock' | 'time'>) {
  const due = clock.nextDue();
  return {
    now: new Date(clock.now()).toISOString(),
    nowMs: clock.now(),
    nextDue: due === undefined ? null : new Date(due).toISOString(),
    scale: time.scale,
    frozen: time.frozen,
  };
}
