import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../local/house/world.ts';
import { challengeMark } from '../../shared/domain-rules/issuing/naming.ts';
import { issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
import {
  type CertificateScene,
  DOMAIN,
  FEW_SWEEPS,
  MINUTE_MS,
  openCertificateHouse,
  publicGateway,
  uploads,
} from '../scenario/certificate-house.ts';
import { HOUR_MS } from '../scenario/open-house.ts';

const KEY = issuanceKey({ from: 'acme', issuer: 'letsencrypt', names: [DOMAIN], keyType: 'ecdsa-p256' });
const HASH = KEY.slice(-8);

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const oneOf = fc.constantFrom;

/** Somebody else's certificate, perhaps with a name that looks like one of ours. */
const certificate = fc.record({
  name: fc.oneof(
    hex(12).map((tail) => `torii_chat_example_com_${HASH}_${tail}`),
    fc.tuple(hex(8), hex(12)).map(([hash, tail]) => `torii_chat_example_com_${hash}_${tail}`),
    oneOf('torii', `torii_chat_example_com_${HASH}`, 'chat_example_com', 'wildcard'),
  ),
  names: oneOf([DOMAIN], ['*.example.com'], ['foreign.example.org'], [DOMAIN, 'api.example.com']),
  daysLeft: oneOf(-3, 2, 40, 300),
  onListener: fc.boolean(),
});

/** Somebody else's record, perhaps beside or under a name of ours, or with a remark like ours. */
const record = fc.record({
  rr: oneOf('_acme-challenge.chat', '_acme-challenge', '_acme-challenge.api', 'api', '@'),
  value: hex(43),
  remark: oneOf('', 'by hand', 'torii', `torii/challenge:1/${KEY}`, 'OURS'),
});

const alias = fc.record({
  rr: oneOf('_acme-challenge.www', 'docs', '_acme-challenge.docs'),
  value: oneOf('proofs.other.example', 'www.example.com'),
  remark: oneOf('', 'by hand', 'OURS'),
});

const world = fc.record({
  kind: oneOf('managed', 'alb', 'alb, by its listener'),
  certificates: fc.uniqueArray(certificate, { maxLength: 4, selector: ({ name }) => name }),
  records: fc.uniqueArray(record, { maxLength: 4, selector: ({ rr, value }) => `${rr} ${value}` }),
  aliases: fc.uniqueArray(alias, { maxLength: 2, selector: ({ rr }) => rr }),
  seed: fc.integer({ min: 1, max: 1000 }),
});
type ForeignWorld = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** What a glance takes for ours. */
const LOOK_ALIKES = (['managed', 'alb', 'alb, by its listener'] as const).map(
  (kind): ForeignWorld => ({
    kind,
    certificates: [
      { name: `torii_chat_example_com_${HASH}_0123456789ab`, names: [DOMAIN], daysLeft: 300, onListener: true },
    ],
    records: [{ rr: '_acme-challenge.chat', value: 'a'.repeat(43), remark: 'OURS' }],
    aliases: [],
    seed: 1,
  }),
);

const ALB = {
  type: 'alb',
  specification: undefined,
  nodes: undefined,
  network: { vpcId: 'vpc-2zechat0prod', vSwitches: ['vsw-2zechat0zonei', 'vsw-2zechat0zonek'] },
};

/** Puts it all there. @returns ids of the certificates for the listener */
async function furnish({ cloud }: CertificateScene, { certificates, records, aliases }: ForeignWorld) {
  const { ca, cas, alidns, account, clock } = cloud;
  // The first is the listener's default one.
  const theirs = { names: ['theirs.example.org'], notBefore: new Date(clock.now()) };
  const issued = await ca.issue({ ...theirs, notAfter: new Date(clock.now() + 90 * DAY_MS) });
  const onListener = [`${cas.add({ account: account.id, name: 'theirs', ...issued }).id}-cn-hangzhou`];
  for (const { name, names, daysLeft, onListener: isOn } of certificates) {
    const notAfter = new Date(clock.now() + daysLeft * DAY_MS);
    const issued = await ca.issue({ names, notBefore: new Date(notAfter.getTime() - 360 * DAY_MS), notAfter });
    const { id } = cas.add({ account: account.id, name, ...issued });
    if (isOn && daysLeft > 0) onListener.push(`${id}-cn-hangzhou`);
  }
  const zone = alidns.zone('example.com');
  if (!zone) throw new Error('example.com is not hosted');
  const marked = (remark: string) => (remark === 'OURS' ? challengeMark(account.id, KEY) : remark);
  for (const { rr, value, remark } of records) {
    alidns.addRecord(zone, { rr, type: 'TXT', value, ttl: 600, line: 'default' }, marked(remark));
  }
  for (const { rr, value, remark } of aliases) {
    alidns.addRecord(zone, { rr, type: 'CNAME', value, ttl: 600, line: 'default' }, marked(remark));
  }
  return onListener;
}

function httpsListener({ cloud }: CertificateScene) {
  const [balancer] = cloud.alb.loadBalancersOf({ account: cloud.account.id, region: 'cn-beijing' });
  return balancer && cloud.alb.listenersOf(balancer.id).find(({ protocol }) => protocol === 'HTTPS');
}

/** What the owner does by hand as soon as there is a listener: a default certificate, and additional ones. */
async function putOnListener(scene: CertificateScene, [first = '', ...others]: string[]): Promise<void> {
  const { clock } = scene.cloud;
  expect(await clock.runUntil(() => httpsListener(scene)?.phase === 'Running', clock.now() + HOUR_MS)).toBe(true);
  const edit = (action: string, ids: string[]) =>
    scene.world.owner.call({
      ...{ product: 'alb', version: '2020-06-16', style: 'RPC', method: 'POST', path: '/', region: 'cn-beijing' },
      ...{ action, idempotent: false },
      query: {
        ListenerId: httpsListener(scene)?.id,
        Certificates: ids.map((CertificateId) => ({ CertificateId })),
      },
    } as const);
  await edit('UpdateListenerAttribute', [first]);
  await clock.advanceBy(MINUTE_MS);
  if (others.length > 0) await edit('AssociateAdditionalCertificatesWithListener', others);
}

/** The default one, and the additional ones. */
function onListenerOf(scene: CertificateScene): string[] {
  const listener = httpsListener(scene);
  return [...(listener?.settings.certificateIds ?? []), ...(listener?.certificates.keys() ?? [])];
}

/** What is there, each by its id, as it is. */
function photograph({ cloud }: CertificateScene): Map<string, string> {
  const { cas, alidns, account } = cloud;
  const certificates = cas
    .of(account.id)
    .map(({ chain: _chain, facts: _facts, ...rest }) => [`certificate ${rest.id}`, JSON.stringify(rest)] as const);
  const records = alidns
    .zonesOf(account.id)
    .flatMap((zone) => zone.all().map((one) => [`record ${one.recordId}`, JSON.stringify(one)] as const));
  return new Map([...certificates, ...records]);
}

async function giveUp({ api, declare }: CertificateScene, text: string): Promise<void> {
  await declare(text);
  const { body } = await api('GET', '/v1/gateways/chat-prod/plan');
  await api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: body.planHash }));
}

