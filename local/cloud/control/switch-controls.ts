import * as z from 'zod';
import { type Control, control } from './control.ts';
import { ControlProblem } from './problem.ts';

/** What no document settles, played either way; and numbers that a test lowers. */
export const switchControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/switches',
    summary: 'every switch with what it is about, the values there are, and how it stands',
    run: ({ switches }) => ({ switches: switches.all() }),
  }),
  control({
    method: 'GET',
    path: '/switches/{name}',
    summary: 'one switch',
    run: ({ switches }, { path: { name = '' } }) => switches.find(name) ?? unknown(name),
  }),
  control({
    method: 'PUT',
    path: '/switches/{name}',
    summary: 'sets a switch, from the next call on',
    body: z.strictObject({ value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
    run: ({ switches }, { path: { name = '' }, body: { value } }) => {
      if (!switches.find(name)) unknown(name);
      try {
        switches.set(name, value);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new ControlProblem(400, error.message, [{ field: 'value', detail: error.message }]);
      }
      return switches.find(name);
    },
  }),
];

function unknown(name: string): never {
  throw new ControlProblem(404, `There is no switch ${name}: see GET /_local/switches.`);
}
