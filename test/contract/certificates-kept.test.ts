import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
import { open, readMasterKeys } from '../../shared/secrets/sealed-box.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { makeCertificate } from './certificates.ts';
import { certificatesRig, MASTER_KEYS } from './certificates-rig.ts';
import { START } from './engine-rig.ts';

const MINE = '/v1/uploaded-certificates/mine';
const CORPORATE = '/v1/issuers/corporate-ca';
const HMAC_KEY = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';

const made = await makeCertificate({ names: ['chat.example.com', '*.example.org'] });
const other = await makeCertificate({ names: ['chat.example.com'] });
const future = await makeCertificate({ names: ['chat.example.com'], notBefore: new Date('2026-04-01T00:00:00Z') });
const past = await makeCertificate({
  names: ['chat.example.com'],
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2026-02-01T00:00:00Z'),
});

const given = (more: Record<string, unknown> = {}) => ({
  certificate: made.chain,
  privateKey: made.privateKey,
  ...more,
});

/** The lines of a key, which must be nowhere but in what was sent. */
function bodyOf(pem: string): string {
  return pem.split('\n')[1] ?? '';
}

async function stored(rig: ReturnType<typeof certificatesRig>, kind: 'uploaded-certificate' | 'issuer', name: string) {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
  return (await rig.store.get<any>({ account: ACCOUNT, region: 'global', kind, name }))?.body;
}

describe('PUT /v1/uploaded-certificates/{name}', () => {
  it('tells what it is for and until when, and keeps the key sealed for its place alone', async () => {
    const rig = certificatesRig({ trustedRoots: made.issuer });
    const { status, body } = await rig.ask('PUT', MINE, given());
    expect(status).toBe(201);
    expect(body).toEqual({
      name: 'mine',
      givenAt: START,
      names: ['chat.example.com', '*.example.org'],
      notBefore: Date.UTC(2026, 2, 1),
      notAfter: Date.UTC(2026, 4, 30),
      fingerprint: expect.stringMatching(/^[0-9A-F]{64}$/),
      serialNumber: expect.stringMatching(/^[0-9a-f]+$/),
      sealedWith: 'k1',
      usedBy: [],
      advice: [],
    });
    const document = await stored(rig, 'uploaded-certificate', 'mine');
    const key = open(readMasterKeys(MASTER_KEYS), document.sealedKey, 'uploaded-certificate/mine');
    expect(key.trim()).toBe(made.privateKey.trim());
    expect(document.chainPem.trim().split('-----BEGIN')).toHaveLength(3);
    const all = JSON.stringify([body, document, rig.logged, (await rig.ask('GET', '/v1/uploaded-certificates')).body]);
    expect(all).not.toContain(bodyOf(made.privateKey));
  });

  it('says that only some clients trust an authority of your own', async () => {
    const { status, body } = await certificatesRig({ trustedRoots: other.issuer }).ask('PUT', MINE, given());
    expect([status, body.advice]).toEqual([201, [expect.stringContaining('only clients that trust its root')]]);
  });

  it('takes a chain without its root where clients have that of old, and puts a newer one in place of the one before', async () => {
    const rig = certificatesRig({ trustedRoots: `${other.issuer}${made.issuer}` });
    expect((await rig.ask('PUT', MINE, given({ certificate: made.leaf }))).status).toBe(201);
    expect((await rig.ask('PUT', MINE, given())).status).toBe(200);
    expect((await rig.ask('GET', '/v1/uploaded-certificates')).body.uploads).toHaveLength(1);
  });

  it('wakes certificate-rotator where a domain declares it, and covers that domain', async () => {
    const rig = certificatesRig();
    await rig.declare([{ name: 'chat.example.com', certificate: { upload: 'mine' } }]);
    const { status, body } = await rig.ask('PUT', MINE, given());
    expect([status, body.usedBy]).toEqual([201, [expect.objectContaining({ domain: 'chat.example.com' })]]);
    expect(rig.woken).toMatchObject([{ payload: { name: issuanceKey({ from: 'upload', upload: 'mine' }) } }]);
    await rig.declare([{ name: 'api.example.com', certificate: { upload: 'mine' } }], { name: 'chat-two' });
    const refused = await rig.ask('PUT', MINE, given());
    expect([refused.status, refused.body.reason]).toEqual([422, 'NamesDiffer']);
    expect(refused.body.detail).toContain('not for api.example.com');
  });

  it('puts a chain right that was given in another order', async () => {
    const rig = certificatesRig();
    expect((await rig.ask('PUT', MINE, given({ certificate: made.issuer + made.leaf }))).status).toBe(201);
    const { chainPem } = await stored(rig, 'uploaded-certificate', 'mine');
    expect(chainPem.replaceAll('\n', '')).toBe((made.leaf + made.issuer).replaceAll('\n', ''));
  });

  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  it.each<[string, unknown, number, string]>([
    ['no JSON', `{"privateKey": "${bodyOf(made.privateKey)}`, 400, 'Unreadable'],
    ['no key', given({ privateKey: undefined }), 422, 'UploadInvalid'],
    ['a key that is a list', given({ privateKey: [made.privateKey] }), 422, 'UploadInvalid'],
    ['something else besides', given({ [bodyOf(made.privateKey)]: 1 }), 422, 'UploadInvalid'],
    ['an empty certificate', given({ certificate: '' }), 422, 'UploadInvalid'],
    ['text for a certificate', given({ certificate: 'mine' }), 422, 'NotACertificate'],
    ['the key for the certificate', given({ certificate: made.privateKey }), 422, 'NotACertificate'],
    ['a torn certificate', given({ certificate: made.leaf.replace(/\n.{20}/, '\n') }), 422, 'NotACertificate'],
    ['a torn key', given({ privateKey: made.privateKey.replace(/\n.{9}/, '\n') }), 422, 'KeyUnreadable'],
    ['the key of another certificate', given({ privateKey: other.privateKey }), 422, 'KeyMismatch'],
    ['another authority behind it', given({ certificate: made.leaf + other.issuer }), 422, 'ChainBroken'],
    ['no authority behind it', given({ certificate: made.leaf }), 422, 'ChainBroken'],
    ['one of the future', { certificate: future.chain, privateKey: future.privateKey }, 422, 'NotYetValid'],
    ['one of the past', { certificate: past.chain, privateKey: past.privateKey }, 422, 'Expired'],
    [
      'a weak key of another',
      given({ privateKey: rsa1024.export({ type: 'pkcs8', format: 'pem' }).toString() }),
      422,
      'KeyMismatch',
    ],
    ['more than a body may hold', given({ certificate: made.chain.repeat(1_000) }), 413, 'TooLarge'],
  ])('keeps nothing of %s, and repeats nothing of it', async (_, body, status, reason) => {
    const rig = certificatesRig();
    const answer = await rig.ask('PUT', MINE, body);
    expect([answer.status, answer.body.reason]).toEqual([status, reason]);
    expect(await stored(rig, 'uploaded-certificate', 'mine')).toBeUndefined();
    const said = JSON.stringify([answer.body, rig.logged]);
    expect(said).not.toContain(bodyOf(made.privateKey).slice(10, 40));
  });

  it('is told how to set a master key where there is none, and that the one there is cannot be read', async () => {
    const without = await certificatesRig({ masterKeys: '' }).ask('PUT', MINE, given());
    expect([without.status, without.body.reason]).toEqual([503, 'NoMasterKey']);
    expect(without.body.detail).toContain('openssl rand -base64 32');
    const broken = await certificatesRig({ masterKeys: 'k1:c2hvcnQ=' }).ask('PUT', MINE, given());
    expect([broken.status, broken.body.reason]).toEqual([503, 'NoMasterKey']);
    expect(JSON.stringify(broken.body)).not.toContain('c2hvcnQ=');
  });

  it('takes no name that declarations cannot name', async () => {
    const { status, body } = await certificatesRig().ask('PUT', '/v1/uploaded-certificates/Mine!', given());
    expect([status, body.reason]).toEqual([422, 'NameInvalid']);
  });
});

