import * as z from 'zod';
import type { Fault, StandingFault } from '../faults/fault.ts';
import { type Control, control } from './control.ts';
import { ControlProblem } from './problem.ts';
import { duration, instant } from './values.ts';

const where = {
  product: z.string().optional(),
  action: z.string().optional(),
  times: z.int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  from: instant.optional(),
  until: instant.optional(),
};
const code = z
  .string()
  .regex(/^[A-Za-z0-9.]{1,64}$/)
  .optional();

/** The vocabulary of `faults/fault.ts`; where it counts ms, a text such as `30s` will do. */
const FAULT = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('latency'),
    ...where,
    virtualMs: duration.optional(),
    realMs: z.number().min(0).max(60_000).optional(),
  }),
  z.strictObject({ kind: z.literal('drop-before'), ...where }),
  z.strictObject({ kind: z.literal('bad-nonce'), ...where }),
  z.strictObject({ kind: z.literal('throttling'), ...where, code, retryAfterMs: duration.optional() }),
  z.strictObject({ kind: z.literal('server-error'), ...where, code, status: z.int().min(500).max(599).optional() }),
  z.strictObject({ kind: z.literal('stale-read'), ...where, seconds: z.number().min(0) }),
  z.strictObject({ kind: z.literal('short-page'), ...where, missing: z.int().min(1).optional() }),
  z.strictObject({ kind: z.literal('extra-fields'), ...where }),
  z.strictObject({ kind: z.literal('drop-after'), ...where }),
]);

/** What goes wrong on request. */
export const faultControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/faults',
    summary: 'the faults that stand, and how often each struck',
    run: ({ faults }) => ({ faults: faults.standing.map(shown) }),
  }),
  control({
    method: 'POST',
    path: '/faults',
    summary: 'adds a fault',
    body: FAULT,
    run: ({ faults }, { body }) => shown(faults.add(body satisfies LooseFault as Fault)),
  }),
  control({
    method: 'POST',
    path: '/faults/profiles/{name}',
    summary: 'adds a profile of faults: `hostile`, a little of everything, everywhere',
    body: z.strictObject({ seed: z.int().optional() }),
    run: ({ faults }, { path: { name }, body: { seed } }) => {
      if (name !== 'hostile') throw new ControlProblem(404, 'The one profile there is is hostile.');
      return shown(faults.profile(name, seed));
    },
  }),
  control({
    method: 'DELETE',
    path: '/faults',
    summary: 'removes all faults',
    run: ({ faults }) => faults.clear(),
  }),
  control({
    method: 'DELETE',
    path: '/faults/{id}',
    summary: 'removes one fault',
    run: ({ faults }, { path: { id } }) => {
      const found = faults.standing.find((each) => each.id === id);
      if (!found) throw new ControlProblem(404, `No fault ${id} stands.`);
      found.remove();
    },
  }),
];

/** A fault in which what is left out may also stand as undefined. */
type LooseFault = { [Key in keyof Fault]: Fault[Key] | undefined };

function shown({ id, hits, faults }: StandingFault) {
  return { id, hits, faults };
}