describe('what is somebody else’s', () => {
  it('is byte for byte as it was after a whole life: issued, renewed twice, given up', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (foreign) => {
        const isAlb = foreign.kind !== 'managed';
        const more = isAlb ? ALB : {};
        const scene = await openCertificateHouse(publicGateway(undefined, more), {
          env: FEW_SWEEPS,
          seed: foreign.seed,
        });
        const { cloud, api } = scene;
        if (foreign.kind === 'alb, by its listener') cloud.eas.albCertificates = 'listener';
        const onListener = await furnish(scene, foreign);
        const before = photograph(scene);
        const operation = await scene.declare();
        if (isAlb) await putOnListener(scene, onListener);
        expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
        for (let renewal = 1; renewal <= 2; renewal += 1) {
          await cloud.clock.advanceBy(10 * MINUTE_MS);
          await api('POST', '/v1/certificates/renew', JSON.stringify({ all: true }));
          await cloud.clock.advanceBy(renewal === 1 ? HOUR_MS : 3 * DAY_MS);
        }
        expect(uploads(scene)).toBe(3);
        if (isAlb) expect(onListenerOf(scene)).toEqual(expect.arrayContaining(onListener));
        await giveUp(scene, publicGateway([], more));
        await cloud.clock.advanceBy(4 * DAY_MS);
        expect([...photograph(scene)]).toEqual([...before]);
        if (isAlb) expect(onListenerOf(scene)).toEqual(onListener);
      }),
      { numRuns: 8, endOnFailure: true, examples: LOOK_ALIKES.map((one) => [one]) },
    );
  });
});
