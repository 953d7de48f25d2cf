import { describe, expect, it } from 'vitest';
import { HOUR_MS, inventory, openHouse, type Scene } from '../scenario/open-house.ts';
import { whenWritten } from '../scenario/when-written.ts';

/** One of each, whatever happened on the way. The second record is somebody else's, made before. */
const ONE_OF_EACH = { gateways: 1, links: 1, records: 2, bindings: 1 };
const SEEDS = [1, 2, 3];

async function openHostileHouse(seed: number): Promise<Scene> {
  const scene = await openHouse(undefined, { seed });
  scene.cloud.faults.profile('hostile', seed);
  return scene;
}

/** Lets virtual time pass until the answer is there: behind it a function may wait for the cloud. */
async function patiently<Answer>({ cloud: { clock } }: Scene, request: Promise<Answer>): Promise<Answer> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  request.then(settle, settle);
  await clock.runUntil(() => settled, clock.now() + HOUR_MS);
  return request;
}

/** Says yes to the plan of now, asking until the cloud lets it be made and it is still the same when it is approved. */
async function approve(scene: Scene): Promise<void> {
  for (let status = 0; status !== 202; ) {
    const plan = await patiently(scene, scene.api('GET', '/v1/gateways/chat-prod/plan'));
    const body = JSON.stringify({ planHash: plan.body.planHash });
    if (plan.status !== 200) continue;
    ({ status } = await patiently(scene, scene.api('POST', '/v1/gateways/chat-prod/approve', body)));
  }
}

/** Which faults struck, by the cloud's own journal. */
function faultsMet({ cloud }: Scene): Set<string> {
  return new Set(cloud.calls.all().flatMap(({ faults = [] }) => faults));
}

describe('a cloud on a bad day: throttled, failing, slow, stale, cut off before and after the effect', () => {
  it.each(SEEDS)('the gateway becomes true all the same, with one of each (seed %i)', async (seed) => {
    const scene = await openHostileHouse(seed);
    const { body } = await patiently(scene, scene.api('PUT', '/v1/gateways/chat-prod', scene.text));
    await approve(scene);
    expect(await scene.until(body.operation, 'Succeeded', 6 * HOUR_MS)).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
    expect(faultsMet(scene).size).toBeGreaterThan(4);
  });

  it.each(SEEDS)('and goes when it is told to, taking nothing foreign with it (seed %i)', async (seed) => {
    const scene = await openHouse(undefined, { seed });
    await scene.until(await scene.declare(), 'Succeeded');
    scene.cloud.faults.profile('hostile', seed);
    const { api, cloud } = scene;
    await patiently(scene, api('DELETE', '/v1/gateways/chat-prod?unbindServices=true'));
    await approve(scene);
    const gone = await cloud.clock.runUntil(
      whenWritten(scene, async () => (await api('GET', '/v1/gateways/chat-prod')).status === 404),
      cloud.clock.now() + 6 * HOUR_MS,
    );
    expect(gone).toBe(true);
    expect(cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing')).toEqual([]);
    const names = cloud.alidns
      .zone('example.com')
      ?.all()
      .map(({ content }) => content.rr);
    expect(names).toEqual(['www']);
  });
});

describe('while the cloud cannot be read', () => {
  it('a declaration is taken all the same, and says why its plan is not there', async () => {
    const scene = await openHouse();
    const failing = scene.cloud.faults.add({ product: 'eas', kind: 'server-error' });
    const put = await patiently(scene, scene.api('PUT', '/v1/gateways/chat-prod', scene.text));
    expect(put.status).toBe(202);
    expect(put.body.plan).toBeUndefined();
    expect(put.body.planProblem).toMatchObject({ reason: 'CloudUnavailable' });
    expect(put.body.planProblem.detail).toContain('ServiceUnavailable');

    failing.remove();
    await approve(scene);
    expect(await scene.until(put.body.operation, 'Succeeded', 6 * HOUR_MS)).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
  });

  it.each([
    [{ kind: 'server-error' }, 503, 'CloudUnavailable'],
    [{ kind: 'server-error', status: 403, code: 'Forbidden.RAM' }, 502, 'CloudRefused'],
  ] as const)('a plan is answered with whose trouble it is: %o', async (fault, status, reason) => {
    const scene = await openHouse();
    scene.cloud.faults.add({ product: 'eas', ...fault });
    const answer = await patiently(scene, scene.api('POST', '/v1/plan', scene.text));
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ reason, product: 'eas', action: 'ListGateway' });
  });
});