describe('DELETE /v1/uploaded-certificates/{name}', () => {
  it('forgets it and its key, once no domain declares it', async () => {
    const rig = certificatesRig();
    await rig.ask('PUT', MINE, given());
    await rig.declare([{ name: 'chat.example.com', certificate: { upload: 'mine' } }]);
    const refused = await rig.ask('DELETE', MINE);
    expect([refused.status, refused.body.reason]).toEqual([409, 'UploadInUse']);
    expect(refused.body.detail).toContain('chat.example.com (chat-prod)');
    const unused = certificatesRig();
    await unused.ask('PUT', MINE, given());
    expect((await unused.ask('DELETE', MINE)).body).toEqual({ deleted: 'mine' });
    expect((await unused.ask('DELETE', MINE)).body.reason).toBe('UploadNotFound');
  });
});

describe('/v1/issuers', () => {
  const issuer = {
    directory: 'https://acme.example.net/directory',
    contact: ['mailto:ops@example.com'],
    eab: { kid: 'kid-1', hmacKey: HMAC_KEY },
    roots: made.issuer,
  };

  it('makes an authority known, with the key of its binding sealed for its place alone', async () => {
    const rig = certificatesRig();
    const { status, body } = await rig.ask('PUT', CORPORATE, issuer);
    const shown = { ...issuer, name: 'corporate-ca', eab: { kid: 'kid-1', sealedWith: 'k1' }, usedBy: [] };
    expect([status, body]).toEqual([201, shown]);
    expect((await rig.ask('GET', '/v1/issuers')).body).toEqual({ issuers: [shown] });
    const document = await stored(rig, 'issuer', 'corporate-ca');
    expect(open(readMasterKeys(MASTER_KEYS), document.eab.sealedKey, 'issuer/corporate-ca')).toBe(HMAC_KEY);
    expect(JSON.stringify([body, document, rig.logged])).not.toContain(HMAC_KEY);
  });

  it('needs no master key where there is nothing to seal, and wakes certificate-rotator for who declares it', async () => {
    const rig = certificatesRig({ masterKeys: '' });
    const [key] = await rig.declare([{ name: 'chat.example.com', certificate: { acme: 'corporate-ca' } }]);
    expect((await rig.ask('PUT', CORPORATE, { directory: issuer.directory })).status).toBe(201);
    expect((await rig.ask('PUT', CORPORATE, { directory: issuer.directory })).status).toBe(200);
    expect(rig.woken).toMatchObject([{ payload: { name: key } }, { payload: { name: key } }]);
    expect((await rig.ask('PUT', CORPORATE, issuer)).body.reason).toBe('NoMasterKey');
  });

  it('is not forgotten while a domain declares it', async () => {
    const rig = certificatesRig();
    await rig.ask('PUT', CORPORATE, issuer);
    await rig.ask('PUT', '/v1/issuers/other', { directory: issuer.directory });
    await rig.declare([{ name: 'chat.example.com', certificate: { acme: 'corporate-ca' } }]);
    expect((await rig.ask('DELETE', CORPORATE)).body.reason).toBe('IssuerInUse');
    expect((await rig.ask('DELETE', '/v1/issuers/other')).body).toEqual({ deleted: 'other' });
    expect((await rig.ask('DELETE', '/v1/issuers/other')).body.reason).toBe('IssuerNotFound');
  });

  it.each<[string, string, unknown, number, string]>([
    ['a name of its own', '/v1/issuers/letsencrypt', issuer, 409, 'IssuerBuiltIn'],
    ['a name in capitals', '/v1/issuers/Corporate', issuer, 422, 'NameInvalid'],
    ['a directory over HTTP', CORPORATE, { directory: 'http://acme.example.net/' }, 422, 'IssuerInvalid'],
    ['no directory', CORPORATE, {}, 422, 'IssuerInvalid'],
    ['a contact that is no mailto:', CORPORATE, { ...issuer, contact: ['ops@example.com'] }, 422, 'IssuerInvalid'],
    ['a binding without its key', CORPORATE, { ...issuer, eab: { kid: 'kid-1' } }, 422, 'IssuerInvalid'],
    [
      'a binding key that is none',
      CORPORATE,
      { ...issuer, eab: { kid: 'k', hmacKey: `${HMAC_KEY}+/` } },
      422,
      'IssuerInvalid',
    ],
    ['roots that are none', CORPORATE, { ...issuer, roots: HMAC_KEY }, 422, 'IssuerInvalid'],
    ['no JSON', CORPORATE, `directory: ${HMAC_KEY}`, 400, 'Unreadable'],
  ])('takes no issuer with %s, and repeats no key', async (_, path, body, status, reason) => {
    const rig = certificatesRig();
    const answer = await rig.ask('PUT', path, body);
    expect([answer.status, answer.body.reason]).toEqual([status, reason]);
    expect(JSON.stringify([answer.body, rig.logged])).not.toContain(HMAC_KEY);
  });
});

