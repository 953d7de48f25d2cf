import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { TRIGGER } from '../contract/api-rig.ts';
import { makeCertificate, type TestCertificate } from '../contract/certificates.ts';
import { certificatesRig } from '../contract/certificates-rig.ts';
import { type Torii, torii } from '../contract/torii.ts';
import { type Scene, startScene } from '../scenario/open-house.ts';

const HMAC_KEY = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';
const folder = mkdtempSync(join(tmpdir(), 'torii-'));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const KEYS = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-test', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'not-a-secret' };

/** The API alone, on a port of its own. @returns its address */
async function served(app: { fetch(request: Request, env: object): Response | Promise<Response> }): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/' } = request;
    const body = Buffer.concat(chunks).toString();
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const headers = { authorization, ...(body && { 'content-type': type }) };
    const asked = new Request(`http://api${url}`, { method, headers, ...(body && { body }) });
    const answer = await app.fetch(asked, { domainName: TRIGGER });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let run: Torii;
let scene: Scene;
let made: TestCertificate;
beforeAll(async () => {
  scene = await startScene(undefined, { timers: false, events: 'never' });
  const { accessKeyId, accessKeySecret } = scene.cloud.account;
  run = torii({
    TORII_URL: scene.runtime.url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  });
  made = await makeCertificate({
    names: ['partner.example.com'],
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2035-01-01T00:00:00Z'),
  });
  const declared = scene.text.replace(
    'certificate: cas',
    'certificate: letsencrypt\n    - name: partner.example.com\n      certificate: { upload: partner }\n    - name: docs.example.com\n      certificate: cas',
  );
  expect((await scene.api('PUT', '/v1/gateways/chat-prod', declared)).status).toBe(202);
  return () => scene.close();
}, 120_000);

describe('torii certificates', () => {
  it('is a calendar: when, what, from where, for whom and why', async () => {
    const { code, out, err } = await run(['certificates']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^RENEWS +ENDS +STATE +NAMES +FROM +USED BY +WHY$/m);
    expect(out).toMatch(/^- +- +none +chat\.example\.com +Let's Encrypt +chat-prod +certificate-rotator has not/m);
    expect(out).toMatch(/docs\.example\.com +Certificate Management Service +chat-prod/);
    const json = JSON.parse((await run(['certificates', '--days', '7', '-o', 'json'])).out);
    expect(json.certificates.map(({ from }: { from: string }) => from)).toContain('upload partner');
  });

  it('explains one by its domain, check by check', async () => {
    const { code, out } = await run(['certificates', 'explain', 'chat.example.com']);
    expect(code).toBe(0);
    expect(out).toMatch(/^chat\.example\.com-[0-9a-f]{16} is none \(NotTakenUp\): /);
    expect(out).toMatch(/^ {2}Source +acme letsencrypt for chat\.example\.com$/m);
    expect(out).toMatch(/^ {2}! +Missing +There is no certificate yet\.$/m);
    const nobody = await run(['certificates', 'explain', 'nobody.example.com']);
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('(CertificateNotFound)')]);
  });

  it('shows what is got in the plan of a gateway, and in what explains it', async () => {
    const plan = await run(['explain', 'chat-prod']);
    expect(plan.out).toMatch(
      /certificate for chat\.example\.com is none: NotTakenUp\n.*\n +more: torii certificates explain chat/,
    );
    const { steps } = (await scene.api('GET', '/v1/gateways/chat-prod/plan')).body;
    expect(steps).toContainEqual(
      expect.objectContaining({
        by: 'certificate-rotator',
        kind: 'want-certificate',
        summary: expect.stringContaining("get a certificate for chat.example.com from Let's Encrypt by DNS-01"),
        effects: [],
      }),
    );
    expect((await run(['describe', 'chat-prod'])).out).toContain(
      '(internet, acme letsencrypt for chat.example.com, alidns)',
    );
  });

  it('says in a dry run what renewing would do, and exits with 2 where that is something', async () => {
    const before = await run(['certificates', 'renew', '--all', '--dry-run']);
    expect([before.code, before.out]).toEqual([
      0,
      expect.stringMatching(/^0 certificates would be renewed; nothing was/),
    ]);
    expect(before.out).toMatch(/GivenByOwner +It is yours to renew: torii certificates upload partner/);
    expect(before.out).toContain('ChosenInCas');
  });

  it('exits with 2 where a dry run has something to do, with 0 where that is done, and with 3 where one is blocked', async () => {
    const rig = certificatesRig();
    const [key = ''] = await rig.declare([{ name: 'chat.example.com', certificate: 'letsencrypt' }]);
    const names = ['chat.example.com'];
    await rig.want({ source: { from: 'acme', issuer: 'letsencrypt', names, keyType: 'ecdsa-p256' } });
    const at = torii({ ...KEYS, TORII_URL: await served(rig.app) });
    const dry = await at(['certificates', 'renew', '--all', '--dry-run']);
    expect([dry.code, dry.out]).toEqual([
      2,
      expect.stringContaining('1 certificate would be renewed; nothing was changed'),
    ]);
    expect(rig.woken).toEqual([]);
    const done = await at(['certificates', 'renew', 'chat.example.com']);
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('1 certificate will be renewed')]);
    expect(rig.woken).toHaveLength(1);
    const blocked = [{ what: 'chat.example.com', reason: 'ZoneMissing', message: 'No zone.', wayOut: 'Add the zone.' }];
    await rig.progress(key, {}, { blocked });
    const explained = await at(['certificates', 'explain', 'chat.example.com']);
    expect([explained.code, explained.out]).toEqual([
      3,
      expect.stringContaining('is blocked (ZoneMissing): No zone. Add'),
    ]);
    expect((await at(['certificates'])).code).toBe(3);
  });

  it('refuses to renew what is not said, or not its to renew', async () => {
    expect(await run(['certificates', 'renew'])).toMatchObject({ code: 1, err: expect.stringContaining('--all') });
    expect(await run(['certificates', 'renew', 'docs.example.com'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('(NotRenewable)'),
    });
  });
});

