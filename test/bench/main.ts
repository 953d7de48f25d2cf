import { parseArgs } from 'node:util';
import { benchNewDomain } from './new-domain.ts';
import { benchProvision } from './provision.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '20' },
  },
});
if (values.only !== undefined && values.only !== 'provision') {
  throw new Error(`there is no benchmark ${values.only}: say --only provision, or nothing`);
}

const seeds = Array.from({ length: Number(values.runs) }, (_, index) => index + 1);
const managed = await benchProvision(seeds);
const newDomain = await benchNewDomain([10, 1_000, 10_000]);
if (values.json) {
  console.log(JSON.stringify({ provision: { managed }, newDomain }));
} else {
  console.log(`Time to Ready ÷ critical path of the cloud's own delays, ${seeds.length} seeds, managed kind`);
  console.table({
    torii: { median: managed.ratio, p95: managed.p95, calls: managed.calls, polls: managed.polls },
    'script, every 10 s': { median: managed.script.ratio, calls: managed.script.calls },
    'script, parallel': { median: managed.parallel.ratio, calls: managed.parallel.calls },
  });
  console.log('Calls to DNS for one new public domain, by size of its zone');
  console.table(newDomain);
}
