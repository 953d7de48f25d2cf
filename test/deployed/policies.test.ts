import { describe, expect, it } from 'vitest';
import { startHouse } from '../../local/house/start-house.ts';
import { FUNCTION_RESOURCES } from '../../operator/policies/function-resource.ts';
import { policyFor, roleName } from '../../operator/policies/policy-documents.ts';
import { expectOneOfEach, openCertificateHouse, untilServed } from '../scenario/certificate-house.ts';
import { dnsDeclaration, takeDown } from '../scenario/dns-scene.ts';
import { openHouse, type Scene } from '../scenario/open-house.ts';
import type { Condition } from '../suite/conditions.ts';
import { albBoth } from '../suite/scenarios/alb.ts';
import { managedBoth } from '../suite/scenarios/managed.ts';
import { rotation } from '../suite/scenarios/rotation.ts';
import { threeNetworks } from '../suite/scenarios/three-networks.ts';

/** By the name of a role: what it asked to do, and what of it was refused. */
const asked = new Map<string, Set<string>>();
const refused: string[] = [];

function listen({ cloud }: Pick<Scene, 'cloud'>): void {
  const { onDecision } = cloud.ram;
  cloud.ram.onDecision = (decision) => {
    onDecision?.(decision);
    const { role, action, resource, denial } = decision;
    const name = role.split('/').at(-1) ?? '';
    asked.set(name, (asked.get(name) ?? new Set()).add(action));
    if (denial && name.startsWith('torii-')) refused.push(`${name}: ${action} on ${resource}`);
  };
}

const LISTENING: Condition = { name: 'listening', apply: () => undefined, begin: listen };

describe('of what a function is allowed', () => {
  it.each([managedBoth, albBoth, threeNetworks, rotation])('something is used in: $name', ({ run }) => run(LISTENING));

  it('something is used in getting a certificate', async () => {
    const scene = await openCertificateHouse();
    listen(scene);
    await untilServed(scene);
    await expectOneOfEach(scene);
  });

  it('something is used in publishing a private name', async () => {
    const scene = await openHouse(
      dnsDeclaration(['name: chat.example.com, access: intranet, dns: privatezone'], ['chat']),
    );
    listen(scene);
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    expect(await takeDown(scene)).toBe(true);
  });

  it('nothing was missing, and no product goes unused', expectAllOfItUsed);
});

function expectAllOfItUsed(): void {
  expect(refused).toEqual([]);
  const unusedProducts: string[] = [];
  const usedProducts = new Set([...asked.values()].flatMap((actions) => [...actions].map(productOf)));
  for (const resource of FUNCTION_RESOURCES) {
    const used = asked.get(roleName(resource)) ?? new Set();
    const granted = policyFor(resource, { account: '1', region: 'cn-beijing' }).Statement.flatMap(
      ({ Action }) => Action,
    );
    const unused = granted.filter((action) => !used.has(action));
    console.log(
      `${roleName(resource)}: used ${used.size} of ${granted.length}; not in these stories: ${unused.join(', ')}`,
    );
    unusedProducts.push(...granted.map(productOf).filter((product) => !usedProducts.has(product)));
  }
  // What functions write to their logs the platform writes for them, and nobody plays Log Service here.
  expect([...new Set(unusedProducts)]).toEqual(['log']);
}

it('what a role does not allow fails whoever opened the house, and is told', async () => {
  const house = await startHouse({ serverlessYaml: 's.yaml' });
  const arn = `acs:ram::${house.cloud.account.id}:role/${roleName('dns-recorder')}`;
  house.cloud.ram.putRole({ arn, trust: { services: ['fc.aliyuncs.com'] } });
  await house.cloud.clock.advanceBy(11 * 60_000);
  await expect(house.close()).rejects.toThrow(/torii-dns-recorder ots:GetRange/);
});

function productOf(action: string): string {
  return action.split(':')[0] ?? '';
}