describe('torii certificates upload', () => {
  it('gives a certificate and its key, from a file or standard input, and shows nothing of the key', async () => {
    const cert = file('chain.pem', made.chain);
    const key = file('key.pem', made.privateKey);
    const { code, out } = await run(['certificates', 'upload', 'partner', '--cert', cert, '--key', key]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^partner +partner\.example\.com +2035-01-01 .* house +chat-prod$/m),
    ]);
    expect(out).toContain('advice: no authority that clients know of old has signed it');
    const piped = await run(['certificates', 'upload', 'partner', '--cert', cert, '--key', '-'], {
      input: made.privateKey,
    });
    expect(piped.code).toBe(0);
    const listed = await run(['certificates', 'uploads', '-o', 'json']);
    expect(JSON.parse(listed.out).uploads).toHaveLength(1);
    expect(out + piped.out + listed.out).not.toContain(made.privateKey.split('\n')[1]);
    expect(await run(['certificates', 'forget', 'partner'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('(UploadInUse)'),
    });
  });

  it('takes no key on the command line, and repeats none', async () => {
    const cert = file('chain.pem', made.chain);
    const given = await run(['certificates', 'upload', 'partner', '--cert', cert, '--key', made.privateKey]);
    expect([given.code, given.err]).toEqual([
      1,
      expect.stringContaining('others on this machine can read command lines'),
    ]);
    const bare = made.privateKey.split('\n')[1] ?? '';
    const named = await run(['certificates', 'upload', 'partner', '--cert', cert, '--key', bare]);
    expect([named.code, named.err]).toEqual([1, expect.stringContaining('the file of --key cannot be read')]);
    expect(given.err + named.err).not.toContain(bare);
  });
});

describe('torii issuers', () => {
  it('makes an authority known with its binding, lists it and forgets it', async () => {
    expect((await run(['issuers'])).out).toContain('letsencrypt and letsencrypt-staging are known of old');
    const add = ['issuers', 'add', 'corporate-ca', '--directory', 'https://acme.example.net/dir'];
    const contact = ['--contact', 'mailto:ops@example.com'];
    const half = await run([...add, '--eab-kid', 'kid-1']);
    expect([half.code, half.err]).toEqual([1, expect.stringContaining('--eab-key-file')]);
    const added = await run([...add, ...contact, '--eab-kid', 'kid-1', '--eab-key-file', '-'], {
      input: `${HMAC_KEY}\n`,
    });
    expect(added.code).toBe(0);
    expect(added.out).toMatch(
      /^corporate-ca +https:\/\/acme\.example\.net\/dir +mailto:ops@example\.com +kid-1 \(sealed with house\) +public/m,
    );
    expect(added.out).not.toContain(HMAC_KEY);
    expect(await run(['issuers', 'remove', 'corporate-ca'])).toMatchObject({
      code: 0,
      out: 'corporate-ca is forgotten\n',
    });
    const again = await run(['issuers', 'remove', 'corporate-ca']);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('(IssuerNotFound)')]);
  });
});
