import { describe, expect, it } from 'vitest';
import { outsideAt } from '../../local/house/outside.ts';
import type { WantedCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { CHAT, HOUR_MS, openHouse } from './open-house.ts';

const SERVICE = 'https://chat.example.com/api/predict/chat';
const ALLOWED = '203.0.113.9';
const ISSUED = CHAT.replace('certificate: cas', 'certificate: letsencrypt');

describe('a domain whose certificate is got from a certificate authority', () => {
  it('is served with a trusted one, for which nobody had to do anything', async () => {
    const scene = await openHouse(ISSUED);
    const operation = await scene.declare();
    const ready = await scene.until(operation, 'Succeeded');
    expect(ready).toBe(true);
    const { cloud, world } = scene;
    await cloud.clock.advanceBy(10 * 60_000);
    const answer = await outsideAt(cloud, ALLOWED).get(SERVICE, { authorization: await world.tokenOf('chat') });
    expect(answer.verdict).toMatchObject({ trusted: true, leaf: { subjectAltName: 'DNS:chat.example.com' } });
    expect(answer.response).toEqual({ status: 200, body: 'True' });
    expect(cloud.acme.orders).toHaveLength(1);
    expect(cloud.calls.count('UploadUserCertificate')).toBe(1);
    expect(cloud.calls.count('DeleteDomainRecord')).toBe(1);
  });

  it('shares it with another gateway that declares the same, and gives it up with the last of them', async () => {
    const scene = await openHouse(ISSUED);
    const { cloud, runtime } = scene;
    await scene.until(await scene.declare(), 'Succeeded');
    const second = ISSUED.replace('name: chat-prod', 'name: chat-next').replace('  default: true\n', '');
    await scene.api('PUT', '/v1/gateways/chat-next', second);
    const wanted = async () => (await runtime.store.list<WantedCertificate>(cloud.account.id, 'wanted-certificate'))[0];
    const isShared = async () => (await wanted())?.body.wantedBy.length === 2;
    expect(await cloud.clock.runUntil(isShared, cloud.clock.now() + HOUR_MS)).toBe(true);
    await cloud.clock.advanceBy(HOUR_MS);
    expect(cloud.acme.orders).toHaveLength(1);
    expect(cloud.calls.count('UploadUserCertificate')).toBe(1);

    for (const [name, text] of [
      ['chat-prod', ISSUED],
      ['chat-next', second],
    ] as const) {
      await scene.api('PUT', `/v1/gateways/${name}`, text.replace('certificate: letsencrypt', 'certificate: none'));
    }
    const isOver = async () => (await wanted())?.body.wantedBy.length === 0;
    expect(await cloud.clock.runUntil(isOver, cloud.clock.now() + 2 * HOUR_MS)).toBe(true);
    expect(cloud.acme.orders).toHaveLength(1);
  });

  it('says what is in the way, on the gateway that waits for it', async () => {
    const text = ISSUED.replace('certificate: letsencrypt', 'certificate: { acme: nobody-knows }');
    const scene = await openHouse(text);
    const operation = await scene.declare();
    const isSaid = async () => JSON.stringify((await scene.look(operation)).blocked).includes('IssuerUnknown');
    const { clock } = scene.cloud;
    expect(await clock.runUntil(isSaid, clock.now() + HOUR_MS)).toBe(true);
    const { conditions } = await scene.look(operation);
    const valid = conditions.find(({ type }: { type: string }) => type === 'CertificatesValid');
    expect(valid).toMatchObject({ status: 'False', reason: 'IssuerUnknown' });
    expect(scene.cloud.acme.orders).toHaveLength(0);
  });

  it('is ordered once though the function dies in the middle', async () => {
    const scene = await openHouse(ISSUED);
    const { cloud, runtime } = scene;
    const kill = runtime.kill({ functionName: 'torii-certificate-rotator', afterCalls: 42, when: 'after' });
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    await cloud.clock.advanceBy(HOUR_MS);
    expect(kill.deaths).toBe(1);
    expect(cloud.acme.orders).toHaveLength(1);
    expect(cloud.calls.count('UploadUserCertificate')).toBe(1);
    const proofs = cloud.calls.of('AddDomainRecord').filter(({ parameters }) => parameters.Type === 'TXT');
    expect(proofs).toHaveLength(1);
    expect(cloud.calls.count('DeleteDomainRecord')).toBe(1);
  });
});
