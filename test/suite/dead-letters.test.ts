import { describe, expect, it } from 'vitest';
import { inAlidns } from '../scenario/dns-scene.ts';
import { HOUR_MS, inventory, openHouse, type Scene } from '../scenario/open-house.ts';

/** One of each, whatever happened on the way. The second record is somebody else's, made before. */
const ONE_OF_EACH = { gateways: 1, links: 1, records: 2, bindings: 1 };
const RECORDER = 'torii-dns-recorder';

interface Letter {
  id: string;
  function?: string;
  about: string;
  count: number;
  replayable: boolean;
}

const lettersOf = async ({ api }: Scene): Promise<Letter[]> => (await api('GET', '/v1/dead-letters')).body.deadLetters;
const replay = ({ api }: Scene, body: object) => api('POST', '/v1/dead-letters/replay', JSON.stringify(body));
const startedAgain = ({ runtime }: Scene) =>
  runtime.invocations.filter(({ functionName, trigger }) => functionName === RECORDER && trigger === 'invocation');

/** Everything is done but what the recorder should have done: it died in every attempt, and no timer makes up for it. */
async function recorderGivenUp() {
  const scene = await openHouse(undefined, { events: 'once', timers: false });
  const { cloud, runtime } = scene;
  const kill = runtime.kill({ functionName: RECORDER, afterCalls: 1, when: 'before', times: 1_000 });
  const operation = await scene.declare();
  await cloud.clock.advanceBy(HOUR_MS);
  expect(inventory(scene)).toEqual({ ...ONE_OF_EACH, records: 1 });
  expect((await scene.look(operation)).state).not.toBe('Succeeded');
  return { scene, kill, operation };
}

describe('work that was given up', () => {
  it('is kept, shown, and done once when it is played again, though that is asked for twice', async () => {
    const { scene, kill, operation } = await recorderGivenUp();
    const letters = await lettersOf(scene);
    expect(letters.length).toBeGreaterThan(0);
    for (const letter of letters) {
      expect(letter).toMatchObject({
        ...{ function: RECORDER, about: 'gateway cn-beijing/chat-prod', count: 4, replayable: true },
      });
    }
    const { entries } = (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body;
    const given = entries.filter(({ reason }: { reason: string }) => reason === 'GivenUp');
    expect(given).toHaveLength(letters.length);
    expect(given[0].message).toContain(`torii replay ${letters[0]?.id}`);

    kill.cancel();
    const ids = letters.map(({ id }) => id);
    const answers = await Promise.all([replay(scene, { ids }), replay(scene, { ids })]);
    expect(answers.map(({ status }) => status)).toContain(202);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(startedAgain(scene).filter(({ attempt }) => attempt === 1)).toHaveLength(ids.length);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
    expect(await lettersOf(scene)).toEqual([]);
  });

  it('comes back where it is given up once more, and is not lost by having been played', async () => {
    const { scene, kill, operation } = await recorderGivenUp();
    const before = await lettersOf(scene);
    expect((await replay(scene, { all: true })).body.left).toEqual([]);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    const after = await lettersOf(scene);
    expect(after).toHaveLength(before.length);
    expect(after.map(({ id }) => id)).not.toEqual(before.map(({ id }) => id));

    kill.cancel();
    await replay(scene, { all: true });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
    expect(await lettersOf(scene)).toEqual([]);
  });
});

describe('an event that reached nobody', () => {
  it('is kept, and played again is heard: what it tells of is done once, however often it arrives', async () => {
    const scene = await openHouse(undefined, { events: 'twice', timers: false });
    const { cloud, runtime } = scene;
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await cloud.clock.advanceBy(HOUR_MS);
    // Somebody deletes the record, and nothing looks: no timer fires.
    const zone = cloud.alidns.zonesOf(cloud.account.id).find(({ name }) => name === 'example.com');
    const ours = zone?.all().find(({ remark }) => remark?.startsWith('torii'));
    await inAlidns(scene, 'DeleteDomainRecord', { RecordId: ours?.recordId });
    const added = cloud.calls.count('AddDomainRecord');

    // As EventBridge hands it on, whichever target it did not reach.
    const data = { account: cloud.account.id, region: 'cn-beijing', name: scene.name, generation: 1 };
    const event = {
      ...{ id: 'e-1', source: 'torii', specversion: '1.0', type: 'torii.gateway.endpoint-known', data },
      aliyuneventbusname: 'torii-dead-letters',
    };
    for (const copy of ['a', 'b']) {
      await runtime.invoker.invokeAsync('torii-zone-checker', event, { delaySeconds: 0, taskId: `given-up-${copy}` });
    }
    await cloud.clock.advanceBy(HOUR_MS);
    const letters = await lettersOf(scene);
    expect(letters).toMatchObject([{ id: 'event.e-1', condition: 'NotDelivered', replayable: true }]);
    expect(letters[0]?.about).toContain('torii.gateway.endpoint-known');
    expect(cloud.calls.count('AddDomainRecord')).toBe(added);

    expect((await replay(scene, { ids: ['event.e-1'] })).body).toEqual({ replayed: ['event.e-1'], left: [] });
    await cloud.clock.advanceBy(HOUR_MS);
    expect(cloud.calls.count('AddDomainRecord')).toBe(added + 1);
    expect(await lettersOf(scene)).toEqual([]);
    expect((await scene.look(operation)).state).toBe('Succeeded');
  });
});
