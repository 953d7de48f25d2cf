import { parse } from 'yaml';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { type House, startHouse } from '../house/start-house.ts';
import { buildWorld, DAY_MS } from '../house/world.ts';
import { unexplained } from './explanations.ts';
import { type Fleet, fleetOf } from './fleet.ts';
import { leftovers } from './leftovers.ts';
import { type FailedHandshake, Prober } from './prober.ts';
import { type SeenRotation, Watch } from './watch.ts';

export interface YearOptions {
  days: number;
  domains: number;
  /** Of the certificates that the authority issues. */
  lifetimeDays: number;
  seed: number;
  /** The control run: from the first day on the authority does not answer, so that certificates do expire. */
  authorityDown?: boolean;
  /** Hears how far it is. */
  onDay?: (day: number, rotations: number, handshakes: number) => void;
}

export interface YearOutcome {
  rotations: SeenRotation[];
  handshakes: { total: number; duringRotations: number; failed: FailedHandshake[] };
  orders: number;
  /** The most orders that the rules of renewal allow in that time. */
  ordersBound: number;
  /** What Torii left behind in Certificate Management Service and in DNS, by name. */
  leftovers: string[];
  /** Rotations for which the journal gives no reason. */
  unexplained: SeenRotation[];
}

/** Lets virtual time run over a fleet whose certificates live shortly, and watches what callers see all the while. */
export async function runYear({ days, domains, lifetimeDays, seed, ...options }: YearOptions): Promise<YearOutcome> {
  const fleet = fleetOf(domains);
  let atCallBoundary = async (): Promise<void> => {};
  const house = await startHouse({
    serverlessYaml: 's.yaml',
    seed,
    env: SWEEPS,
    afterCall: () => atCallBoundary(),
  });
  try {
    const { cloud } = house;
    cloud.acme.lifetimeMs = lifetimeDays * DAY_MS;
    await open(house, fleet);
    const prober = new Prober(cloud);
    const watch = new Watch(cloud, prober, fleet.domains);
    atCallBoundary = () => watch.atCallBoundary();
    await watch.begin();
    if (options.authorityDown) cloud.acme.down = true;
    const ordersBefore = cloud.acme.orders.length;
    for (let day = 1; day <= days; day += 1) {
      await cloud.clock.advanceBy(DAY_MS);
      options.onDay?.(day, watch.rotations.length, prober.total);
    }
    return {
      rotations: watch.rotations,
      handshakes: { total: prober.total, duringRotations: watch.duringRotations, failed: prober.failed },
      orders: cloud.acme.orders.length,
      ordersBound: ordersBefore + fleet.certificates * Math.ceil(days / shortestInterval(lifetimeDays)),
      leftovers: await leftovers(house),
      unexplained: await unexplained(house, watch.rotations),
    };
  } finally {
    await house.close();
  }
}

/** Declares the gateways, says yes to their plans, and waits until callers are served. */
async function open({ cloud, api }: House, { declarations }: Fleet): Promise<void> {
  for (const { text } of declarations) {
    const reading = readDeclaration(parse(text));
    if (!reading.ok) throw new Error(`the fleet's declaration is refused: ${reading.problems[0]?.message}`);
    await buildWorld(cloud, reading.declaration);
  }
  for (const { name, text } of declarations) {
    const { status, body } = await api('PUT', `/v1/gateways/${name}`, text);
    if (status !== 202) throw new Error(`PUT of ${name} answered ${status}: ${JSON.stringify(body)}`);
  }
  const areReady = async () => {
    const states = await Promise.all(declarations.map(({ name }) => api('GET', `/v1/gateways/${name}`)));
    return states.every(({ body }) => body.state === 'Succeeded');
  };
  for (const limit = cloud.clock.now() + 2 * DAY_MS; cloud.clock.now() < limit; ) {
    await cloud.clock.advanceBy(MINUTE_MS);
    if (await areReady()) return;
  }
  const states = await Promise.all(declarations.map(({ name }) => api('GET', `/v1/gateways/${name}`)));
  throw new Error(
    `the fleet is not ready within two days: ${JSON.stringify(states.map(({ body }) => body.conditions))}`,
  );
}

/** Days between two renewals at least: with a third of the life or 20 days left, and a thirtieth of it sooner by chance. */
function shortestInterval(lifetimeDays: number): number {
  const left = lifetimeDays > 30 ? Math.max(lifetimeDays / 3, 20) : lifetimeDays / 3;
  return lifetimeDays - left - lifetimeDays / 30;
}

/** Twice a day, where deployed they come every few minutes: a year of those would only take longer. */
const SWEEPS = {
  TORII_SWEEP_CERTIFICATES: '@every 12h',
  TORII_SWEEP_GATEWAYS: '@every 12h',
  TORII_SWEEP_RECORDS: '@every 12h',
  TORII_SWEEP_ZONES: '@every 12h',
};
const MINUTE_MS = 60_000;
