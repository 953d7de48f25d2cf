import { describe, expect, it } from 'vitest';
import {
  approve,
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

describe('a domain that moves (G41)', () => {
  it.each(
    ['torii-dns-recorder', 'torii-gateway-provisioner'].flatMap((functionName) =>
      [3, 6, 9, 12].flatMap((afterCalls) =>
        (['before', 'after'] as const).map((when) => ({ functionName, afterCalls, when })),
      ),
    ),
  )('arrives though $functionName dies $when its call $afterCalls takes effect, and again and again', async (kill) => {
    const scene = await openTwo();
    await scene.api('PUT', `/v1/gateways/${OLD.name}`, without(OLD));
    scene.runtime.kill({ ...kill, times: 3 });
    await declare(scene, NEW.name, declarationOf(NEW));
    const seen = await watch(scene, NEW, isDetached(scene));
    expect(seen.failures).toEqual([]);
    await succeed(scene, NEW.name);
    await succeed(scene, OLD.name);
    expect(await movedTo(scene, NEW.name)).toBe(true);
  });

  it('to a gateway in another region goes the same way', async () => {
    const next = { ...NEW, region: 'cn-shanghai' };
    const scene = await openTwo(next);
    const from = scene.cloud.calls.count();
    await scene.api('PUT', `/v1/gateways/${OLD.name}`, without(OLD));
    await declare(scene, next.name, declarationOf(next));
    expect((await watch(scene, next, isDetached(scene))).failures).toEqual([]);
    expect(await movedTo(scene, next.name)).toBe(true);
    expect(writes(scene, from)).toEqual(['AttachGatewayDomain', 'UpdateDomainRecord', 'DetachGatewayDomain']);
  });

  it('away from a gateway that is taken down is served on until it is there', async () => {
    const scene = await openTwo();
    const from = scene.cloud.calls.count();
    await scene.api('DELETE', `/v1/gateways/${OLD.name}?unbindServices=true`);
    await declare(scene, NEW.name, declarationOf(NEW));
    expect((await watch(scene, NEW, () => movedTo(scene, NEW.name))).failures).toEqual([]);
    await succeed(scene, NEW.name);
    const { clock } = scene.cloud;
    await clock.advanceBy(HOUR_MS);
    await approve(scene, OLD.name);
    const gone = async () => (await scene.api('GET', `/v1/gateways/${OLD.name}`)).status === 404;
    expect(await clock.runUntil(gone, clock.now() + 3 * HOUR_MS)).toBe(true);
    expect(await movedTo(scene, NEW.name)).toBe(true);
    expect(writes(scene, from)).toEqual(['AttachGatewayDomain', 'UpdateDomainRecord', 'DetachGatewayDomain']);
  });

  it('back again, before it has gone, stays where it is with one record', async () => {
    const scene = await openTwo();
    await scene.api('PUT', `/v1/gateways/${OLD.name}`, without(OLD));
    await declare(scene, NEW.name, declarationOf(NEW));
    await watch(scene, NEW, async () => scene.cloud.calls.count('AttachGatewayDomain') === 2);
    await declare(scene, NEW.name, without(NEW));
    await declare(scene, OLD.name, declarationOf(OLD));
    await approve(scene, NEW.name);
    await succeed(scene, OLD.name);
    await succeed(scene, NEW.name);
    expect(await movedTo(scene, OLD.name)).toBe(true);
    expect((await look(scene, NEW.name)).blocked).toEqual([]);
  });
});
