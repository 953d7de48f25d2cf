import { describe, expect, it } from 'vitest';
import { outsideAt } from '../../local/house/outside.ts';
import { CHAT, openHouse } from './open-house.ts';

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
});
