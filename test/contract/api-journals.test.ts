import { describe, expect, it } from 'vitest';
import { AUDIT, GLOBAL, type JournalEntry } from '../../shared/state/store.ts';
import { ACCOUNT, declared } from '../rules/worlds.ts';
import { apiRig } from './api-rig.ts';

const CHAT = { account: ACCOUNT, region: 'cn-beijing', gateway: 'chat-prod' };
const LOG = { account: ACCOUNT, region: GLOBAL, gateway: AUDIT };
const JOURNAL = '/v1/gateways/chat-prod/journal';

async function rigWithEntries(where: Pick<JournalEntry, 'account' | 'region' | 'gateway'>, count: number, text = '') {
  const rig = apiRig();
  const { token } = await rig.key('admin');
  const document = {
    generation: 1,
    mode: 'enforce',
    declaration: declared({}, 'chat-prod'),
    approvals: [],
    declaredAt: 1,
  };
  const key = { account: ACCOUNT, region: 'cn-beijing', kind: 'declaration', name: 'chat-prod' } as const;
  await rig.store.put(key, { body: document, dueAt: null }, 0);
  for (let at = 1; at <= count; at += 1) {
    await rig.store.append({
      ...where,
      at,
      from: 'provisioning-api',
      kind: 'note',
      reason: 'Said',
      message: `${at}${text}`,
    });
  }
  const read = async (path: string) => {
    const { status, body } = await rig.ask('GET', path, { token });
    return { status, body, at: body.entries?.map(({ at }: JournalEntry) => at) as number[] };
  };
  return { ...rig, read };
}

describe('a journal that has grown', () => {
  it('is given a page at a time, oldest first, to its end', async () => {
    const { read } = await rigWithEntries(CHAT, 450);
    const seen: number[] = [];
    for (let path = JOURNAL, more = true; more; ) {
      const { body, at } = await read(path);
      expect(at.length).toBeLessThanOrEqual(200);
      seen.push(...at);
      more = body.more;
      path = `${JOURNAL}?after=${body.cursor}`;
    }
    expect(seen).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
  });

  it('is given in as many entries as are asked for', async () => {
    const { read } = await rigWithEntries(CHAT, 5);
    expect(await read(`${JOURNAL}?limit=2`)).toMatchObject({ at: [1, 2], body: { more: true } });
    expect(await read(`${JOURNAL}?limit=2&after=4`)).toMatchObject({ at: [5], body: { more: false } });
  });

  it('is never answered with more than the platform passes on, however long its entries are', async () => {
    const { read } = await rigWithEntries(CHAT, 40, 'x'.repeat(1_000_000));
    const { body } = await read(`${JOURNAL}?limit=1000`);
    expect(JSON.stringify(body).length).toBeLessThan(6_000_000);
    expect(body.more).toBe(true);
  });

  it.each(['0', '-1', '1001', '1.5', '1e2', 'all', ''])(
    'is not given in %s entries, and the rule is told',
    async (limit) => {
      const { read } = await rigWithEntries(CHAT, 1);
      for (const path of [JOURNAL, '/v1/audit']) {
        const { status, body } = await read(`${path}?limit=${limit}`);
        expect([status, body.reason]).toEqual([422, 'LimitInvalid']);
        expect(body.detail).toContain('1 to 1000');
      }
    },
  );
});

describe('the audit log', () => {
  it('is given with the newest first, a page at a time, whatever is asked meanwhile', async () => {
    const { read, store } = await rigWithEntries(LOG, 450);
    const first = await read('/v1/audit');
    expect([first.at.length, first.at[0], first.at.at(-1), first.body.more]).toEqual([200, 450, 251, true]);
    await store.append({ ...LOG, at: 999, from: 'provisioning-api', kind: 'audit', reason: 'Done', message: 'later' });
    const second = await read(`/v1/audit?after=${first.body.cursor}&limit=1000`);
    expect([second.at.length, second.at[0], second.at.at(-1), second.body.more]).toEqual([250, 250, 1, false]);
  });

  it('takes no cursor that it never gave', async () => {
    const { read } = await rigWithEntries(LOG, 1);
    expect((await read('/v1/audit?after=made-up')).body.reason).toBe('UnknownCursor');
  });
});
