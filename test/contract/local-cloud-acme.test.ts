import { createPrivateKey, X509Certificate } from 'node:crypto';
import * as acme from 'acme-client';
import { describe, expect, test } from 'vitest';
import type { Zone } from '../../local/cloud/alidns/zone.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { DAY_MS, startAcmeCloud, whileTimeGoesOn, write } from './acme-cloud.ts';

const accountKey = await acme.crypto.createPrivateEcdsaKey();

/** An independent client, its real waits made short. */
function officialClient(cloud: LocalCloud, options: Partial<acme.ClientOptions> = {}): acme.Client {
  const patience = { backoffAttempts: 400, backoffMin: 2, backoffMax: 10 };
  return new acme.Client({ directoryUrl: cloud.acme.directoryUrl, accountKey, ...patience, ...options });
}

/** Has a certificate issued from beginning to end. */
async function issue(cloud: LocalCloud, zone: Zone, names: string[], client = officialClient(cloud)) {
  const [key, csr] = await acme.crypto.createCsr({ altNames: names });
  const written = new Map<string, ReturnType<typeof write>>();
  const chain = await whileTimeGoesOn(
    cloud,
    client.auto({
      csr,
      email: 'owner@example.com',
      termsOfServiceAgreed: true,
      skipChallengeVerification: true,
      challengePriority: ['dns-01'],
      challengeCreateFn: async ({ identifier }, _challenge, value) => {
        written.set(value, write(cloud, zone, `_acme-challenge.${identifier.value}`, 'TXT', value));
      },
      challengeRemoveFn: async (_authorization, _challenge, value) => {
        const record = written.get(value);
        if (record) cloud.alidns.removeRecord(zone, record);
      },
    }),
  );
  const [leaf, intermediate] = acme.crypto.splitPemChain(chain).map((pem) => new X509Certificate(pem));
  if (!leaf || !intermediate) throw new Error('the chain is short');
  return { leaf, intermediate, key };
}

