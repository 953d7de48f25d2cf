import * as z from 'zod';
import { type Control, control } from './control.ts';
import { FIXTURES, type Fixture } from './fixtures.ts';
import { ControlProblem } from './problem.ts';

/** What an owner makes in a console, or somebody else does, and no API call. */
export const fixtureControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/fixtures',
    summary: 'the fixtures there are, with a JSON schema of what each takes',
    run: () => ({
      fixtures: Object.entries(FIXTURES).map(([name, { about, schema }]) => ({
        name,
        about,
        takes: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
      })),
    }),
  }),
  control({
    method: 'POST',
    path: '/fixtures/{name}',
    summary: 'makes one, such as `vpc.addVpc`; account and region are the cloud’s own unless given',
    body: z.record(z.string(), z.unknown()),
    run: async (cloud, { path: { name = '' }, body }) => {
      const fixture: Fixture | undefined = Object.hasOwn(FIXTURES, name) ? FIXTURES[name] : undefined;
      if (!fixture) throw new ControlProblem(404, `There is no fixture ${name}: see GET /_local/fixtures.`);
      const reading = fixture.schema.safeParse({ ...body });
      if (!reading.success) {
        const fields = reading.error.issues.map(({ path, message }) => ({ field: path.join('.'), detail: message }));
        throw new ControlProblem(400, `${name} does not take that: ${fields[0]?.field} ${fields[0]?.detail}`, fields);
      }
      try {
        return (await fixture.make(cloud, reading.data)) ?? {};
      } catch (error) {
        throw new ControlProblem(409, error instanceof Error ? error.message : 'It cannot be made.');
      }
    },
  }),
];
