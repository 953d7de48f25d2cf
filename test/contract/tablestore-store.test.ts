import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../local/cloud/faults/fault.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import type { DocumentKey, JournalEntry } from '../../shared/state/store.ts';
import { tablestoreEndpoint } from '../../shared/state/tablestore/client.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { type OpenStore, storeContract } from './store.ts';

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
