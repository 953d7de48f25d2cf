import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { POLL, torii, toriiAtHouse } from '../contract/torii.ts';
import { CHAT } from '../scenario/open-house.ts';

const CHAT_FILE = 'examples/chat-public.yaml';
/** Many processes on what may be a busy machine. */
const PATIENCE_MS = 180_000;
const BY_HAND = `apiVersion: torii/v1
kind: Gateway
metadata: { name: by-hand }
spec: { region: cn-beijing, type: managed, specification: 2c4g, nodes: 2 }
`;
const ANSI = /\p{Cc}\[/u;

describe('torii plan', { timeout: PATIENCE_MS }, () => {
  it('shows steps, effects and waits, writes nothing, and exits with 2; in tables without colours when piped', async () => {
    const { scene, run } = await toriiAtHouse();
    const { code, out, err } = await run(['plan', '-f', CHAT_FILE]);
    expect([code, err]).toEqual([2, '']);
    expect(out).toMatch(/^chat-prod: 10 steps$/m);
    expect(out).toMatch(/^ {5}EFFECTS +BY +TARGET +REASON +STEP$/m);
    expect(out).toMatch(
      /^ {2}! {2}bills +gateway-provisioner +chat-prod +NotCreated +create a fully managed gateway, 2c4g × 2/m,
    );
    expect(out.indexOf('open public access')).toBeLessThan(out.indexOf('add the CNAME'));
    expect(out).toMatch(
      /^ {2}\+ {2}- +dns-recorder +chat\.example\.com +RecordMissing +add the CNAME of chat\.example\.com/m,
    );
    expect(out).toMatch(/6 of these want a yes \(bills, disrupts, exposes\): plan [0-9a-f]{16}$/m);
    expect(out).not.toMatch(ANSI);
    expect(out).not.toMatch(/ $/m);
    expect((await scene.api('GET', '/v1/gateways')).body.gateways).toEqual([]);
  });

  it('reads standard input, JSON, and several documents; answers as JSON and as YAML', async () => {
    const { run } = await toriiAtHouse();
    const json = JSON.stringify(parse(CHAT));
    const one = await run(['plan', '-f', '-', '-o', 'json'], { input: json });
    expect([one.code, JSON.parse(one.out).awaiting.length]).toEqual([2, 6]);
    const two = await run(['-o', 'yaml', 'plan', '-f', '-'], {
      input: `${CHAT}\n---\n${CHAT.replace('chat-prod', 'chat-test')}`,
    });
    expect(parse(two.out).map(({ name }: { name: string }) => name)).toEqual(['chat-prod', 'chat-test']);
  });

  it('names each mistake with file, line, field, rule and way out, and goes on with the rest of a folder', async () => {
    const { run } = await toriiAtHouse();
    const { code, out, err } = await run(['plan', '-f', 'examples']);
    expect(code).toBe(1);
    expect(out).toMatch(/^chat-internal: 2 steps$/m);
    expect(out).toMatch(/^chat-prod: 10 steps$/m);
    expect(err).toContain('the declaration has 6 mistakes; nothing was changed (DeclarationInvalid)');
    const lines = readFileSync('examples/six-mistakes.yaml', 'utf8').split('\n');
    const places = [...err.matchAll(/^ {2}(\S+):(\d+) {2}(\S+) \((G\d+)\)$/gm)];
    expect(
      places.map(([, file, line, field, rule]) => [file, lines[Number(line) - 1]?.trim().split(' ')[0], field, rule]),
    ).toEqual([
      ['examples/six-mistakes.yaml', 'specification:', 'spec.specification', 'G20'],
      ['examples/six-mistakes.yaml', 'nodes:', 'spec.nodes', 'G20'],
      ['examples/six-mistakes.yaml', 'vSwitches:', 'spec.vpcs[0].vSwitches', 'G26'],
      ['examples/six-mistakes.yaml', '-', 'spec.internet.allow[1]', 'G24'],
      ['examples/six-mistakes.yaml', '-', 'spec.internet.allow[2]', 'G24'],
      ['examples/six-mistakes.yaml', '-', 'spec.domains[0].name', 'G41'],
    ]);
    expect(err.match(/^ {4}way out: \S/gm)).toHaveLength(6);
    const asJson = await run(['plan', '-f', 'examples/six-mistakes.yaml', '-o', 'json']);
    expect([asJson.code, JSON.parse(asJson.out).problems.length]).toEqual([1, 6]);
  });
});

describe('a gateway from declaration to removal', { timeout: PATIENCE_MS }, () => {
  it('approves beforehand the plan that was looked at, and no other', async () => {
    const { run } = await toriiAtHouse();
    const { planHash } = JSON.parse((await run(['plan', '-f', CHAT_FILE, '-o', 'json'])).out);
    const wrong = await run(['apply', '-f', CHAT_FILE, '--approve', 'ffffffffffffffff', ...POLL]);
    expect([wrong.code, wrong.out]).toEqual([3, expect.stringContaining('not the plan that was approved')]);
    const larger = { input: CHAT.replace('nodes: 2', 'nodes: 3') };
    const looked = JSON.parse((await run(['plan', '-f', '-', '-o', 'json'], larger)).out);
    const moved = await run(['apply', '-f', CHAT_FILE, '--approve', looked.planHash, ...POLL]);
    expect([moved.code, moved.out]).toEqual([
      3,
      expect.stringContaining('  that plan was of generation 2; this one is'),
    ]);
    expect(moved.out).toContain('changed: create a fully managed gateway, 2c4g × 3');
    const right = await run(['apply', '-f', CHAT_FILE, '--approve', planHash, '-o', 'json', ...POLL]);
    expect(right.code).toBe(0);
    expect(JSON.parse(right.out)).toMatchObject({ state: 'Succeeded', operation: 'cn-beijing.chat-prod.1' });
    expect(right.err).toContain('→ create a fully managed gateway');
  });

  it('exits with 3 where something is blocked, and says the way out', async () => {
    const text = readFileSync('examples/blocked-zone.yaml', 'utf8');
    const { run } = await toriiAtHouse(text);
    const { code, out } = await run(['apply', '-f', '-', ...POLL], { input: text });
    expect(code).toBe(3);
    expect(out).toMatch(/^ {2}blocked: .*NoVSwitchFits, G71/m);
    expect(out).toMatch(/^ {4}way out: \S/m);
    const why = await run(['explain', 'chat-internal']);
    const zones = await run(['zones', 'chat-internal']);
    expect([zones.code, zones.out]).toEqual([
      3,
      expect.stringMatching(/: none fits \(NoVSwitchFits\)(.|\n)*way out: \S/),
    ]);
    expect(why.out).toMatch(/ZonesSupported is False: NoVSwitchFits\n {4}.*\n {4}way out: \S/);
  });

  it('only reports in mode report', async () => {
    const { run } = await toriiAtHouse();
    await run(['apply', '-f', CHAT_FILE, '--no-wait']);
    expect(await run(['mode', 'chat-prod', 'report'])).toMatchObject({
      code: 0,
      out: 'chat-prod is in mode report now\n',
    });
    const { code, out } = await run(['apply', '-f', CHAT_FILE, '--yes', ...POLL]);
    expect([code, out]).toEqual([3, expect.stringContaining('torii mode chat-prod enforce')]);
  });

  it('changes nothing where one declaration of several is refused', async () => {
    const { scene, run } = await toriiAtHouse();
    const folder = mkdtempSync(join(tmpdir(), 'torii-'));
    writeFileSync(join(folder, 'a.yaml'), CHAT);
    writeFileSync(join(folder, 'b.yml'), CHAT.replace('chat-prod', 'chat-test').replace('nodes: 2', 'nodes: 0'));
    const { code, err } = await run(['apply', '-f', folder, '--yes', ...POLL]);
    expect([code, err]).toEqual([1, expect.stringContaining('b.yml:11  spec.nodes (G20)')]);
    expect((await scene.api('GET', '/v1/gateways')).body.gateways).toEqual([]);
  });
});

describe('torii capacity', { timeout: PATIENCE_MS }, () => {
  it('chooses a size for a load with its reason, says what a size carries, and where the table has no number (0, or 3)', async () => {
    const { run } = await toriiAtHouse(BY_HAND);
    const { code, out } = await run(['capacity', '--qps', '2500', '--connections', '30000']);
    expect(code).toBe(0);
    expect(out).toMatch(/^2c4g × 5\n {2}5 × 2c4g is the smallest gateway that stays in Security\. qps 2500: /m);
    expect(out).toMatch(/^ {2}\* {2}2c4g × 5 +Security +8700 +2700 +10800 +not known +60000 +2000 +5$/m);
    expect(out).toMatch(/^ {5}2c4g × 2 +Warning +not known +not known/m);
    const unknown = await run(['capacity', '--qps', '2500', '--keep-alive']);
    expect([unknown.code, unknown.out]).toEqual([3, expect.stringMatching(/^CapacityNotKnown\n.*\n {2}way out: \S/)]);

    const size = await run(['capacity', '--specification', '4c8g', '--nodes', '3', '--bandwidth', '7']);
    expect(size.code).toBe(3);
    expect(size.out).toMatch(/^4c8g × 3 carries\n {2}METRIC +SECURITY +WARNING +OVERLOAD$/m);
    expect(size.out).toMatch(/^ {2}connections +72000 +144000 +240000$/m);
    expect(size.out).toMatch(/^ {2}QPS SHORT HTTPS +3200 +not known +not known$/m);
    expect(size.out).toMatch(/^ {2}not known: bandwidthGbps 7: /m);
    const half = await run(['capacity', '--nodes', '3']);
    expect([half.code, half.err]).toEqual([1, expect.stringContaining('Give both --specification and --nodes')]);
  });
});

describe('what it cannot do, it says with a way out and exits with 1', { timeout: PATIENCE_MS }, () => {
  const KEYS = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-nobody', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-of-nobody' };

  it.each<[string, Record<string, string>, string[], RegExp]>([
    ['no address', KEYS, ['get'], /TORII_URL is not set\n {2}way out: /],
    ['an address that is none', KEYS, ['get', '--url', 'localhost:1'], /is not a URL\n {2}way out: /],
    ['no key', { TORII_URL: 'http://127.0.0.1:9' }, ['get'], /ACCESS_KEY_ID is not set\n {2}way out: /],
    [
      'nobody there',
      { ...KEYS, TORII_URL: 'http://127.0.0.1:9' },
      ['get'],
      /nothing answers at http:\/\/127\.0\.0\.1:9/,
    ],
    [
      'no such file',
      { ...KEYS, TORII_URL: 'http://127.0.0.1:9' },
      ['plan', '-f', 'nowhere.yaml'],
      /there is no nowhere/,
    ],
    [
      'no YAML',
      { ...KEYS, TORII_URL: 'http://127.0.0.1:9' },
      ['plan', '-f', 'README.md'],
      /neither YAML nor JSON: .*line/,
    ],
    ['no such command', {}, ['fly'], /unknown command/],
  ])('%s', async (_, environment, args, said) => {
    const { code, out, err } = await torii(environment)(args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
    expect(err).not.toContain(KEYS.ALIBABA_CLOUD_ACCESS_KEY_SECRET);
  });

  it('a key that the API does not take; neither secret nor token is said', async () => {
    const { scene, run } = await toriiAtHouse();
    const environment = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'not-the-secret', ALIBABA_CLOUD_SECURITY_TOKEN: 'no-token' };
    const { code, out, err } = await run(['get'], { environment });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/HTTP 403.*\n {2}way out: Check the access key/);
    for (const secret of ['not-the-secret', 'no-token', scene.cloud.account.accessKeySecret])
      expect(err).not.toContain(secret);
  });
});
