import { describe, expect, it } from 'vitest';
import { freshDocument } from '../../shared/engine/worker.ts';
import { vaultOf } from '../../shared/secrets/vault.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { sealingStore } from '../../shared/state/sealing-store.ts';
import type { DocumentKey } from '../../shared/state/store.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { certificatesRig } from './certificates-rig.ts';

const keyOf = (fill: number) => `k1:${Buffer.alloc(32, fill).toString('base64')}`;
const DOCUMENT: DocumentKey = { account: ACCOUNT, region: 'cn-beijing', kind: 'provisioning', name: 'broken' };
const CONFIG = '{"token":"hunter2"}';

/** Two gateways; what is remembered of one was sealed with a key of the same name that is lost. */
async function afterTheKeyWasLost() {
  const under = createMemoryStore();
  const kept = { before: CONFIG, version: 7, gatewayId: 'gw-1' };
  const memory = { gatewayId: 'gw-1', services: { ours: ['llm'], kept: { llm: kept }, putBack: {}, shown: {} } };
  await sealingStore(under, vaultOf(keyOf(1))).put(DOCUMENT, { body: freshDocument(memory, 1), dueAt: null }, 0);
  const rig = certificatesRig({ store: sealingStore(under, vaultOf(keyOf(2))), masterKeys: keyOf(2) });
  await rig.declare([], { name: 'broken' });
  await rig.declare([], { name: 'stands' });
  return { rig, under };
}

describe('a gateway whose memory does not open', () => {
  it('is listed as in trouble, with the name of the key and the way out, and the others as ever', async () => {
    const { rig } = await afterTheKeyWasLost();
    const { status, body } = await rig.ask('GET', '/v1/gateways');
    expect(status).toBe(200);
    expect(body.gateways.map(({ name }: { name: string }) => name)).toEqual(['broken', 'stands']);
    const [broken, stands] = body.gateways;
    expect(broken).toMatchObject({ state: 'Blocked', gatewayId: 'gw-1' });
    expect(broken.conditions.at(-1)).toMatchObject({ type: 'Ready', status: 'False', reason: 'SealBroken' });
    expect(broken.blocked).toMatchObject([
      { reason: 'SealBroken', message: expect.stringContaining('"k1"'), wayOut: expect.stringContaining('deploy') },
    ]);
    expect(stands).toMatchObject({ state: 'Running', blocked: [] });
    expect((await rig.ask('GET', '/v1/gateways/broken')).body).toEqual(broken);
  });

  it('has no plan: 503 names the key, the way out, and no secret', async () => {
    const { rig } = await afterTheKeyWasLost();
    for (const [method, path, sent] of [
      ['GET', '/v1/gateways/broken/plan', undefined],
      ['POST', '/v1/gateways/broken/approve', { planHash: 'any' }],
    ] as const) {
      const { status, body } = await rig.ask(method, path, sent);
      expect([status, body.reason]).toEqual([503, 'SealBroken']);
      expect(body.detail).toContain('"k1"');
      expect(body.detail).toContain('TORII_MASTER_KEYS');
      expect(JSON.stringify([body, rig.logged])).not.toMatch(/hunter2|AQEBAQ|AgICAg/);
    }
  });

  it('is still taken down on request, without a plan, and what is remembered of it stays as it is', async () => {
    const { rig, under } = await afterTheKeyWasLost();
    const before = await under.get(DOCUMENT);
    const { status, body } = await rig.ask('DELETE', '/v1/gateways/broken');
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: 'Blocked', planProblem: { reason: 'SealBroken' } });
    expect(await under.get(DOCUMENT)).toEqual(before);
  });
});