describe('an unmodified ACME client', () => {
  test('gets a certificate whose chain leads to the root of the cloud', async () => {
    const { cloud, zone } = await startAcmeCloud();
    const { leaf, intermediate, key } = await issue(cloud, zone, ['chat.example.com']);
    const root = new X509Certificate(cloud.ca.rootPem);
    expect(leaf.verify(intermediate.publicKey)).toBe(true);
    expect(intermediate.verify(root.publicKey)).toBe(true);
    expect(leaf.checkHost('chat.example.com')).toBe('chat.example.com');
    expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  test('gets one that lives 90 days of virtual time, or as long as it was set, and began an hour ago', async () => {
    const { cloud, zone } = await startAcmeCloud({ start: new Date('2031-02-03T04:05:06Z') });
    const life = ({ leaf }: { leaf: X509Certificate }) => Date.parse(leaf.validTo) - Date.parse(leaf.validFrom);
    const usual = await issue(cloud, zone, ['chat.example.com']);
    expect(life(usual)).toBe(90 * DAY_MS);
    const began = cloud.acme.certificates[0]?.notBefore ?? 0;
    expect(Date.parse(usual.leaf.validFrom)).toBe(began);
    expect(cloud.clock.now() - began).toBeGreaterThanOrEqual(3_600_000);
    expect(cloud.clock.now() - began).toBeLessThan(2 * 3_600_000);

    cloud.acme.lifetimeMs = 47 * DAY_MS;
    expect(life(await issue(cloud, zone, ['chat.example.com']))).toBe(47 * DAY_MS);
  });

  test('gets a wildcard and its apex in one certificate, by two records of one name', async () => {
    const { cloud, zone } = await startAcmeCloud();
    const { leaf } = await issue(cloud, zone, ['example.com', '*.example.com']);
    expect(leaf.subjectAltName).toBe('DNS:example.com, DNS:*.example.com');
    expect(zone.at('_acme-challenge')).toEqual([]);
  });

  test('gets one for a hundred names', async () => {
    const { cloud, zone } = await startAcmeCloud();
    // A hundred pollers at once would leave virtual time no quiet moment to go on in.
    cloud.progress.mode('acme', 'at-once');
    const names = Array.from({ length: 100 }, (_, index) => `n${index}.example.com`);
    const { leaf } = await issue(cloud, zone, names);
    expect(leaf.subjectAltName?.split(', ')).toHaveLength(100);
  });

  test('proves a name by an RSA account key, and asks for an RSA certificate', async () => {
    const { cloud, zone } = await startAcmeCloud();
    const rsa = await acme.crypto.createPrivateRsaKey(2048);
    const { leaf } = await issue(cloud, zone, ['chat.example.com'], officialClient(cloud, { accountKey: rsa }));
    expect(leaf.checkHost('chat.example.com')).toBe('chat.example.com');
    expect(leaf.publicKey.asymmetricKeyType).toBe('rsa');
  });

  test('binds its account to an external one, where that is asked for', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.acme.requireEab = true;
    const hmacKey = Buffer.from('a secret that customers get').toString('base64url');
    cloud.acme.eabKeys.add({ kid: 'customer-7', hmacKey });
    const bound = (kid: string, key: string) =>
      officialClient(cloud, { externalAccountBinding: { kid, hmacKey: key } });
    const register = (client: acme.Client) => client.createAccount({ termsOfServiceAgreed: true });

    await expect(register(officialClient(cloud))).rejects.toThrow('bound to an external account');
    await expect(register(bound('customer-8', hmacKey))).rejects.toThrow('customer-8 is not known');
    await expect(register(bound('customer-7', 'd3Jvbmc'))).rejects.toThrow('not signed with the key that it names');
    await issue(cloud, zone, ['chat.example.com'], bound('customer-7', hmacKey));
    expect(cloud.acme.accounts.map(({ externalAccount }) => externalAccount)).toEqual(['customer-7']);
  });

  test('finds its account again, updates it, changes its key and gives it up', async () => {
    const { cloud } = await startAcmeCloud();
    const client = officialClient(cloud);
    await client.createAccount({ termsOfServiceAgreed: true, contact: ['mailto:one@example.com'] });
    const url = client.getAccountUrl();
    const again = officialClient(cloud);
    await again.createAccount({ onlyReturnExisting: true });
    expect(again.getAccountUrl()).toBe(url);

    expect((await client.updateAccount({ contact: ['mailto:two@example.com'] })).contact).toEqual([
      'mailto:two@example.com',
    ]);
    const newKey = await acme.crypto.createPrivateEcdsaKey();
    await client.updateAccountKey(newKey);
    const renewed = officialClient(cloud, { accountKey: newKey });
    await renewed.createAccount({ onlyReturnExisting: true });
    expect(renewed.getAccountUrl()).toBe(url);
    await expect(officialClient(cloud).createAccount({ onlyReturnExisting: true })).rejects.toThrow(
      'No account exists',
    );

    expect((await client.updateAccount({ status: 'deactivated' })).status).toBe('deactivated');
    await expect(renewed.createOrder({ identifiers: [{ type: 'dns', value: 'a.example.com' }] })).rejects.toThrow(
      'Account is not valid',
    );
  });

  test('hears why a name could not be proved', async () => {
    const { cloud, zone } = await startAcmeCloud();
    const elsewhere = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.org' });
    write(cloud, zone, '_acme-challenge.chat.example.com', 'TXT', 'somebody else’s');
    const [, csr] = await acme.crypto.createCsr({ altNames: ['chat.example.com'] });
    const attempt = officialClient(cloud).auto({
      ...{ csr, termsOfServiceAgreed: true, skipChallengeVerification: true, challengePriority: ['dns-01'] },
      challengeCreateFn: async (_authorization, _challenge, value) => {
        write(cloud, elsewhere, '_acme-challenge.chat.example.org', 'TXT', value);
      },
      challengeRemoveFn: async () => undefined,
    });
    await expect(whileTimeGoesOn(cloud, attempt)).rejects.toThrow('Incorrect TXT record "somebody else’s"');
    expect(cloud.acme.certificates).toEqual([]);
  });

  test('revokes what it got', async () => {
    const { cloud, zone } = await startAcmeCloud();
    const client = officialClient(cloud);
    const { leaf } = await issue(cloud, zone, ['chat.example.com'], client);
    await client.revokeCertificate(leaf.toString(), { reason: 4 });
    expect(cloud.acme.certificates[0]?.revoked).toEqual({ at: cloud.clock.now(), reason: 4 });
    await expect(client.revokeCertificate(leaf.toString())).rejects.toThrow('already revoked');
  });

  test('gets its certificate though a quarter of its nonces is refused', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.acme.badNonces = 0.25;
    await issue(cloud, zone, ['example.com', '*.example.com']);
    const refused = cloud.calls.all().filter(({ code }) => code === 'badNonce');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ faults }) => faults?.includes('bad-nonce'))).toBe(true);
  });
});

test('the journal names each call, and holds nothing secret', async () => {
  const { cloud, zone } = await startAcmeCloud();
  await issue(cloud, zone, ['chat.example.com']);
  const counts = cloud.calls.countByAction();
  const once = ['newAccount', 'newOrder', 'finalize', 'certificate'];
  expect(once.map((action) => [action, counts.get(action)])).toEqual(once.map((action) => [action, 1]));
  expect(cloud.calls.of('newOrder')[0]).toMatchObject({
    product: 'acme',
    status: 201,
    account: cloud.acme.accounts[0]?.id,
    parameters: { identifiers: [{ type: 'dns', value: 'chat.example.com' }] },
  });
  const text = JSON.stringify(cloud.calls.all());
  expect(text).not.toMatch(/jwk|"csr"|signature|protected/);
});
