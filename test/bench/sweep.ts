import { type House, startHouse } from '../../local/house/start-house.ts';
import type { WorkerDocument } from '../../shared/engine/worker.ts';
import { journalPages } from '../../shared/state/journal-pages.ts';
import { DRIFTS } from './drifts.ts';
import { furnishFleet, type Member, REGION, ZONE } from './fleet.ts';
import { lowerBound } from './lower-bound.ts';

export interface SweepFigures {
  gateways: number;
  /** Of one sweep of all four workers in which nothing has changed. */
  calls: number;
  lowerBound: number;
  driftsFound: number;
  driftsSeeded: number;
  /** `product Action` → calls. */
  byAction: Record<string, number>;
  /** Names of drifts that the next sweep did not show. */
  missed: string[];
}

/** What a sweep of a fleet costs when nothing has changed, and what the next one finds when something has. */
export async function benchSweep(sizes: number[]): Promise<SweepFigures[]> {
  const figures: SweepFigures[] = [];
  for (const size of sizes) figures.push(await sweepFleet(size));
  return figures;
}

async function sweepFleet(size: number): Promise<SweepFigures> {
  const house = await startHouse({ serverlessYaml: 's.yaml', delayScale: 0, timers: false, events: 'never' });
  try {
    const { cloud } = house;
    const fleet = await settleFleet(house, await furnishFleet(house, size));

    cloud.calls.clear();
    await sweepAll(house);
    const byAction = countByAction(house);
    const calls = cloud.calls.count();

    const seeded = DRIFTS.slice(0, size).map((drift, index) => ({ drift, member: memberAt(fleet, index) }));
    for (const { drift, member } of seeded) await drift.make(house, member);
    const lines = await Promise.all(seeded.map(({ member }) => journalOf(house, member)));
    await sweepAll(house);
    const shown = await Promise.all(seeded.map(({ member }, index) => isShown(house, member, lines[index] ?? 0)));
    const missed = seeded.flatMap(({ drift }, index) => (shown[index] ? [] : [drift.name]));
    await requireSettled(house, fleet.slice(seeded.length));
    const bound = lowerBound({
      gateways: size,
      services: size,
      zones: 1,
      names: [{ due: size, records: cloud.alidns.zone(ZONE)?.size ?? 0 }],
      certificates: size,
      vSwitches: [...new Set(fleet.map(({ vpcId }) => vpcId))].map(() => 1),
    });
    const found = seeded.length - missed.length;
    return {
      gateways: size,
      calls,
      lowerBound: bound,
      driftsFound: found,
      driftsSeeded: seeded.length,
      byAction,
      missed,
    };
  } finally {
    await house.close();
  }
}

/** Has all workers look until each knows what the others found. @returns the fleet @throws if it is not as declared then */
export async function settleFleet(house: House, fleet: Member[]): Promise<Member[]> {
  // The first sweep finds the gateways, the second what the others wrote down meanwhile.
  for (let round = 0; round < 2; round += 1) await sweepAll(house);
  await requireSettled(house, fleet);
  return fleet;
}

/** Everything has come due, and each worker's timer fires once. */
async function sweepAll({ cloud: { clock }, runtime }: House): Promise<void> {
  await clock.advanceBy(61 * 60_000);
  for (const worker of WORKERS) {
    const event = { triggerName: 'sweep', triggerTime: new Date(clock.now()).toISOString(), payload: '{}' };
    const from = runtime.invocations.length;
    await runtime.invoker.invokeAsync(`torii-${worker}`, event, {
      delaySeconds: 0,
      taskId: `${worker}-${clock.now()}`,
    });
    await clock.advanceBy(1_000);
    const failed = runtime.invocations
      .slice(from)
      .find(({ outcome }) => outcome === 'failed' || outcome === 'timed-out');
    if (failed) throw new Error(`${failed.functionName} ${failed.outcome}: ${failed.error?.message}`);
  }
}

async function requireSettled(house: House, members: Member[]): Promise<void> {
  for (const member of members) {
    for (const document of await documentsOf(house, member)) {
      const open = document.conditions.find(({ status, reason }) => status !== 'True' && reason !== 'NoVantagePoint');
      if (open) throw new Error(`${member.name} is not as declared: ${open.type} ${open.reason}: ${open.message}`);
    }
  }
}

/** A condition that turned, a correction that was made, or a step that waits for an approval. */
async function isShown(house: House, member: Member, linesBefore: number): Promise<boolean> {
  const documents = await documentsOf(house, member);
  return (await journalOf(house, member)) > linesBefore || documents.some(({ openSteps }) => openSteps.length > 0);
}

async function journalOf({ cloud, runtime }: House, { name }: Member): Promise<number> {
  let entries = 0;
  for await (const page of journalPages(runtime.store, { account: cloud.account.id, region: REGION, name }))
    entries += page.length;
  return entries;
}

async function documentsOf({ cloud, runtime }: House, { name }: Member): Promise<WorkerDocument[]> {
  const kinds = ['provisioning', 'records', 'certificates', 'zones'] as const;
  const key = { account: cloud.account.id, region: REGION, name };
  const stored = await Promise.all(kinds.map((kind) => runtime.store.get<WorkerDocument>({ ...key, kind })));
  return stored.map((document, index) => {
    if (!document) throw new Error(`${name} was never looked at by the worker of ${kinds[index]}`);
    return document.body;
  });
}

function memberAt(fleet: Member[], index: number): Member {
  const member = fleet[index];
  if (!member) throw new RangeError(`there is no gateway ${index}`);
  return member;
}

function countByAction({ cloud }: House): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { product, action } of cloud.calls.all()) {
    counts[`${product} ${action}`] = (counts[`${product} ${action}`] ?? 0) + 1;
  }
  return counts;
}

const WORKERS = ['gateway-provisioner', 'certificate-rotator', 'zone-checker', 'dns-recorder'];
