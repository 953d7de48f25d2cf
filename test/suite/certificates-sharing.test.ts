import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildWorld, DAY_MS } from '../../local/house/world.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import {
  type CertificateScene,
  effects,
  expectOneOfEach,
  FEW_SWEEPS,
  issuances,
  MINUTE_MS,
  openCertificateHouse,
  ourCertificates,
  publicGateway,
  recordsOf,
  untilServed,
} from '../scenario/certificate-house.ts';
import { HOUR_MS } from '../scenario/open-house.ts';

const SHARED = { acme: 'letsencrypt', names: ['shared.example.com', '*.shared.example.com'] };

/** Another gateway in the same account. @returns its operation */
async function declareAnother({ cloud, api }: CertificateScene, text: string): Promise<string> {
  const reading = readDeclaration(parse(text));
  if (!reading.ok) throw new Error(`the declaration is refused: ${reading.problems[0]?.message}`);
  await buildWorld(cloud, reading.declaration);
  const { body } = await api('PUT', `/v1/gateways/${reading.declaration.metadata.name}`, text);
  return body.operation;
}

/** What is written down and belongs to certificates. */
async function remembered({ cloud, runtime }: CertificateScene): Promise<string[]> {
  const kinds = ['wanted-certificate', 'issuance'] as const;
  const lists = await Promise.all(kinds.map((kind) => runtime.store.list(cloud.account.id, kind)));
  return lists.flat().map(({ key }) => `${key.kind} ${key.name}`);
}

/** All that is not Torii's in Certificate Management Service and DNS. */
function foreign(scene: CertificateScene) {
  const { cas, account } = scene.cloud;
  return {
    certificates: cas.of(account.id).filter(({ name }) => !name.startsWith('torii_')),
    records: recordsOf(scene).filter(({ remark }) => !remark.startsWith('torii')),
  };
}

describe('one certificate for several', () => {
  it('two gateways that declare the same share one order, and both are served with it', async () => {
    const east = publicGateway([{ name: 'east.shared.example.com', certificate: SHARED }], { name: 'east' });
    const west = publicGateway([{ name: 'west.shared.example.com', certificate: SHARED }], { name: 'west' });
    const scene = await openCertificateHouse(east, { env: FEW_SWEEPS });
    const operations = [await scene.declare(), await declareAnother(scene, west)];
    for (const operation of operations) expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await scene.cloud.clock.advanceBy(10 * MINUTE_MS);
    await expectOneOfEach(scene);
    const attached = scene.cloud.eas.allGateways().flatMap(({ customDomains }) => [...customDomains.values()]);
    const [certificate] = ourCertificates(scene);
    expect(attached.map((domain) => domain.certificate?.id)).toEqual([certificate, certificate]);

    // Given up by one, it stays for the other.
    const nothing = publicGateway([], { name: 'west' });
    await scene.api('PUT', '/v1/gateways/west', nothing);
    await scene.cloud.clock.advanceBy(4 * DAY_MS);
    expect(ourCertificates(scene)).toEqual([certificate]);
  });

  it('two that share a name prove it at one place, each for itself', async () => {
    const both = publicGateway([
      { name: 'chat.example.com' },
      { name: 'api.example.com', certificate: { acme: 'letsencrypt', names: ['api.example.com', 'chat.example.com'] } },
    ]);
    const scene = await openCertificateHouse(both);
    await untilServed(scene);
    await expectOneOfEach(scene, 2);
  });
});

describe('events', () => {
  it.each(['never', 'twice'] as const)('that come %s: served, with one order', async (events) => {
    const scene = await openCertificateHouse(undefined, { events });
    await untilServed(scene, 4 * HOUR_MS);
    await expectOneOfEach(scene);
  });
});

describe('a master key that is replaced', () => {
  it('in the middle of an order: the order is ended with the key that was kept under the old one', async () => {
    const [old, fresh] = ['old', 'fresh'].map((name) => `${name}:${randomBytes(32).toString('base64')}`);
    const scene = await openCertificateHouse(undefined, { env: { TORII_MASTER_KEYS: old ?? '' } });
    const { cloud } = scene;
    const operation = await scene.declare();
    // The key is made and sealed, and the certificate is not there yet.
    const stuck = cloud.faults.add({ product: 'cas', action: 'UploadUserCertificate', kind: 'server-error' });
    await cloud.clock.runUntil(() => stuck.hits > 0, cloud.clock.now() + HOUR_MS);
    expect((await issuances(scene))[0]?.order).toMatchObject({ sealedKey: { key: 'old' } });
    const { runtime } = await scene.redeploy({ TORII_MASTER_KEYS: `${fresh},${old}` });
    await cloud.clock.advanceBy(2 * HOUR_MS);
    const sealedWith = async () => {
      const accounts = await runtime.store.list<{ sealedKey: { key: string } }>(cloud.account.id, 'acme-account');
      const orders = (await issuances(scene)).flatMap(({ order }) => (order?.via === 'acme' ? [order.sealedKey] : []));
      return [...accounts.map(({ body }) => body.sealedKey), ...orders].map((sealed) => sealed?.key);
    };
    expect(await sealedWith()).toEqual(['fresh', 'fresh']);
    // Nothing needs the old one any more.
    const last = await scene.redeploy({ TORII_MASTER_KEYS: fresh ?? '' });
    stuck.remove();
    const isReady = async () => (await last.api('GET', `/v1/operations/${operation}`)).body.state === 'Succeeded';
    expect(await cloud.clock.runUntil(isReady, cloud.clock.now() + 3 * HOUR_MS)).toBe(true);
    await cloud.clock.advanceBy(10 * MINUTE_MS);
    await expectOneOfEach(scene);
  });
});

describe('a certificate that nobody wants any more', () => {
  it.each(['its domain is taken out of the declaration', 'its gateway is deleted'])(
    'because %s: it goes, and all that belongs to it; what is foreign stays',
    async (how) => {
      const scene = await openCertificateHouse(undefined, { env: FEW_SWEEPS });
      const { cloud, api } = scene;
      const before = foreign(scene);
      await untilServed(scene);
      if (how.startsWith('its domain')) {
        await scene.declare(publicGateway([]));
        const { body } = await api('GET', '/v1/gateways/chat-prod/plan');
        await api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: body.planHash }));
      } else {
        const { body } = await api('DELETE', '/v1/gateways/chat-prod');
        await api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: body.plan.planHash }));
      }
      await cloud.clock.advanceBy(4 * DAY_MS);
      expect(ourCertificates(scene)).toEqual([]);
      expect(await remembered(scene)).toEqual([]);
      expect(foreign(scene)).toEqual(before);
      expect(recordsOf(scene)).toEqual(before.records);
    },
  );

  it('in the middle of an order: its records go, and nothing is uploaded', async () => {
    const scene = await openCertificateHouse();
    const { cloud, api } = scene;
    cloud.alidns.nameServerLagMs.set('ns1.alidns.com', 12 * MINUTE_MS);
    await scene.declare();
    const isProving = () => recordsOf(scene).some(({ type }) => type === 'TXT');
    expect(await cloud.clock.runUntil(isProving, cloud.clock.now() + HOUR_MS)).toBe(true);
    await api('PUT', '/v1/gateways/chat-prod', publicGateway([]));
    await cloud.clock.advanceBy(3 * HOUR_MS);
    expect(recordsOf(scene).filter(({ type }) => type === 'TXT')).toEqual([]);
    expect(effects(scene, 'UploadUserCertificate')).toBe(0);
    expect(await remembered(scene)).toEqual([]);
  });
});
