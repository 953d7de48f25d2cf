import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY_MS } from '../../local/house/world.ts';
import { open, readMasterKeys, type Sealed } from '../../shared/secrets/sealed-box.ts';
import type { DocumentKind } from '../../shared/state/store.ts';
import {
  type CertificateScene,
  FEW_SWEEPS,
  issuances,
  MINUTE_MS,
  openCertificateHouse,
  ourCertificates,
  publicGateway,
} from '../scenario/certificate-house.ts';
import { HOUR_MS } from '../scenario/open-house.ts';

const MASTER_KEY = randomBytes(32).toString('base64');
const HMAC_KEY = randomBytes(32).toString('base64url');
const KINDS: DocumentKind[] = [
  ...(['declaration', 'provisioning', 'records', 'certificates', 'zones', 'plans', 'lease'] as const),
  ...(['wanted-certificate', 'issuance', 'acme-account', 'issuer', 'uploaded-certificate', 'renewal-request'] as const),
];

/**
 * Everything that arrives at a server of this house, taken apart. Only the body of what uploads a certificate, of what the
 * owner gives to the API, or of a deployment, which brings the master key, may hold one: no address, no header, no row, no
 * event and no message to a function.
 */
function overhear(): { outside: string[]; uploads: string[] } {
  const heard = { outside: [] as string[], uploads: [] as string[] };
  const hear = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    const mayHoldKey =
      ['UploadUserCertificate', 'CreateFunction', 'UpdateFunction'].includes(
        String(request.headers['x-acs-action'] ?? ''),
      ) || /^\/v1\/(uploaded-certificates|issuers)\//.test(request.url ?? '');
    heard.outside.push(request.url ?? '', JSON.stringify(request.rawHeaders));
    const push = request.push.bind(request);
    let body = '';
    request.push = (chunk, encoding) => {
      if (chunk !== null) body += Buffer.from(chunk).toString('latin1');
      else (mayHoldKey ? heard.uploads : heard.outside).push(body, withoutEscapes(body));
      return push(chunk, encoding);
    };
  };
  subscribe('http.server.request.start', hear);
  onTestFinished(() => void unsubscribe('http.server.request.start', hear));
  return heard;
}

