import * as z from 'zod';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Control, control } from './control.ts';
import { ControlProblem } from './problem.ts';

/** The whole cloud as data, and back. */
export const snapshotControls: readonly Control[] = [
  control({
    method: 'POST',
    path: '/reset',
    summary:
      'makes the cloud as it was when it started; keys and root certificate stay, calls and faults are forgotten',
    takesTime: true,
    run: (cloud) => cloud.reset(),
  }),
  control({
    method: 'GET',
    path: '/snapshot',
    summary: 'everything that the cloud holds and that is under way in it; as secret as the keys in it',
    takesTime: true,
    run: (cloud) => cloud.snapshot(),
  }),
  control({
    method: 'PUT',
    path: '/snapshot',
    summary: 'puts a snapshot in the place of everything, its access keys included',
    // 100,000 records are some 60 MB.
    bodyLimit: 1024 * 1024 * 1024,
    body: z.looseObject({ format: z.literal('torii-local-cloud'), version: z.literal(1) }),
    takesTime: true,
    run: async (cloud, { body }) => {
      try {
        await cloud.restore(body as unknown as Snapshot);
      } catch (error) {
        throw new ControlProblem(409, error instanceof Error ? error.message : 'The snapshot cannot be restored.');
      }
    },
  }),
];