describe('POST /v1/certificates/reseal', () => {
  const newer = `k2:${randomBytes(32).toString('base64')}`;

  it('seals all that was given anew under the newest master key, so that the older one can go', async () => {
    const before = certificatesRig();
    await before.ask('PUT', MINE, given());
    await before.ask('PUT', CORPORATE, {
      directory: 'https://acme.example.net/dir',
      eab: { kid: 'kid-1', hmacKey: HMAC_KEY },
    });
    const both = certificatesRig({ store: before.store, masterKeys: `${newer},${MASTER_KEYS}` });
    const { status, body } = await both.ask('POST', '/v1/certificates/reseal');
    expect([status, body]).toEqual([200, { sealedWith: 'k2', uploads: ['mine'], issuers: ['corporate-ca'] }]);
    expect((await both.ask('POST', '/v1/certificates/reseal')).body).toMatchObject({ uploads: [], issuers: [] });
    const alone = readMasterKeys(newer);
    const upload = await stored(both, 'uploaded-certificate', 'mine');
    expect(open(alone, upload.sealedKey, 'uploaded-certificate/mine').trim()).toBe(made.privateKey.trim());
    const issuer = await stored(both, 'issuer', 'corporate-ca');
    expect(open(alone, issuer.eab.sealedKey, 'issuer/corporate-ca')).toBe(HMAC_KEY);
  });

  it('changes nothing where the older key is gone already', async () => {
    const before = certificatesRig();
    await before.ask('PUT', MINE, given());
    const without = certificatesRig({ store: before.store, masterKeys: newer });
    const { status, body } = await without.ask('POST', '/v1/certificates/reseal');
    expect([status, body.reason]).toEqual([409, 'MasterKeyMissing']);
    expect(body.detail).toContain('TORII_MASTER_KEYS');
    expect((await stored(without, 'uploaded-certificate', 'mine')).sealedKey.key).toBe('k1');
  });
});
