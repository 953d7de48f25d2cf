import { describe, expect, it } from 'vitest';
import { itInProcess } from './only-in-process.ts';
import { HOUR_MS, openHouse } from './open-house.ts';
import { poisoned, stranger } from './stranger.ts';
import { DOMAIN, PROBED, probes, proof, reasons, untilProofSays } from './vantage-house.ts';

describe('a gateway with declared vantage points', () => {
  it('is ready only when a real request was answered, from the internet and from inside the VPC (G25, G52)', async () => {
    const scene = await openHouse(PROBED);
    // Not warm before it was looked at a few times, however late the first proof comes.
    scene.cloud.progress.mode('eas-service-warm-up', { reads: 6 });
    const operation = await scene.declare();
    expect((await untilProofSays(scene, operation, 'WarmingUp')).status).toBe('Unknown');
    expect((await scene.look(operation)).state).toBe('Running');
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(await proof(scene, operation)).toMatchObject({ status: 'True', reason: 'Verified' });
    expect(await reasons(scene)).toEqual(['NotProvedYet', 'WarmingUp', 'Verified']);
    const answered = probes(scene).filter(({ status }) => status === 200);
    expect(new Set(answered.map(({ origin }) => origin.vpcId ?? origin.address))).toEqual(
      new Set(['198.51.100.7', 'vpc-2zechat0prod']),
    );
    expect(probes(scene).every(({ encrypted, method }) => encrypted && method === 'GET')).toBe(true);
  });
});

describe('vantage points from which nobody may get through', () => {
  const refusing = PROBED.replace(
    '  probe:\n',
    '  probe:\n    refused:\n      internet:\n        from: [192.0.2.77]\n      vpcs: [vpc-other]\n',
  );

  itInProcess('prove that the lists refuse, and that a closed side is closed (G25, G30)', async () => {
    const scene = await openHouse(refusing);
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const { message } = await proof(scene, operation);
    expect(message).toContain('from 192.0.2.77: refused, as declared');
    expect(message).toContain('from inside vpc-other: not reached, as declared');
    const strangers = scene.cloud.dataPlane.requests.all().filter(({ origin }) => origin.address === '192.0.2.77');
    expect(strangers.map(({ status }) => status)).toContain(403);
  });
});

describe('the token of a service', () => {
  itInProcess('is not even asked for when the domain leads to an address that is not the gateway’s', async () => {
    const scene = await openHouse(PROBED.replace('    vpcs:\n      - vpc-2zechat0prod\n', ''), {
      resolveThrough: poisoned((name) => name === DOMAIN),
    });
    const seen = await stranger(scene);
    const operation = await scene.declare();
    expect(await untilProofSays(scene, operation, 'WrongTarget')).toMatchObject({ status: 'False' });
    // What the wait for the endpoints asked is all that is ever asked: nobody reads a token to send it.
    const asked = scene.cloud.calls.count('DescribeServiceEndpoints');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(seen).toEqual({ connections: 0, requests: 0 });
    expect(scene.cloud.calls.count('DescribeServiceEndpoints')).toBe(asked);
  });
});
