import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readDeclaration } from '../shared/domain-rules/declaration.ts';
import { startHouse } from './house/start-house.ts';
import { buildWorld } from './house/world.ts';

const text = readFileSync(process.argv[2] ?? 'examples/chat-public.yaml', 'utf8');
const house = await startHouse({ serverlessYaml: 's.yaml', seed: 1 });
const { cloud, api } = house;
const reading = readDeclaration(parse(text));
if (!reading.ok) throw new Error(JSON.stringify(reading));
const t0 = Date.now();
await buildWorld(cloud, reading.declaration);
const name = reading.declaration.metadata.name;
const put = await api('PUT', `/v1/gateways/${name}`, text);
console.log(put.status, JSON.stringify(put.body, null, 1).slice(0, 6000));
const ok = await api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash: put.body.plan?.planHash }));
console.log(ok.status, ok.body.state);
let cursor = '';
const start = cloud.clock.now();
const done = await cloud.clock.runUntil(async () => {
  const j = await api('GET', `/v1/gateways/${name}/journal${cursor ? `?after=${encodeURIComponent(cursor)}` : ''}`);
  cursor = j.body.cursor;
  for (const e of j.body.entries)
    console.log(((e.at - start) / 1000).toFixed(0).padStart(6), e.from, e.kind, e.reason, '|', e.message);
  const op = await api('GET', put.body.links.self);
  return op.body.state === 'Succeeded';
}, start + 3600_000);
console.log('done', done, (cloud.clock.now() - start) / 1000, 'virtual s', Date.now() - t0, 'ms');
console.log(JSON.stringify((await api('GET', put.body.links.self)).body, null, 1).slice(0, 4000));
console.log(Object.fromEntries(cloud.calls.countByAction()));
for (const i of house.runtime.invocations.filter((i) => i.outcome !== 'succeeded').slice(0, 5))
  console.log(i.functionName, i.outcome, i.error, i.log.slice(-3));
await house.close();
