import { describe, expect, it } from 'vitest';
import {
  approve,
  DOMAIN,
  declarationOf,
  declare,
  isDetached,
  look,
  movedTo,
  NEW,
  OLD,
  openTwo,
  succeed,
  watch,
  without,
  writes,
} from '../scenario/moving-house.ts';
import { HOUR_MS } from '../scenario/open-house.ts';

describe('a domain that moves to another gateway (G41)', () => {
  it('answers every request on the way: attached there, CNAME switched, old answers waited out, detached here', async () => {
    const scene = await openTwo();
    const from = scene.cloud.calls.count();
    await scene.api('PUT', `/v1/gateways/${OLD.name}`, without(OLD));
    await declare(scene, NEW.name, declarationOf(NEW));
    const seen = await watch(scene, NEW, isDetached(scene));
    expect(seen.failures).toEqual([]);
    expect(seen.probes).toBeGreaterThan(50);
    expect(await movedTo(scene, NEW.name)).toBe(true);
    expect(writes(scene, from)).toEqual(['AttachGatewayDomain', 'UpdateDomainRecord', 'DetachGatewayDomain']);
    await succeed(scene, OLD.name);
    await succeed(scene, NEW.name);
  });

  it('is not moved while both declare it: who has it keeps it, and the way out is said', async () => {
    const scene = await openTwo();
    const from = scene.cloud.calls.count();
    const plan = await scene.api('POST', '/v1/plan', declarationOf(NEW));
    expect(plan.body.blocked).toMatchObject([
      { what: `attach-domain/${DOMAIN}/internet`, reason: 'DeclaredElsewhere' },
      { what: `take-over-record/${DOMAIN}`, reason: 'DeclaredElsewhere' },
    ]);
    await declare(scene, NEW.name, declarationOf(NEW));
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    const { state, blocked } = await look(scene, NEW.name);
    expect(state).toBe('Blocked');
    expect(blocked.map(({ reason, wayOut }: { reason: string; wayOut: string }) => [reason, wayOut])).toContainEqual([
      'DeclaredElsewhere',
      `take ${DOMAIN} out of the declaration of ${OLD.name} in cn-beijing: it then moves here by itself`,
    ]);
    expect((await look(scene, OLD.name)).state).toBe('Succeeded');
    expect(writes(scene, from)).toEqual([]);

    await scene.api('PUT', `/v1/gateways/${OLD.name}`, without(OLD));
    const { clock } = scene.cloud;
    expect(await clock.runUntil(isDetached(scene), clock.now() + 2 * HOUR_MS)).toBe(true);
    expect(await movedTo(scene, NEW.name)).toBe(true);
  });
});

describe('a domain that moves where EAS lets only one gateway hold it (G41)', () => {
  it('stays where it is until its owner says yes to the outage, which the plan states', async () => {
    const scene = await openTwo();
    scene.cloud.eas.domainOnTwoGateways = 'refused';
    const from = scene.cloud.calls.count();
    await scene.api('PUT', `/v1/gateways/${OLD.name}`, without(OLD));
    await declare(scene, NEW.name, declarationOf(NEW));
    const asked = async () => {
      const { awaiting } = await look(scene, OLD.name);
      return awaiting.some(({ summary }: { summary: string }) => summary.includes('nobody answers under it'));
    };
    expect((await watch(scene, NEW, asked)).failures).toEqual([]);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(writes(scene, from)).toEqual([]);
    expect((await look(scene, NEW.name)).blocked[0]).toMatchObject({ reason: 'HeldElsewhere' });
    // Learnt once: it is not tried again and again.
    expect(scene.cloud.calls.of('AttachGatewayDomain').filter(({ status }) => status !== 200)).toHaveLength(1);

    await approve(scene, OLD.name);
    await succeed(scene, NEW.name);
    await succeed(scene, OLD.name);
    expect(writes(scene, from)).toEqual(['DetachGatewayDomain', 'AttachGatewayDomain', 'UpdateDomainRecord']);
    expect(await movedTo(scene, NEW.name)).toBe(true);
  });
});
