import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../../local/cloud/faults/fault.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import type { DocumentKey, JournalEntry } from '../../shared/state/store.ts';
import { tablestoreEndpoint } from '../../shared/state/tablestore/client.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import type { OpenStore } from './open-store.ts';
import { storeContract } from './store.ts';

let cloud: LocalCloud;
let instances = 0;
beforeAll(async () => {
  cloud = await startLocalCloud();
});
afterAll(() => cloud.close());

/** An instance of its own, as an owner makes it: without a table. */
function emptyInstance(): OpenStore & { instance: string } {
  instances += 1;
  const instance = `torii-${instances}`;
  cloud.tablestore.addInstance(cloud.account.id, 'cn-hangzhou', instance);
  const open: OpenStore = (schemas) =>
    tablestoreStore({
      fetch: globalThis.fetch,
      endpoint: tablestoreEndpoint(instance, 'cn-hangzhou', cloud.endpoint),
      instance,
      credentials: () => cloud.account,
      machineNow: Date.now,
      random: () => 0,
      // Tables become usable as they are looked at, not as time goes by.
      sleep: async () => {},
      ...(schemas ? { schemas } : {}),
    });
  return Object.assign(open, { instance });
}

storeContract('Tablestore', emptyInstance);

describe('answers to requests with an Idempotency-Key', () => {
  it('lie in a table of their own, which forgets them by itself; documents stay', async () => {
    const own = await startLocalCloud();
    onTestFinished(() => own.close());
    own.tablestore.addInstance(own.account.id, 'cn-hangzhou', 'torii');
    const store = tablestoreStore({
      ...{ fetch: globalThis.fetch, instance: 'torii', credentials: () => own.account, machineNow: Date.now },
      ...{ endpoint: tablestoreEndpoint('torii', 'cn-hangzhou', own.endpoint), random: () => 0, sleep: async () => {} },
    });
    const answer: DocumentKey = { ...CHAT, kind: 'idempotency' };
    await store.put(CHAT, { body: 'declared', dueAt: null }, 0);
    await store.put(answer, { body: 'answered', dueAt: 1 }, 0);
    expect(await store.getMany([answer, CHAT])).toMatchObject([{ body: 'answered' }, { body: 'declared' }]);

    await own.clock.advanceBy(86_400_000);
    expect((await store.get(answer))?.body).toBe('answered');
    await own.clock.advanceBy(86_400_001);
    expect(await store.get(answer)).toBeUndefined();
    expect(await store.put(answer, { body: 'again', dueAt: 1 }, 0)).toBe(1);
    expect((await store.get(CHAT))?.body).toBe('declared');
  });
});

const CHAT: DocumentKey = { account: '1234567890123456', region: 'cn-beijing', kind: 'declaration', name: 'chat-prod' };
const ENTRY: JournalEntry = {
  account: CHAT.account,
  region: CHAT.region,
  gateway: CHAT.name,
  at: 1,
  from: 'gateway-provisioner',
  kind: 'note',
  reason: 'GatewayCreated',
  message: 'it was created',
};

describe('Tablestore, which does not answer', () => {
  const during = async <Result>(fault: Pick<Fault, 'action' | 'kind'>, act: () => Promise<Result>) => {
    const standing = cloud.faults.add({ product: 'ots', times: 1, ...fault } as Fault);
    try {
      return await act();
    } finally {
      standing.remove();
    }
  };

  it.each(['drop-before', 'drop-after', 'throttling', 'server-error'] as const)(
    'writes, deletes and appends exactly once all the same (%s)',
    async (kind) => {
      const store = emptyInstance()();
      await store.put(CHAT, { body: 'first', dueAt: null }, 0);
      await store.append(ENTRY);

      expect(await during({ action: 'PutRow', kind }, () => store.put(CHAT, { body: 'second', dueAt: 5 }, 1))).toBe(2);
      await during({ action: 'PutRow', kind }, () => store.append({ ...ENTRY, reason: 'Second' }));
      await store.append({ ...ENTRY, reason: 'Third' });

      expect(await store.get(CHAT)).toEqual({ key: CHAT, version: 2, dueAt: 5, body: 'second' });
      const { entries } = await store.journal({ account: CHAT.account, region: CHAT.region, name: CHAT.name });
      expect(entries.map(({ reason }) => reason)).toEqual(['GatewayCreated', 'Second', 'Third']);

      await during({ action: 'DeleteRow', kind }, () => store.delete(CHAT, 2));
      expect(await store.get(CHAT)).toBeUndefined();
    },
  );
});
