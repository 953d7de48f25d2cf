import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildWorld, DAY_MS } from '../../local/house/world.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { HOUR_MS } from '../scenario/open-house.ts';
import { ISSUER, openPebbleHouse, ownInCas, type PebbleHouse } from './pebble-house.ts';

const GATEWAYS = ['one', 'two', 'three', 'four'];

/** A gateway with so many domains, each with a certificate of its own; JSON is YAML. */
function declarationOf(name: string, domains: number): string {
  const spec = {
    region: 'cn-beijing',
    type: 'managed',
    specification: '2c4g',
    nodes: 2,
    internet: { allow: ['203.0.113.0/24'] },
    domains: Array.from({ length: domains }, (_, index) => ({
      name: `model-${index}.${name}.example.com`,
      certificate: { acme: ISSUER },
    })),
    approve: ['bills', 'exposes', 'disrupts'],
  };
  return JSON.stringify({ apiVersion: 'torii/v1', kind: 'Gateway', metadata: { name }, spec });
}

/** Declares four gateways at once, with so many domains each. */
async function declareAll({ api, cloud }: PebbleHouse, domains: number): Promise<void> {
  for (const name of GATEWAYS) {
    const text = declarationOf(name, domains);
    const reading = readDeclaration(parse(text));
    if (!reading.ok) throw new Error(`the declaration is refused: ${reading.problems[0]?.message}`);
    await buildWorld(cloud, reading.declaration);
    const { status, body } = await api('PUT', `/v1/gateways/${name}`, text);
    if (status !== 202) throw new Error(`PUT answered ${status}: ${JSON.stringify(body)}`);
  }
}

/** Only certificate-rotator works: DNS-01 wants no gateway. It hears of nothing, and finds all by its sweeps. */
const ROTATOR_ALONE = {
  TORII_SWEEP_CERTIFICATES: '@every 6h',
  TORII_SWEEP_GATEWAYS: '@every 720h',
  TORII_SWEEP_RECORDS: '@every 720h',
  TORII_SWEEP_ZONES: '@every 720h',
};
const ROTATOR = 'torii-certificate-rotator';
const DAY_S = 24 * 3600;

interface SweepSeen {
  /** Timers of certificate-rotator that fired so far. */
  sweeps: number;
  virtualSeconds: number;
  requests: number;
}

/** From the first order of the next ones to the last certificate in Certificate Management Service. */
async function nextOnes(house: PebbleHouse, count: number): Promise<SweepSeen> {
  const { cloud, runtime, asked } = house;
  const before = { orders: asked.orders, requests: asked.requests, held: ownInCas(house).length };
  if (!(await house.reaches(async () => asked.orders > before.orders, DAY_MS))) throw new Error('nothing is ordered');
  const began = cloud.clock.now();
  // Those that are replaced stay until their gateways serve the newer ones.
  if (!(await house.reaches(async () => ownInCas(house).length === before.held + count, DAY_MS))) {
    throw new Error(`${ownInCas(house).length - before.held} of ${count} came within a day`);
  }
  await cloud.clock.idle();
  return {
    sweeps: runtime.invocations.filter(({ trigger, functionName }) => trigger === 'timer' && functionName === ROTATOR)
      .length,
    virtualSeconds: (cloud.clock.now() - began) / 1000,
    requests: asked.requests - before.requests,
  };
}

describe('many certificates of a real ACME server', () => {
  it('are got in one sweep: 200, with an order each and nothing left behind', { timeout: 300_000 }, async () => {
    const house = await openPebbleHouse(declarationOf('one', 50), { events: 'never', more: ROTATOR_ALONE });
    await declareAll(house, 50);
    const { sweeps, virtualSeconds, requests } = await nextOnes(house, 200);
    console.log(`200 certificates: ${virtualSeconds} virtual seconds, ${requests} requests to the authority`);
    expect(sweeps).toBe(1);
    await house.cloud.clock.advanceBy(HOUR_MS);
    expect(house.asked.orders).toBe(200);
    expect(house.cloud.calls.count('UploadUserCertificate')).toBe(200);
    expect(ownInCas(house)).toHaveLength(200);
    expect(house.textRecords()).toEqual([]);
  });

  it('are renewed in one sweep, though others come while they are listed', async () => {
    const house = await openPebbleHouse(declarationOf('one', 10), {
      pebbles: [{ validitySeconds: DAY_S }, { validitySeconds: 90 * DAY_S }],
      events: 'never',
      more: ROTATOR_ALONE,
    });
    await declareAll(house, 10);
    await nextOnes(house, 40);
    const [, moved] = house.pebbles;
    if (!moved) throw new Error('there is one Pebble only');
    await house.useIssuer(moved);
    // Due sixteen hours after they were got, or up to 48 minutes before that: at the third sweep.
    expect(await nextOnes(house, 40)).toMatchObject({ sweeps: 3 });
    await house.cloud.clock.advanceBy(HOUR_MS);
    expect(house.asked.orders).toBe(80);
    expect(house.textRecords()).toEqual([]);
    const { certificates } = (await house.api('GET', '/v1/certificates')).body;
    const told = certificates.map(({ state, orders }: { state: string; orders: number }) => `${state} ${orders}`);
    expect(told).toEqual(Array(40).fill('valid 2'));
  });
});