/** The text of a form, where it is one. */
function withoutEscapes(body: string): string {
  try {
    return decodeURIComponent(body.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

/** What a private key looks like wherever it may turn up: each line of its PEM, all of them together, its number. */
function piecesOf(pem: string): string[] {
  const lines = pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  const jwk = createPrivateKey(pem).export({ format: 'jwk' });
  return [...lines.filter(({ length }) => length > 20), lines.join(''), jwk.d ?? ''].filter((piece) => piece !== '');
}

/** The keys of accounts at authorities, which nobody but the functions can open. */
async function accountKeys({ cloud, runtime }: CertificateScene): Promise<string[]> {
  const accounts = await runtime.store.list<{ sealedKey: Sealed }>(cloud.account.id, 'acme-account');
  const keys = readMasterKeys(`house:${MASTER_KEY}`);
  return accounts.map(({ key, body }) => open(keys, body.sealedKey, `acme-account/${key.name}`));
}

/** All that is written down, said, answered or logged anywhere. */
async function everythingSaid(scene: CertificateScene): Promise<string[]> {
  const { cloud, runtime, api } = scene;
  const documents = (await Promise.all(KINDS.map((kind) => runtime.store.list(cloud.account.id, kind)))).flat();
  const journals = await Promise.all(
    documents.map(async ({ key }) =>
      JSON.stringify(await runtime.store.journal({ ...key, account: cloud.account.id })),
    ),
  );
  const rows: { key: string }[] = (await api('GET', '/v1/certificates')).body.certificates;
  const pages = [
    ...['/v1/certificates', '/v1/uploaded-certificates', '/v1/issuers', '/v1/gateways', '/v1/gateways/chat-prod'],
    ...['/v1/gateways/chat-prod/journal', '/v1/gateways/chat-prod/plan'],
    ...rows.map(({ key }) => `/v1/certificates/${encodeURIComponent(key)}`),
  ];
  const answers = await Promise.all(pages.map((page) => api('GET', page)));
  return [
    ...runtime.invocations.map((one) => JSON.stringify(one)),
    ...documents.map((document) => JSON.stringify(document)),
    ...journals,
    ...answers.map(({ body }) => JSON.stringify(body)),
    ...cloud.calls.all().map((call) => JSON.stringify(call)),
  ];
}

describe('keys', () => {
  it('are nowhere but where they serve: not in a log, a journal, an answer, an address, an error, a document', async () => {
    const heard = overhear();
    const text = publicGateway([
      { name: 'chat.example.com' },
      { name: 'old.example.com', certificate: { acme: 'letsencrypt', keyType: 'rsa-2048' } },
      { name: 'corporate.example.com', certificate: { acme: 'corporate-ca' } },
      { name: 'mine.example.com', certificate: { upload: 'mine' } },
    ]);
    const env = { ...FEW_SWEEPS, TORII_MASTER_KEYS: `house:${MASTER_KEY}` };
    const scene = await openCertificateHouse(text, { env });
    const { cloud, api } = scene;
    const { ca, clock, acme, cas, account } = cloud;
    const answers: string[] = [];
    const ask = async (...request: Parameters<typeof api>) => {
      const { status, body } = await api(...request);
      answers.push(JSON.stringify(body));
      return status;
    };
    acme.eabKeys.add({ kid: 'customer', hmacKey: HMAC_KEY });
    const eab = { kid: 'customer', hmacKey: HMAC_KEY };
    const issuer = { directory: acme.directoryUrl, eab };
    expect(await ask('PUT', '/v1/issuers/corporate-ca', JSON.stringify(issuer))).toBe(201);
    const dates = { notBefore: new Date(clock.now() - HOUR_MS), notAfter: new Date(clock.now() + 90 * DAY_MS) };
    const mine = await ca.issue({ names: ['mine.example.com'], ...dates });
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const wrongKey = stranger.export({ type: 'pkcs8', format: 'pem' }).toString();
    const upload = (privateKey: string) => JSON.stringify({ certificate: mine.certificate, privateKey });
    // Refusals tell of what was sent, and must not repeat it.
    expect(await ask('PUT', '/v1/uploaded-certificates/mine', upload(wrongKey))).toBe(422);
    expect(await ask('PUT', '/v1/uploaded-certificates/mine', upload(`${mine.privateKey.slice(0, 90)}`))).toBe(422);
    expect(await ask('PUT', '/v1/uploaded-certificates/mine', upload(mine.privateKey))).toBe(201);

    const failing = { product: 'cas', action: 'UploadUserCertificate' };
    for (const kind of ['server-error', 'drop-after', 'throttling'] as const) {
      cloud.faults.add({ ...failing, kind, times: 2 });
    }
    cloud.faults.add({ product: 'acme', action: 'finalize', kind: 'drop-after', times: 1 });
    cloud.faults.add({ product: 'acme', action: 'newAccount', kind: 'server-error', times: 2 });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded', 6 * HOUR_MS)).toBe(true);
    await clock.advanceBy(10 * MINUTE_MS);
    const first = cas.of(account.id).map(({ privateKey }) => privateKey);
    expect(await ask('POST', '/v1/certificates/renew', JSON.stringify({ all: true }))).toBe(202);
    // Caught in the middle, while keys are kept for what is under way.
    const isUnderWay = async () =>
      (await issuances(scene)).some(({ order }) => order?.via === 'acme' && order.sealedKey !== undefined);
    expect(await clock.runUntil(isUnderWay, clock.now() + HOUR_MS)).toBe(true);
    const midway = await everythingSaid(scene);
    await clock.advanceBy(HOUR_MS);
    expect(ourCertificates(scene)).toHaveLength(7);

    const pems = [
      ...first,
      ...cas.of(account.id).map(({ privateKey }) => privateKey),
      ...(await accountKeys(scene)),
      ...[mine.privateKey, wrongKey],
    ];
    const secrets = [...new Set(pems.filter((pem) => pem !== '').flatMap(piecesOf))];
    expect(secrets.length).toBeGreaterThan(30);
    secrets.push(MASTER_KEY, HMAC_KEY);
    const said = [...midway, ...(await everythingSaid(scene)), ...answers, ...heard.outside];
    const found = secrets.filter((secret) => said.some((one) => one.replaceAll('\\n', '\n').includes(secret)));
    expect(found).toEqual([]);
    // Advice may name the header of a key; no key may follow it.
    expect(said.filter((one) => /PRIVATE KEY-----(\\+n|\s)*[A-Za-z0-9+/]{16}/.test(one))).toEqual([]);
    // The search is not blind: where keys have to be, in the bodies of uploads, they are found.
    const [renewed] = cas.of(account.id).slice(-1);
    const [line = '-'] = piecesOf(renewed?.privateKey ?? '');
    expect(heard.uploads.some((body) => body.includes(line))).toBe(true);
    expect(said.some((one) => one.includes(`${renewed?.id}`))).toBe(true);
  });
});
