import { describe, expect, it } from 'vitest';
import { itInProcess } from '../scenario/only-in-process.ts';
import { HOUR_MS, openHouse } from '../scenario/open-house.ts';
import { poisoned, stranger } from '../scenario/stranger.ts';
import { beforeTheSwap, swapped } from '../scenario/swap.ts';
import { attachedCertificates, PROBED, probes, proof, untilProofSays } from '../scenario/vantage-house.ts';

const MINUTE_MS = 60_000;

describe('a gateway with declared vantage points', () => {
  it('is proved again with every drift sweep, and no more often', async () => {
    const scene = await openHouse(PROBED);
    await scene.until(await scene.declare(), 'Succeeded');
    const before = scene.cloud.clock.now();
    await scene.cloud.clock.advanceBy(4 * HOUR_MS);
    const proofs = [before, ...probes(scene).flatMap(({ at, origin }) => (at > before && origin.vpcId ? [at] : []))];
    const minutes = proofs.slice(1).map((at, index) => (at - (proofs[index] ?? 0)) / MINUTE_MS);
    expect(minutes.length).toBeGreaterThanOrEqual(6);
    // Sweeps are spread over a fifth of their half hour, and the timer that finds what is due fires every five minutes.
    expect(minutes.every((pause) => pause >= 24 && pause <= 36)).toBe(true);
  });

  itInProcess('cannot be proved from an address that is on no list: said beforehand, and Unknown (G24)', async () => {
    const refused = PROBED.replace('        - 198.51.100.7\n', '        - 192.0.2.77\n');
    const scene = await openHouse(refused);
    const { body } = await scene.api('PUT', '/v1/gateways/chat-probed', refused);
    const { advice } = body;
    expect(advice.map(({ field, reason }: { field: string; reason: string }) => [field, reason])).toContainEqual([
      'spec.probe.internet.from[0]',
      'ProbeNotAllowed',
    ]);
    const operation = await scene.declare();
    expect(await untilProofSays(scene, operation, 'VantageRefused')).toMatchObject({ status: 'Unknown' });
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(await proof(scene, operation)).toMatchObject({ status: 'Unknown', reason: 'VantageRefused' });
    expect((await scene.look(operation)).state).toBe('Running');
    expect(attachedCertificates(scene)).toHaveLength(1);
  });

  it('is not as declared when the service answers something else, until it answers that', async () => {
    const wrong = PROBED.replace("body: 'True'", "contains: 'something else'");
    const scene = await openHouse(wrong);
    const operation = await scene.declare();
    const found = await untilProofSays(scene, operation, 'WrongAnswer');
    expect(found.status).toBe('False');
    expect(found.message).not.toContain('True');
    expect((await scene.look(operation)).state).toBe('Running');
    expect(await scene.until(await scene.declare(PROBED), 'Succeeded')).toBe(true);
  });
});

describe('the token of a service', () => {
  itInProcess(
    'is not sent to a server whose certificate nobody trusted has signed, whatever the name servers say',
    async () => {
      const scene = await openHouse(PROBED, { resolveThrough: poisoned(() => true) });
      const seen = await stranger(scene);
      const operation = await scene.declare();
      expect(await untilProofSays(scene, operation, 'CertificateNotTrusted')).toMatchObject({ status: 'False' });
      // What the wait for the endpoints asked is all that is ever asked: nobody reads a token to send it.
      const asked = scene.cloud.calls.count('DescribeServiceEndpoints');
      await scene.cloud.clock.advanceBy(HOUR_MS);
      expect(seen.connections).toBeGreaterThan(0);
      expect(seen.requests).toBe(0);
      expect(scene.cloud.calls.count('DescribeServiceEndpoints')).toBe(asked);
      expect(attachedCertificates(scene)).toHaveLength(1);
    },
  );

  it('is written down nowhere', async () => {
    const scene = await openHouse(PROBED);
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const token = await scene.world.tokenOf('chat');
    const { account } = scene.cloud;
    const key = { account: account.id, region: 'cn-beijing', name: scene.name, kind: 'provisioning' } as const;
    const written = [
      await scene.runtime.store.get(key),
      (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body,
      await scene.look(operation),
      scene.runtime.invocations,
    ];
    expect(JSON.stringify(written)).toContain('Verified');
    expect(JSON.stringify(written)).not.toContain(token);
  });
});

describe('a certificate that was swapped', () => {
  it('is proved at once, and the new one is what clients see', async () => {
    const { scene, operation, old, renewed } = await beforeTheSwap();
    expect(await swapped(scene, 2)).toBe(true);
    expect(await untilProofSays(scene, operation, 'OtherCertificateServed')).toMatchObject({ status: 'False' });
    expect(await untilProofSays(scene, operation, 'Verified', HOUR_MS)).toMatchObject({ status: 'True' });
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(attachedCertificates(scene)).toEqual([old, renewed]);
    expect((await scene.look(operation)).state).toBe('Succeeded');
  });

  itInProcess('is not put back because nobody could look: unreachable proves nothing', async () => {
    let blind = false;
    const { scene, operation, old, renewed } = await beforeTheSwap({
      resolveThrough: (resolve) => async (name, from) =>
        blind ? { cname: undefined, addresses: ['127.10.20.31'] } : resolve(name, from),
    });
    blind = true;
    expect(await swapped(scene, 2)).toBe(true);
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(await proof(scene, operation)).toMatchObject({ status: 'Unknown', reason: 'Unreachable' });
    expect(attachedCertificates(scene)).toEqual([old, renewed]);
    blind = false;
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });
});
