import { parseArgs } from 'node:util';
import { benchLocalCloud } from './local-cloud.ts';
import { benchNewDomain } from './new-domain.ts';
import { benchProvision, KINDS, type ProvisionFigures } from './provision.ts';
import { benchStart } from './start.ts';
import { benchSweep } from './sweep.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '20' },
    gateways: { type: 'string', default: '1,100,1000' },
  },
});
const PARTS = ['provision', 'new-domain', 'sweep', 'start', 'local-cloud'];
if (values.only !== undefined && !PARTS.includes(values.only)) {
  throw new Error(`there is no benchmark ${values.only}: say --only ${PARTS.join(', --only ')}, or nothing`);
}
/**
 * `--json` prints all figures of the reconciliation whatever is looked at: a part that is left out would look like one that is
 * not measured. How a function starts and how fast the local cloud is are other questions, of the machine's time: they stand
 * alone.
 */
const ALONE = ['start', 'local-cloud'];
const wants = (part: string) =>
  values.only === undefined ||
  values.only === part ||
  (values.json && !ALONE.includes(values.only) && !ALONE.includes(part));

const figures: Record<string, unknown> = {};
if (wants('provision')) {
  const seeds = Array.from({ length: Number(values.runs) }, (_, index) => index + 1);
  const byKind: Record<string, ProvisionFigures> = {};
  for (const [name, kind] of Object.entries(KINDS)) {
    const { ratio, p95, calls, polls, script, parallel } = await benchProvision(kind, seeds);
    byKind[name] = { ratio, p95, calls, polls, script, parallel };
    print(`Time to Ready ÷ critical path of the cloud's own delays, ${seeds.length} seeds, ${name} kind`, {
      torii: { median: ratio, p95, calls, polls },
      'script, every 10 s': { median: script.ratio, calls: script.calls },
      'script, parallel': { median: parallel.ratio, calls: parallel.calls },
    });
  }
  figures.provision = byKind;
}
if (wants('sweep')) {
  const sweeps = await benchSweep(values.gateways.split(',').map(Number));
  figures.sweep = sweeps.map(({ gateways, calls, lowerBound, driftsFound, driftsSeeded }) => ({
    gateways,
    calls,
    lowerBound,
    driftsFound,
    driftsSeeded,
  }));
  print('A sweep of all workers in which nothing has changed, and the drifts that the next one finds', figures.sweep);
  for (const { gateways, byAction, missed } of sweeps) {
    print(`Calls of the sweep of ${gateways}`, byAction);
    if (missed.length > 0) print(`Not found among ${gateways}`, missed);
  }
}
if (wants('new-domain')) {
  figures.newDomain = await benchNewDomain([10, 1_000, 10_000]);
  print('Calls for one new public HTTPS domain, by size of its zone', figures.newDomain);
}
if (wants('start')) {
  const starts = await benchStart(Number(values.runs));
  figures.start = starts;
  print('A start: code loaded, and a first look that finds nothing to change; over an empty handler', starts);
}
if (wants('local-cloud')) {
  const { growth, gateways, ...rest } = await benchLocalCloud();
  figures.localCloud = { ...rest, growth, gateways };
  print('The local cloud: a start, and simple signed calls (CPU time of its process)', rest);
  print('CPU ms of a lookup by exact name, and of one more record, by size of the zone', growth);
  print('CPU ms of DescribeGateway, and of CreateGateway on the way there, by number of gateways', gateways);
}
if (values.json) console.log(JSON.stringify(figures));

function print(title: string, table: unknown): void {
  if (values.json) return;
  console.log(title);
  console.table(table);
}
