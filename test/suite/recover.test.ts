import { describe, expect, it } from 'vitest';
import type { DocumentKind, Store } from '../../shared/state/store.ts';
import {
  DOMAIN,
  effects,
  FEW_SWEEPS,
  openCertificateHouse,
  publicGateway,
  untilServed,
  uploads,
} from '../scenario/certificate-house.ts';
import { HOUR_MS, inventory, type Scene } from '../scenario/open-house.ts';

const KINDS: DocumentKind[] = [
  ...(['declaration', 'provisioning', 'records', 'certificates', 'zones', 'plans', 'lease'] as const),
  ...(['wanted-certificate', 'issuance', 'acme-account', 'issuer', 'uploaded-certificate'] as const),
  ...(['renewal-request', 'api-key', 'idempotency', 'dead-letter'] as const),
];

/** What an empty instance of Tablestore remembers. */
async function wipe(store: Store, account: string): Promise<void> {
  for (const kind of KINDS) {
    for (const { key, version } of await store.heads(account, kind)) await store.delete(key, version);
  }
}

/** Whatever costs money, or is seen by others. */
const bill = (scene: Scene): Record<string, number> => ({
  ...inventory(scene),
  attached: effects(scene, 'AttachGatewayDomain'),
  acls: effects(scene, 'CreateAclPolicy'),
  uploads: uploads(scene),
  orders: scene.cloud.acme.orders.length,
});

const recover = (scene: Scene, body: object = {}) => scene.api('POST', '/v1/recover', JSON.stringify(body));

describe('after all that was remembered is lost', () => {
  it('torii recover declares what bears its mark, changes nothing, and keeps it from then on', async () => {
    const text = publicGateway([{ name: DOMAIN }], {
      services: [{ name: 'chat' }],
      approve: ['bills', 'exposes', 'disrupts'],
    });
    const scene = await openCertificateHouse(text, { env: FEW_SWEEPS });
    await untilServed(scene, 4 * HOUR_MS);
    const before = bill(scene);
    await wipe(scene.runtime.store, scene.cloud.account.id);
    expect((await scene.api('GET', '/v1/gateways')).body.gateways).toEqual([]);

    const looked = await recover(scene, { dryRun: true });
    expect(looked.body).toMatchObject({
      dryRun: true,
      left: [],
      recovered: [{ name: 'chat-prod', notes: [expect.stringContaining('taken up')] }],
    });
    expect((await scene.api('GET', '/v1/gateways')).body.gateways).toEqual([]);

    const { status, body } = await recover(scene);
    expect(status).toBe(200);
    expect(body.recovered).toMatchObject([
      {
        name: 'chat-prod',
        declaration: {
          spec: {
            ...{ region: 'cn-beijing', type: 'managed', specification: '2c4g', nodes: 2 },
            internet: { allow: expect.arrayContaining(['203.0.113.0/24']) },
            domains: [{ name: DOMAIN, dns: 'alidns', certificate: { acme: 'letsencrypt', names: [DOMAIN] } }],
            services: [{ name: 'chat' }],
          },
        },
      },
    ]);
    await scene.cloud.clock.advanceBy(7 * HOUR_MS);
    const reported = (await scene.api('GET', '/v1/gateways/chat-prod')).body;
    expect(reported).toMatchObject({ mode: 'report' });
    const { steps, blocked } = (await scene.api('GET', '/v1/gateways/chat-prod/plan')).body;
    // What is there is as declared; that its certificate is Torii's to renew is written down once it may be.
    const differences = steps.map(({ kind, effects: effect }: { kind: string; effects: string[] }) => [kind, effect]);
    expect({ differences, blocked }).toEqual({
      differences: [
        ['attach-domain', []],
        ['want-certificate', []],
      ],
      blocked: [],
    });
    expect(bill(scene)).toEqual(before);

    expect((await recover(scene)).body).toMatchObject({ recovered: [], left: [{ reason: 'DeclaredAlready' }] });
    const enforced = await scene.api('POST', '/v1/gateways/chat-prod/mode', JSON.stringify({ mode: 'enforce' }));
    expect(await scene.until(enforced.body.operation, 'Succeeded', 8 * HOUR_MS)).toBe(true);
    expect(bill(scene)).toEqual(before);

    // Two thirds of its ninety days are over: it is renewed once, and not got a second time.
    await scene.cloud.clock.advanceBy(75 * 24 * HOUR_MS);
    const once = (what: string) => (before[what] ?? 0) + 1;
    // The record is the one that proves the name.
    expect(bill(scene)).toMatchObject({
      ...{ gateways: before.gateways, links: before.links, acls: before.acls, bindings: before.bindings },
      ...{ orders: once('orders'), uploads: once('uploads'), records: once('records') },
    });
  });

  it('leaves what bears no mark of its own, and what it cannot tell apart', async () => {
    const scene = await openCertificateHouse(publicGateway([{ name: DOMAIN, certificate: 'none' }]));
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await wipe(scene.runtime.store, scene.cloud.account.id);
    const { body } = await recover(scene, { regions: ['cn-hangzhou'] });
    expect(body).toMatchObject({ regions: ['cn-hangzhou'], recovered: [], left: [] });
    expect((await recover(scene, { region: 'cn-beijing' })).status).toBe(422);
  });
});
