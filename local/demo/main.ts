import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { startHouse } from '../house/start-house.ts';
import { buildWorld } from '../house/world.ts';
import { runDemo } from './demo.ts';
import { showRefusal } from './refusal.ts';
import { jsonSummary, showSummary } from './summary.ts';
import { timeline } from './timeline.ts';

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: 'examples/chat-public.yaml' },
    json: { type: 'boolean', default: false },
  },
});
process.exitCode = await main(values.file, values.json);

/** @returns the exit code: 0 only where the gateway is Ready and every proof holds */
async function main(file: string, json: boolean): Promise<number> {
  const startedAt = performance.now();
  // With --json, standard output has one line and nothing else.
  const write = json ? console.error : console.log;
  const text = readFileSync(file, 'utf8');
  const house = await startHouse({ serverlessYaml: 's.yaml' });
  const { clock } = house.cloud;
  try {
    const reading = readDeclaration(parse(text));
    const color = process.stdout.isTTY && !json;
    if (!reading.ok) return await showRefusal(house, { file, text }, timeline(write, clock, clock.now(), color));
    const world = await buildWorld(house.cloud, reading.declaration);
    const since = clock.now();
    const show = timeline(write, clock, since, color);
    const outcome = await runDemo(house, world, { file, text, declaration: reading.declaration }, show);
    const wall = Math.round(performance.now() - startedAt) / 1000;
    const seconds = { wall, virtual: Math.round((clock.now() - since) / 1000) };
    showSummary(outcome, house.cloud.calls, show);
    show.heading(
      outcome.passed ? `All of it holds. ${wall} s on this machine.` : 'Something does not hold: see above.',
    );
    if (json) console.log(jsonSummary(outcome, house.cloud.calls, seconds));
    return outcome.passed ? 0 : 1;
  } finally {
    await house.close();
  }
}
