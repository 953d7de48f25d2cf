import * as z from 'zod';
import { DELAYS, type ProgressKinds } from '../progress.ts';
import { type Control, control } from './control.ts';
import type { Controlled } from './controlled.ts';
import { ControlProblem } from './problem.ts';

/** When resources become what they were asked to be, by kind. */
export const progressControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/progress',
    summary: 'the kinds there are, and those whose mode was set',
    run: progressOf,
  }),
  control({
    method: 'PUT',
    path: '/progress/{kind}',
    summary: 'sets the mode of one kind, or of all that begin alike: `eas-gateway`, `eas`',
    body: z.strictObject({
      mode: z.union([z.enum(['after-delay', 'at-once']), z.strictObject({ reads: z.int().min(1) })], {
        error: 'expected "after-delay", "at-once" or {"reads": n}',
      }),
    }),
    run: (cloud, { path: { kind = '' }, body: { mode } }) => {
      if (!isKind(kind))
        throw new ControlProblem(404, `No kind is, or begins with, ${kind}: see GET /_local/progress.`);
      cloud.progress.mode(kind, mode);
      return progressOf(cloud);
    },
  }),
];

function progressOf({ progress }: Pick<Controlled, 'progress'>) {
  return { kinds: Object.keys(DELAYS), modes: Object.fromEntries(progress.modesSet()) };
}

function isKind(text: string): text is ProgressKinds {
  return Object.keys(DELAYS).some((kind) => kind === text || kind.startsWith(`${text}-`));
}
