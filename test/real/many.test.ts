import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildWorld, DAY_MS } from '../../local/house/world.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { HOUR_MS } from '../scenario/open-house.ts';
import { ISSUER, openPebbleHouse, ownInCas, type PebbleHouse } from './pebble-house.ts';

const GATEWAYS = ['one', 'two', 'three', 'four'];
const EACH = 50;
const ALL = GATEWAYS.length * EACH;

/** A gateway with so many domains, each with a certificate of its own; JSON is YAML. */
function declarationOf(name: string): string {
  const spec = {
    region: 'cn-beijing',
    type: 'managed',
    specification: '2c4g',
    nodes: 2,
    internet: { allow: ['203.0.113.0/24'] },
    domains: Array.from({ length: EACH }, (_, index) => ({
      name: `model-${index}.${name}.example.com`,
      certificate: { acme: ISSUER },
    })),
    approve: ['bills', 'exposes', 'disrupts'],
  };
  return JSON.stringify({ apiVersion: 'torii/v1', kind: 'Gateway', metadata: { name }, spec });
}

/** Declares them all at once. */
async function declareAll({ api, cloud }: PebbleHouse): Promise<void> {
  for (const name of GATEWAYS) {
    const text = declarationOf(name);
    const reading = readDeclaration(parse(text));
    if (!reading.ok) throw new Error(`the declaration is refused: ${reading.problems[0]?.message}`);
    await buildWorld(cloud, reading.declaration);
    const { status, body } = await api('PUT', `/v1/gateways/${name}`, text);
    if (status !== 202) throw new Error(`PUT answered ${status}: ${JSON.stringify(body)}`);
  }
}

const SHORT = 24 * 3600;

describe('200 certificates of a real ACME server', () => {
  it('are got at once, and renewed by one sweep', async () => {
    const house = await openPebbleHouse(declarationOf('one'), {
      pebbles: [{ validitySeconds: SHORT }, { validitySeconds: 90 * SHORT }],
      more: SWEEPS,
    });
    const { cloud, asked } = house;
    const began = cloud.clock.now();
    const t = performance.now();
    await declareAll(house);
    const have = async () => ownInCas(house).length === ALL;
    expect(await house.reaches(have, 2 * HOUR_MS)).toBe(true);
    console.log('issued', (cloud.clock.now() - began) / 1000, asked, cloud.calls.count(), performance.now() - t);
    const ready = async () => {
      const states = await Promise.all(GATEWAYS.map((name) => house.api('GET', `/v1/gateways/${name}`)));
      return states.every(({ body }) => body.state === 'Succeeded');
    };
    expect(await house.reaches(ready, 2 * HOUR_MS)).toBe(true);
    console.log('ready', (cloud.clock.now() - began) / 1000, asked, cloud.calls.count(), performance.now() - t);
    expect(house.textRecords()).toEqual([]);
    expect(asked.orders).toBe(ALL);

    const [, moved] = house.pebbles;
    if (!moved) throw new Error('there is one Pebble only');
    await house.useIssuer(moved);
    await cloud.clock.advanceBy(14 * HOUR_MS);
    console.log('before', (cloud.clock.now() - began) / 1000, asked, cloud.calls.count(), performance.now() - t);
    expect(asked.orders).toBe(ALL);
    await cloud.clock.advanceBy(4 * HOUR_MS);
    console.log('after', (cloud.clock.now() - began) / 1000, asked, cloud.calls.count(), performance.now() - t);
    expect(asked.orders).toBe(2 * ALL);
    expect(house.textRecords()).toEqual([]);
    await cloud.clock.advanceBy(3 * DAY_MS);
    console.log('end', (cloud.clock.now() - began) / 1000, asked, cloud.calls.count(), performance.now() - t);
    expect(ownInCas(house)).toHaveLength(ALL);
  }, 600_000);
});

const SWEEPS = {
  TORII_SWEEP_GATEWAYS: '@every 6h',
  TORII_SWEEP_RECORDS: '@every 6h',
  TORII_SWEEP_ZONES: '@every 6h',
};
