import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newAccountKey } from '../../shared/acme/account-key.ts';
import { certIdOf } from '../../shared/acme/cert-id.ts';
import { csrFor, newCertificateKey } from '../../shared/acme/key-and-csr.ts';
import { checkMaterial } from '../../shared/tls/check-material.ts';
import { rejectionOf } from '../contract/transport-under-test.ts';
import { acmeOf, certificateOf, issue, proven, registered, settled, startZone, ZONE } from './issuing.ts';
import { type Pebble, startPebble } from './pebble.ts';

const DAY_MS = 24 * 3600_000;

/** What clients that trust Pebble's root would say of it. */
async function judged(pebble: Pebble, names: string[], issued: { chainPem: string; keyPem: string }) {
  return checkMaterial({
    certificatePem: issued.chainPem,
    privateKeyPem: issued.keyPem,
    names,
    roots: [await pebble.issuerRoots()],
    now: Date.now(),
  });
}

describe('a certificate of a real ACME server', () => {
  it('is issued by DNS-01, trusted, and renewed with a key of its own', async () => {
    const { dns, alidns } = await startZone();
    const pebble = await startPebble({ dns, validitySeconds: (47 * DAY_MS) / 1000 });
    const acme = await registered(pebble);
    const names = [`chat.${ZONE}`];

    const first = await issue(acme, alidns, { names });
    const renewed = await issue(acme, alidns, { names });

    const verdicts = [await judged(pebble, names, first), await judged(pebble, names, renewed)];
    expect(verdicts).toMatchObject([
      { ok: true, facts: { names, keyType: 'ecdsa-p256' } },
      { ok: true, facts: { names } },
    ]);
    const [one, other] = verdicts.map((verdict) => (verdict.ok ? verdict.facts : undefined));
    expect(one?.serialNumber).not.toBe(other?.serialNumber);
    expect(renewed.keyPem).not.toBe(first.keyPem);
    expect(Math.round(((one?.notAfter ?? 0) - (one?.notBefore ?? 0)) / DAY_MS)).toBe(47);
    expect(certIdOf(first.chainPem)).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(await alidns.allDomainRecords(ZONE)).toEqual([]);
  });

  it('covers a wildcard and its apex in one order, also with an RSA key', async () => {
    const { dns, alidns } = await startZone();
    const pebble = await startPebble({ dns });
    const names = [ZONE, `*.${ZONE}`];
    const issued = await issue(await registered(pebble), alidns, { names, keyType: 'rsa-2048' });
    expect(issued.proved).toBe(2);
    expect(await judged(pebble, [...names, `any.${ZONE}`], issued)).toMatchObject({
      ok: true,
      facts: { keyType: 'rsa-2048' },
    });
    expect(createPrivateKey(issued.keyPem).asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  it('covers many names', async () => {
    const { dns, alidns } = await startZone();
    const pebble = await startPebble({ dns });
    const names = Array.from({ length: 25 }, (_, index) => `service-${index}.region.${ZONE}`);
    const issued = await issue(await registered(pebble), alidns, { names });
    const verdict = await judged(pebble, names, issued);
    expect(verdict.ok && [...verdict.facts.names].sort()).toEqual([...names].sort());
  });

  it('is not issued while the record is missing, and is by the next order', async () => {
    const { dns, alidns } = await startZone();
    const pebble = await startPebble({ dns });
    const acme = await registered(pebble);
    const names = [`chat.${ZONE}`];

    const failing = await acme.newOrder({ names });
    const [authorizationUrl = ''] = failing.authorizations;
    const { challenges } = await acme.authorization(authorizationUrl);
    await acme.answer(challenges.find(({ type }) => type === 'dns-01')?.url ?? '');
    const failed = await settled(
      () => acme.authorization(authorizationUrl),
      ({ status }) => status !== 'pending',
    );
    expect(failed.status).toBe('invalid');
    const why = failed.challenges.find(({ type }) => type === 'dns-01')?.error;
    expect(why).toMatchObject({ code: 'unauthorized', detail: expect.stringContaining('TXT') });
    expect(await acme.order(failing.url)).toMatchObject({ status: 'invalid' });
    const csr = await csrFor({ names, keyPem: await newCertificateKey('ecdsa-p256') });
    expect(await rejectionOf(acme.finalise(failing, csr))).toMatchObject({ code: 'orderNotReady', action: 'finalize' });

    const issued = await issue(acme, alidns, { names });
    expect(await judged(pebble, names, issued)).toMatchObject({ ok: true });
  });

  it('is not trusted by those who trust another CA', async () => {
    const { dns, alidns } = await startZone();
    const pebble = await startPebble({ dns });
    const other = await startPebble({ dns });
    const names = [`chat.${ZONE}`];
    const issued = await issue(await registered(pebble), alidns, { names });
    expect(await judged(other, names, issued)).toMatchObject({ ok: false, reason: 'NotTrusted' });
  });

  it('is revoked, once and again', async () => {
    const { dns, alidns } = await startZone();
    const pebble = await startPebble({ dns });
    const acme = await registered(pebble);
    const { chainPem } = await issue(acme, alidns, { names: [`chat.${ZONE}`] });
    const { raw, serialNumber } = new X509Certificate(chainPem);
    expect(await pebble.statusOf(serialNumber.toLowerCase())).toBe('Valid');
    await acme.revoke(raw);
    await acme.revoke(raw);
    expect(await pebble.statusOf(serialNumber.toLowerCase())).toBe('Revoked');
  });
});

describe('an account at a real ACME server', () => {
  it('is the same whenever its key comes back', async () => {
    const { dns } = await startZone();
    const pebble = await startPebble({ dns });
    const privateKeyPem = newAccountKey();
    const register = () => acmeOf(pebble, { privateKeyPem }).newAccount({ contact: [], termsOfServiceAgreed: true });
    const [first, again] = [await register(), await register()];
    expect(again.url).toBe(first.url);
    expect(again.status).toBe('valid');
    const other = await acmeOf(pebble).newAccount({ contact: [], termsOfServiceAgreed: true });
    expect(other.url).not.toBe(first.url);
  });

  it('is not registered without a yes to the terms', async () => {
    const { dns } = await startZone();
    const pebble = await startPebble({ dns });
    const refusal = await rejectionOf(acmeOf(pebble).newAccount({ contact: [], termsOfServiceAgreed: false }));
    expect(refusal).toMatchObject({ name: 'AcmeError', retryable: false });
  });

  it('is bound to a customer where the CA wants that', async () => {
    const { dns, alidns } = await startZone();
    const eab = { kid: 'customer-1', hmacKey: Buffer.alloc(32, 7).toString('base64url') };
    const pebble = await startPebble({ dns, eab });
    const agreed = { contact: [], termsOfServiceAgreed: true };
    const acme = acmeOf(pebble);
    expect(await acme.directory()).toMatchObject({ externalAccountRequired: true, renewalInfo: undefined });
    expect(await rejectionOf(acme.newAccount(agreed))).toMatchObject({ code: 'externalAccountRequired' });
    const wrongKey = { ...eab, hmacKey: Buffer.alloc(32, 8).toString('base64url') };
    expect(await rejectionOf(acme.newAccount({ ...agreed, eab: wrongKey }))).toMatchObject({ name: 'AcmeError' });
    expect(await acme.newAccount({ ...agreed, eab })).toMatchObject({ status: 'valid' });
    const names = [`chat.${ZONE}`];
    expect(await judged(pebble, names, await issue(acme, alidns, { names }))).toMatchObject({ ok: true });
  });

  it('finds what became of an order whose answers were lost, and goes on with it', async () => {
    const { dns, alidns } = await startZone();
    const pebble = await startPebble({ dns });
    const losing = { answersTo: '' };
    const acme = acmeOf(pebble, {
      through: (fetching) => async (input, init) => {
        const response = await fetching(input, init);
        if (losing.answersTo === String(input) && response.ok) throw new TypeError('fetch failed');
        return response;
      },
    });
    const account = await acme.newAccount({ contact: [], termsOfServiceAgreed: true });
    // More than Pebble shows on a page.
    for (const index of [1, 2, 3, 4]) await acme.newOrder({ names: [`other-${index}.${ZONE}`] });

    const names = [`chat.${ZONE}`];
    losing.answersTo = (await acme.directory()).newOrder;
    expect(await rejectionOf(acme.newOrder({ names }))).toMatchObject({ code: 'CallOutcomeUnknown' });
    const orders = await Promise.all(((await acme.openOrders(account.orders)) ?? []).map((url) => acme.order(url)));
    const [found, ...doubled] = orders.filter((order) => order.names.join() === names.join());
    expect(orders).toHaveLength(5);
    expect(doubled).toEqual([]);
    if (!found) throw new Error('the order is not in the list');

    const { order } = await proven(acme, alidns, found);
    const keyPem = await newCertificateKey('ecdsa-p256');
    losing.answersTo = order.finalize;
    const lost = await rejectionOf(acme.finalise(order, await csrFor({ names, keyPem })));
    expect(lost).toMatchObject({ code: 'CallOutcomeUnknown', action: 'finalize' });
    const chainPem = await certificateOf(acme, order);
    expect(await judged(pebble, names, { chainPem, keyPem })).toMatchObject({ ok: true });
  });
});
