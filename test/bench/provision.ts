import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { type House, startHouse } from '../../local/house/start-house.ts';
import { buildWorld, type World } from '../../local/house/world.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { runAlbScript } from './alb-script.ts';
import { albCriticalPathMs, managedCriticalPathMs } from './critical-path.ts';
import { runManagedScript } from './managed-script.ts';
import { type DelayRecord, observeDelays } from './observe-delays.ts';
import { everyTenSeconds, growing, type Manner } from './script.ts';
import { quantile, rounded } from './statistics.ts';

/** A kind of gateway as it is provisioned here: another one is another row. */
export interface ProvisionKind {
  /** Path of the declaration. */
  declaration: string;
  /** The same, made by a script. @returns virtual ms */
  script: (cloud: LocalCloud, world: World, manner: Manner) => Promise<number>;
  /** The least time that the cloud's own delays take, in ms. */
  criticalPathMs: (delays: DelayRecord[]) => number;
}

export const KINDS = {
  managed: {
    declaration: 'examples/chat-public.yaml',
    script: runManagedScript,
    criticalPathMs: managedCriticalPathMs,
  },
  alb: { declaration: 'examples/chat-alb.yaml', script: runAlbScript, criticalPathMs: albCriticalPathMs },
} satisfies Record<string, ProvisionKind>;

interface Run {
  /** Time to Ready ÷ critical path of the cloud's own delays. */
  ratio: number;
  calls: number;
  polls: number;
}

export interface ProvisionFigures {
  ratio: number;
  p95: number;
  calls: number;
  polls: number;
  script: { ratio: number; calls: number };
  parallel: { ratio: number; calls: number };
}

/** How near a gateway's time to Ready comes to the time that the cloud itself needs; medians over the seeds. */
export async function benchProvision(kind: ProvisionKind, seeds: number[]): Promise<ProvisionFigures> {
  const torii: Run[] = [];
  const script: Run[] = [];
  const parallel: Run[] = [];
  for (const seed of seeds) {
    torii.push(await measure(kind, seed, declareAndFollow));
    script.push(await measure(kind, seed, asScript(kind, { parallel: false, polling: everyTenSeconds })));
    parallel.push(await measure(kind, seed, asScript(kind, { parallel: true, polling: growing })));
  }
  return {
    ...medians(torii),
    p95: rounded(
      quantile(
        torii.map(({ ratio }) => ratio),
        0.95,
      ),
    ),
    script: withoutPolls(medians(script)),
    parallel: withoutPolls(medians(parallel)),
  };
}

/** @param provision does it, and returns the virtual ms it took */
async function measure(kind: ProvisionKind, seed: number, provision: Provision): Promise<Run> {
  const text = readFileSync(kind.declaration, 'utf8');
  const reading = readDeclaration(parse(text));
  if (!reading.ok) throw new Error(`${kind.declaration} is refused`);
  const house = await startHouse({ serverlessYaml: 's.yaml', seed });
  try {
    const world = await buildWorld(house.cloud, reading.declaration);
    const delays = observeDelays(house.cloud);
    house.cloud.calls.clear();
    const tookMs = await provision(house, world, { text, name: reading.declaration.metadata.name });
    return { ratio: tookMs / kind.criticalPathMs(delays), calls: house.cloud.calls.count(), polls: reads(house.cloud) };
  } finally {
    await house.close();
  }
}

type Provision = (house: House, world: World, declared: { text: string; name: string }) => Promise<number>;

async function declareAndFollow(
  { api, cloud }: House,
  _world: World,
  { text, name }: { text: string; name: string },
): Promise<number> {
  const startedAt = cloud.clock.now();
  const put = await api('PUT', `/v1/gateways/${name}`, text);
  const approval = JSON.stringify({ planHash: put.body.plan.planHash });
  await api('POST', `/v1/gateways/${name}/approve`, approval);
  const ready = await cloud.clock.runUntil(async () => {
    const { body } = await api('GET', put.body.links.self);
    return body.state === 'Succeeded';
  }, startedAt + 3_600_000);
  if (!ready) throw new Error('not Ready within an hour of virtual time');
  return cloud.clock.now() - startedAt;
}

function asScript({ script }: ProvisionKind, manner: Manner): Provision {
  return ({ cloud }, world) => script(cloud, world, manner);
}

function reads({ calls }: LocalCloud): number {
  return calls.all().filter(({ action }) => /^(Describe|List|Get)/.test(action)).length;
}

function medians(runs: Run[]): Run {
  const median = (pick: (run: Run) => number) => quantile(runs.map(pick), 0.5);
  return {
    ratio: rounded(median(({ ratio }) => ratio)),
    calls: median(({ calls }) => calls),
    polls: median(({ polls }) => polls),
  };
}

function withoutPolls({ ratio, calls }: Run): { ratio: number; calls: number } {
  return { ratio, calls };
}
