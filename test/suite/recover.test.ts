import { describe, expect, it } from 'vitest';
import type { DocumentKind, Store } from '../../shared/state/store.ts';
import { resolveFrom } from '../contract/resolve-from.ts';
import { account, CHAT_ALB, changed } from '../scenario/alb-house.ts';
import {
  DOMAIN,
  effects,
  FEW_SWEEPS,
  openCertificateHouse,
  publicGateway,
  untilServed,
  uploads,
} from '../scenario/certificate-house.ts';
import { HOUR_MS, inventory, openHouse, type Scene } from '../scenario/open-house.ts';
import { resourceWrites } from '../scenario/resource-calls.ts';

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

/** Every write that a product took, from a call on. */
const writesSince = (scene: Scene, from: number) =>
  resourceWrites(scene)
    .slice(from)
    .filter(({ status }) => status === 200)
    .map(({ action }) => action);

/** What is true of the gateway, as its owner reads it. */
async function conditionsOf({ api, name }: Scene): Promise<Record<string, string>> {
  const { conditions } = (await api('GET', `/v1/gateways/${name}`)).body;
  return Object.fromEntries(
    conditions.map(({ type, status, reason }: Record<string, string>) => [type, `${status} ${reason}`]),
  );
}

/**
 * Made true, forgotten, and recovered: read only first, then kept again. Whatever is there stays as it is, and nothing is made,
 * changed or deleted on the way.
 */
async function lostAndRecovered(text: string) {
  const scene = await openHouse(text);
  const { cloud, api, name } = scene;
  expect(await scene.until(await scene.declare(), 'Succeeded', 4 * HOUR_MS)).toBe(true);
  await cloud.clock.advanceBy(2 * HOUR_MS);
  const before = await conditionsOf(scene);
  const made = writesSince(scene, 0);
  const from = resourceWrites(scene).length;
  await wipe(scene.runtime.store, cloud.account.id);

  const { status, body } = await recover(scene);
  expect([status, body.left]).toEqual([200, []]);
  await cloud.clock.advanceBy(3 * HOUR_MS);
  const { steps, blocked } = (await api('GET', `/v1/gateways/${name}/plan`)).body;
  expect(writesSince(scene, from)).toEqual([]);
  const enforced = await api('POST', `/v1/gateways/${name}/mode`, JSON.stringify({ mode: 'enforce' }));
  expect(await scene.until(enforced.body.operation, 'Succeeded', 4 * HOUR_MS)).toBe(true);
  await cloud.clock.advanceBy(3 * HOUR_MS);
  return {
    scene,
    made,
    declaration: body.recovered[0].declaration,
    notes: body.recovered[0].notes as string[],
    differences: steps.map(({ id }: { id: string }) => id),
    blocked,
    conditions: { before, after: await conditionsOf(scene) },
    writes: writesSince(scene, from),
  };
}

/** No difference to be told, no write at all, and what was true is true again. */
function expectNothingNew({
  scene,
  differences,
  blocked,
  conditions,
  writes,
}: Awaited<ReturnType<typeof lostAndRecovered>>) {
  expect({ differences, blocked, writes }).toEqual({ differences: [], blocked: [], writes: [] });
  expect(conditions.after).toEqual(conditions.before);
  expect(conditions.after.Ready).toBe('True AsDeclared');
  expect(scene.cloud.calls.count('CreateGateway')).toBe(1);
}

describe('torii recover takes up, as it is,', () => {
  it('a gateway of the ALB kind: its load balancers, their lists and its record', async () => {
    const text = changed(changed(CHAT_ALB, 'probe', ''), 'intranet', '  intranet: { allow: [10.8.0.0/24] }\n');
    const seen = await lostAndRecovered(text);
    expect(seen.made).toEqual(expect.arrayContaining(['CreateGateway', 'CreateAcl', 'AddDomainRecord']));
    expectNothingNew(seen);
    expect(seen.declaration).toMatchObject({
      spec: {
        type: 'alb',
        network: { vpcId: 'vpc-2zechat0prod', vSwitches: ['vsw-2zechat0zonei', 'vsw-2zechat0zonek'] },
        internet: { allow: expect.arrayContaining(['203.0.113.0/24', '198.51.100.7/32']) },
        intranet: { allow: ['10.8.0.0/24'] },
        domains: [{ name: DOMAIN, dns: 'alidns', certificate: 'cas' }],
        services: [{ name: 'chat' }],
        redirectToHttps: true,
      },
    });
    expect(seen.notes).toEqual([expect.stringContaining('nothing shows where the certificate')]);
    expect(account(seen.scene)).toEqual({ gateways: 1, loadBalancers: 2, lists: 2 });
  });

  it('a private gateway with linked VPCs, a peer, their lists, and a name in PrivateZone', async () => {
    const seen = await lostAndRecovered(`apiVersion: torii/v1
kind: Gateway
metadata: { name: chat-prod }
spec:
  region: cn-beijing
  type: managed
  specification: 2c4g
  nodes: 2
  vpcs:
    - vpcId: vpc-2zechat0prod
      vSwitches: [vsw-2zechat0zonei]
      allow: [10.8.0.0/24]
      authoritativeDns: true
    - vpcId: vpc-2zebatch
      vSwitches: auto
      allow: [10.9.1.0/24]
      peers: [{ vpcId: vpc-bp1report, region: cn-hangzhou }]
  domains: [{ name: chat.example.com, access: intranet, dns: privatezone, certificate: none }]
  services: [{ name: chat }]
  approve: [bills, exposes, disrupts]
`);
    expect(seen.made).toEqual(
      expect.arrayContaining(['CreateGatewayIntranetLinkedVpcPeer', 'AddZone', 'BindZoneVpc', 'AddZoneRecord']),
    );
    expectNothingNew(seen);
    expect(seen.declaration).toMatchObject({
      spec: {
        vpcs: expect.arrayContaining([
          {
            vpcId: 'vpc-2zechat0prod',
            vSwitches: ['vsw-2zechat0zonei'],
            allow: ['10.8.0.0/24'],
            authoritativeDns: true,
          },
          {
            vpcId: 'vpc-2zebatch',
            vSwitches: [expect.stringMatching(/^vsw-2zebatch/)],
            allow: ['10.9.1.0/24'],
            peers: [{ vpcId: 'vpc-bp1report', region: 'cn-hangzhou' }],
          },
        ]),
        domains: [{ name: DOMAIN, access: 'intranet', dns: 'privatezone', certificate: 'none' }],
      },
    });
    expect(seen.notes).toEqual([]);
    const { cloud } = seen.scene;
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    expect(await resolveFrom(cloud, 'chat.example.com', 'vpc-2zebatch')).toBe(gateway?.intranetDomain);
  });
});
