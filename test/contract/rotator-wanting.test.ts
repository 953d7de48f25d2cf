import { describe, expect, it } from 'vitest';
import { applyWanting, intendWanting } from '../../functions/certificate-rotator/apply-wanting.ts';
import { documentsOf, surveyDocuments } from '../../functions/certificate-rotator/documents.ts';
import { readWanters } from '../../functions/certificate-rotator/issuing/wanters.ts';
import type { WantedCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { isIssued, issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
import type { WantingStep } from '../../shared/domain-rules/rotation/plan-wanting.ts';
import { taskIdOf } from '../../shared/engine/task-id.ts';
import { freshDocument } from '../../shared/engine/worker.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { type DocumentKey, GLOBAL, type Store } from '../../shared/state/store.ts';
import { ACCOUNT, declared } from '../rules/worlds.ts';

const CHAT = { account: ACCOUNT, region: 'cn-beijing', name: 'chat-prod' };
const TEST = { ...CHAT, name: 'chat-test' };
const DECLARATION = declared({
  internet: { allow: [] },
  domains: [{ name: 'chat.example.com', certificate: 'letsencrypt' }],
});
const [SOURCE] = DECLARATION.spec.domains.map(({ certificate }) => certificate).filter(isIssued);
if (!SOURCE) throw new Error('the declaration names no source');
const KEY = issuanceKey(SOURCE);
const WANTED: DocumentKey = { account: ACCOUNT, region: GLOBAL, kind: 'wanted-certificate', name: KEY };

const step = (kind: WantingStep['kind']): WantingStep => {
  const head = { id: `${kind}/${KEY}`, target: KEY, summary: '', after: [], effects: [], repeatable: true, key: KEY };
  return kind === 'want-certificate' ? { ...head, kind, source: SOURCE } : { ...head, kind };
};

function wishes(store: Store = createMemoryStore()) {
  const invoked: unknown[][] = [];
  const invokeAsync = async (...call: unknown[]) => {
    invoked.push(call);
    return 'scheduled' as const;
  };
  const apply = (kind: WantingStep['kind'], gateway = CHAT) =>
    applyWanting({ store, invoker: { invokeAsync } }, 'torii-certificate-rotator', gateway, step(kind));
  const wanted = async () => (await store.get<WantedCertificate>(WANTED))?.body;
  return { store, invoked, apply, wanted };
}

describe('what gateways want', () => {
  it('is one thing for all that declare the same, and is looked at at once', async () => {
    const { apply, wanted, invoked } = wishes();
    await apply('want-certificate');
    await apply('want-certificate', TEST);
    await apply('want-certificate', TEST);
    expect(await wanted()).toMatchObject({
      source: SOURCE,
      wantedBy: [
        { region: 'cn-beijing', name: 'chat-prod' },
        { region: 'cn-beijing', name: 'chat-test' },
      ],
      generation: 3,
    });
    const [name, payload, { taskId }] = invoked[0] as [string, unknown, { taskId: string }];
    expect(name).toBe('torii-certificate-rotator');
    expect(payload).toEqual({ account: ACCOUNT, region: GLOBAL, name: KEY, kind: 'issuance' });
    expect(taskId).toMatch(/^[A-Za-z_][\w-]{0,127}$/);
  });

  it('is taken back by one without a word to the others', async () => {
    const { apply, wanted } = wishes();
    await apply('want-certificate');
    await apply('want-certificate', TEST);
    const { learn } = await apply('unwant-certificate');
    expect((await wanted())?.wantedBy).toEqual([{ region: 'cn-beijing', name: 'chat-test' }]);
    expect(learn?.({ serving: {}, known: {}, wants: [KEY, 'other'] }).wants).toEqual(['other']);
  });

  it('is taken back harmlessly where nothing is wanted any more', async () => {
    const { apply, wanted, invoked } = wishes();
    await apply('unwant-certificate');
    expect(await wanted()).toBeUndefined();
    expect(invoked).toEqual([]);
  });

  it('loses no wish of two that are made at one time', async () => {
    const store = createMemoryStore();
    let met = false;
    const racing: Store = {
      ...store,
      get: async (key) => {
        const found = await store.get(key);
        if (!met) {
          met = true;
          await wishes(store).apply('want-certificate', TEST);
        }
        return found as never;
      },
    };
    await wishes(racing).apply('want-certificate');
    expect((await wishes(store).wanted())?.wantedBy.map(({ name }) => name)).toEqual(['chat-test', 'chat-prod']);
  });

  it('is written down before it is called', () => {
    const memory = { serving: {}, known: {} };
    expect(intendWanting([step('want-certificate')], memory).wants).toEqual([KEY]);
    expect(intendWanting([step('unwant-certificate')], { ...memory, wants: [KEY] }).wants).toEqual([KEY]);
  });
});

describe('on whose behalf a certificate is got', () => {
  const gateway = { region: CHAT.region, name: CHAT.name };
  async function read(body: object | undefined, gone?: boolean) {
    const store = createMemoryStore();
    const put = (kind: DocumentKey['kind'], document: unknown) =>
      store.put({ ...CHAT, kind }, { body: document, dueAt: null }, 0);
    if (body) await put('declaration', { declaration: DECLARATION, mode: 'enforce', ...body });
    if (gone !== undefined) await put('provisioning', freshDocument({ gone }, 1));
    const documents = documentsOf(store, ACCOUNT);
    const [one, other] = await Promise.all(
      [documents, surveyDocuments(documents)].map((reader) => readWanters(reader, KEY, [gateway])),
    );
    expect(one).toEqual(other);
    return one;
  }

  it('is who still declares it, with the names whose records Torii keeps', async () => {
    expect(await read({})).toEqual([{ gateway, mode: 'enforce', recorded: ['chat.example.com'] }]);
    expect(await read({ mode: 'paused' })).toEqual([{ gateway, mode: 'paused', recorded: [] }]);
  });

  it.each<[string, object | undefined, boolean | undefined]>([
    ['whose documents are gone', undefined, undefined],
    ['that declares it no more', { declaration: declared() }, undefined],
    ['that was deleted', { deletion: { unbindServices: false, requestedAt: 1 } }, true],
  ])('is no gateway %s', async (_, body, gone) => {
    expect(await read(body, gone)).toEqual([]);
  });

  it('is a gateway that is being deleted, until it is gone', async () => {
    expect(await read({ deletion: { unbindServices: false, requestedAt: 1 } }, false)).toHaveLength(1);
  });
});

describe('the id of a task', () => {
  it('has none of the letters that Function Compute refuses, and keeps the end of what is too long', () => {
    expect(taskIdOf('torii-x', 'global', '_.example.com-0f', '12')).toBe('torii-x-global-__example_com-0f-12');
    const long = taskIdOf('torii-x', 'a'.repeat(300), '0f');
    expect(long).toHaveLength(128);
    expect(long).toMatch(/^torii-x-a+-0f$/);
  });
});
