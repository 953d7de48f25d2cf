import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalCa } from '../../local/cloud/ca/local-ca.ts';
import { outsideAt } from '../../local/house/outside.ts';
import { DAY_MS } from '../../local/house/world.ts';
import type { Resolve } from '../../shared/function-compute/network.ts';
import { HOUR_MS, openHouse, type Scene } from './open-house.ts';

const PROBED = readFileSync('examples/chat-probed.yaml', 'utf8');
const DOMAIN = 'chat.example.com';
const ALLOWED = '203.0.113.9';
const MINUTE_MS = 60_000;

/** EndpointVerified as the API shows it. */
async function proof(scene: Scene, operation: string): Promise<{ status: string; reason: string; message: string }> {
  const { conditions } = await scene.look(operation);
  return conditions.find(({ type }: { type: string }) => type === 'EndpointVerified');
}

async function untilProofSays(scene: Scene, operation: string, reason: string, limitMs = 2 * HOUR_MS) {
  const limit = scene.cloud.clock.now() + limitMs;
  await scene.cloud.clock.runUntil(async () => (await proof(scene, operation))?.reason === reason, limit);
  return proof(scene, operation);
}

/** What became of EndpointVerified, in order. */
async function reasons(scene: Scene): Promise<string[]> {
  const { entries } = (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body;
  return entries
    .filter(({ data }: { data?: { condition?: string } }) => data?.condition === 'EndpointVerified')
    .map(({ reason }: { reason: string }) => reason);
}

/** Requests that came from a vantage point, not from a test's client. */
const probes = ({ cloud }: Scene) =>
  cloud.dataPlane.requests.all().filter(({ origin }) => origin.address === '198.51.100.7' || origin.vpcId);

function attachedCertificates({ cloud }: Scene): string[] {
  return cloud.calls
    .of('AttachGatewayDomain')
    .map(({ parameters }) => (parameters.CustomDomain as { CertificateId: string }).CertificateId);
}

describe('a gateway with declared vantage points', () => {
  it('is ready only when a real request was answered, from the internet and from inside the VPC (G25, G52)', async () => {
    const scene = await openHouse(PROBED);
    // Not warm before it was looked at a few times, however late the first proof comes.
    scene.cloud.progress.mode('eas-service-warm-up', { reads: 6 });
    const operation = await scene.declare();
    expect((await untilProofSays(scene, operation, 'WarmingUp')).status).toBe('Unknown');
    expect((await scene.look(operation)).state).toBe('Running');
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(await proof(scene, operation)).toMatchObject({ status: 'True', reason: 'Verified' });
    expect(await reasons(scene)).toEqual(['NotProvedYet', 'WarmingUp', 'Verified']);
    const answered = probes(scene).filter(({ status }) => status === 200);
    expect(new Set(answered.map(({ origin }) => origin.vpcId ?? origin.address))).toEqual(
      new Set(['198.51.100.7', 'vpc-2zechat0prod']),
    );
    expect(probes(scene).every(({ encrypted, method }) => encrypted && method === 'GET')).toBe(true);
  });

  it('is proved again with every drift sweep, and no more often', async () => {
    const scene = await openHouse(PROBED);
    await scene.until(await scene.declare(), 'Succeeded');
    const before = scene.cloud.clock.now();
    await scene.cloud.clock.advanceBy(4 * HOUR_MS);
    const proofs = [before, ...probes(scene).flatMap(({ at, origin }) => (at > before && origin.vpcId ? [at] : []))];
    const minutes = proofs.slice(1).map((at, index) => (at - (proofs[index] ?? 0)) / MINUTE_MS);
    expect(minutes.length).toBeGreaterThanOrEqual(6);
    // Sweeps are spread over a fifth of their half hour, and the timer that finds what is due fires every five minutes.
    expect(minutes.every((pause) => pause >= 24 && pause <= 36)).toBe(true);
  });

  it('cannot be proved from an address that is on no list: said beforehand, and Unknown (G24)', async () => {
    const refused = PROBED.replace('        - 198.51.100.7\n', '        - 192.0.2.77\n');
    const scene = await openHouse(refused);
    const { body } = await scene.api('PUT', '/v1/gateways/chat-probed', refused);
    const { advice } = body;
    expect(advice.map(({ field, reason }: { field: string; reason: string }) => [field, reason])).toContainEqual([
      'spec.probe.internet.from[0]',
      'ProbeNotAllowed',
    ]);
    const operation = await scene.declare();
    expect(await untilProofSays(scene, operation, 'VantageRefused')).toMatchObject({ status: 'Unknown' });
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(await proof(scene, operation)).toMatchObject({ status: 'Unknown', reason: 'VantageRefused' });
    expect((await scene.look(operation)).state).toBe('Running');
    expect(attachedCertificates(scene)).toHaveLength(1);
  });

  it('is not as declared when the service answers something else, until it answers that', async () => {
    const wrong = PROBED.replace("body: 'True'", "contains: 'something else'");
    const scene = await openHouse(wrong);
    const operation = await scene.declare();
    const found = await untilProofSays(scene, operation, 'WrongAnswer');
    expect(found.status).toBe('False');
    expect(found.message).not.toContain('True');
    expect((await scene.look(operation)).state).toBe('Running');
    expect(await scene.until(await scene.declare(PROBED), 'Succeeded')).toBe(true);
  });
});

describe('vantage points from which nobody may get through', () => {
  const refusing = PROBED.replace(
    '  probe:\n',
    '  probe:\n    refused:\n      internet:\n        from: [192.0.2.77]\n      vpcs: [vpc-other]\n',
  );

  it('prove that the lists refuse, and that a closed side is closed (G25, G30)', async () => {
    const scene = await openHouse(refusing);
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const { message } = await proof(scene, operation);
    expect(message).toContain('from 192.0.2.77: refused, as declared');
    expect(message).toContain('from inside vpc-other: not reached, as declared');
    const strangers = scene.cloud.dataPlane.requests.all().filter(({ origin }) => origin.address === '192.0.2.77');
    expect(strangers.map(({ status }) => status)).toContain(403);
  });
});

describe('a function that dies while it looks from outside', () => {
  const PROVISIONER = 'torii-gateway-provisioner';
  const calm = { events: 'once' } as const;
  const callsIn = ({ runtime }: Scene) =>
    runtime.invocations
      .filter(({ functionName }) => functionName === PROVISIONER)
      .reduce((sum, { calls }) => sum + calls, 0);

  /** How many calls an undisturbed way to Ready takes; the last of them are those of the proof. */
  let total: Promise<number> | undefined;
  const countCalls = async () => {
    const scene = await openHouse(PROBED, calm);
    await scene.until(await scene.declare(), 'Succeeded');
    return callsIn(scene);
  };

  it.each([3, 5, 7, 9, 11].flatMap((back) => (['before', 'after'] as const).map((when) => ({ back, when }))))(
    'leaves nothing open: $back calls before the end, $when that call took effect',
    async ({ back, when }) => {
      total ??= countCalls();
      const afterCalls = (await total) - back;
      const scene = await openHouse(PROBED, calm);
      const kill = scene.runtime.kill({ functionName: PROVISIONER, afterCalls, when });
      expect(await scene.until(await scene.declare(), 'Succeeded', 3 * HOUR_MS)).toBe(true);
      expect(kill.deaths).toBe(1);
    },
  );
});

describe('the token of a service', () => {
  /** A server that is not the gateway, where the gateway's clients would connect to; it tells what reached it. */
  async function stranger(scene: Scene): Promise<{ connections: number; requests: number }> {
    const seen = { connections: 0, requests: 0 };
    const now = () => scene.cloud.clock.now();
    const { certificate, privateKey } = await (await createLocalCa({ now })).issue({
      names: [DOMAIN, '*.cn-beijing.pai-eas.aliyuncs.com'],
      notBefore: new Date(now() - HOUR_MS),
      notAfter: new Date(now() + DAY_MS),
    });
    const server = createServer({ cert: certificate, key: privateKey }, (_request, response) => {
      seen.requests += 1;
      response.end('True');
    });
    server.on('connection', () => {
      seen.connections += 1;
    });
    await new Promise<void>((listening) => server.listen(scene.cloud.dataPlane.httpsPort, STRANGE, listening));
    expect((server.address() as AddressInfo).address).toBe(STRANGE);
    onTestFinished(() => void server.close());
    return seen;
  }

  const STRANGE = '127.10.20.30';
  const poisoned =
    (names: (name: string) => boolean) =>
    (resolve: Resolve): Resolve =>
    async (name, from) =>
      names(name) ? { cname: undefined, addresses: [STRANGE] } : resolve(name, from);

  it('is not even asked for when the domain leads to an address that is not the gateway’s', async () => {
    const scene = await openHouse(PROBED.replace('    vpcs:\n      - vpc-2zechat0prod\n', ''), {
      resolveThrough: poisoned((name) => name === DOMAIN),
    });
    const seen = await stranger(scene);
    const operation = await scene.declare();
    expect(await untilProofSays(scene, operation, 'WrongTarget')).toMatchObject({ status: 'False' });
    // What the wait for the endpoints asked is all that is ever asked: nobody reads a token to send it.
    const asked = scene.cloud.calls.count('DescribeServiceEndpoints');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(seen).toEqual({ connections: 0, requests: 0 });
    expect(scene.cloud.calls.count('DescribeServiceEndpoints')).toBe(asked);
  });

  it('is not sent to a server whose certificate nobody trusted has signed, whatever the name servers say', async () => {
    const scene = await openHouse(PROBED, { resolveThrough: poisoned(() => true) });
    const seen = await stranger(scene);
    const operation = await scene.declare();
    expect(await untilProofSays(scene, operation, 'CertificateNotTrusted')).toMatchObject({ status: 'False' });
    // What the wait for the endpoints asked is all that is ever asked: nobody reads a token to send it.
    const asked = scene.cloud.calls.count('DescribeServiceEndpoints');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(seen.connections).toBeGreaterThan(0);
    expect(seen.requests).toBe(0);
    expect(scene.cloud.calls.count('DescribeServiceEndpoints')).toBe(asked);
    expect(attachedCertificates(scene)).toHaveLength(1);
  });

  it('is written down nowhere', async () => {
    const scene = await openHouse(PROBED);
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const token = await scene.world.tokenOf('chat');
    const { account } = scene.cloud;
    const key = { account: account.id, region: 'cn-beijing', name: scene.name, kind: 'provisioning' } as const;
    const written = [
      await scene.runtime.store.get(key),
      (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body,
      await scene.look(operation),
      scene.runtime.invocations,
    ];
    expect(JSON.stringify(written)).toContain('Verified');
    expect(JSON.stringify(written)).not.toContain(token);
  });
});

describe('a certificate that was swapped', () => {
  /** Ready, with a renewed certificate uploaded; the swap is some hours away. */
  async function beforeTheSwap(options: Parameters<typeof openHouse>[1] = {}) {
    const scene = await openHouse(PROBED, { certificateDaysLeft: 30.1, ...options });
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const now = scene.cloud.clock.now();
    const order = { domains: [DOMAIN], notBefore: now - HOUR_MS, notAfter: now + 90 * DAY_MS };
    const renewed = await scene.world.uploadCertificate({ name: 'renewed', ...order });
    return { scene, operation, old: scene.world.certificates[DOMAIN] ?? '', renewed };
  }

  /** The platform says Succeeded, and goes on serving something else under the name. */
  async function serveInstead(scene: Scene, material: { certificate: string; privateKey: string }) {
    const [gateway] = scene.cloud.eas.gatewaysOf(scene.cloud.account.id, 'cn-beijing');
    const domain = gateway?.customDomains.get(`internet/${DOMAIN}`);
    if (!domain) throw new Error('the domain is not attached');
    const stubborn = { certificate: material };
    Object.defineProperty(domain, 'loaded', { configurable: true, get: () => stubborn, set: () => undefined });
    return {
      stop: () => Object.defineProperty(domain, 'loaded', { value: stubborn, writable: true, configurable: true }),
    };
  }

  const swapped = ({ cloud }: Scene, times: number, limitMs = 3 * DAY_MS) =>
    cloud.clock.runUntil(() => cloud.calls.count('AttachGatewayDomain') === times, cloud.clock.now() + limitMs);

  it('is proved at once, and the new one is what clients see', async () => {
    const { scene, operation, old, renewed } = await beforeTheSwap();
    expect(await swapped(scene, 2)).toBe(true);
    expect(await untilProofSays(scene, operation, 'OtherCertificateServed')).toMatchObject({ status: 'False' });
    expect(await untilProofSays(scene, operation, 'Verified', HOUR_MS)).toMatchObject({ status: 'True' });
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(attachedCertificates(scene)).toEqual([old, renewed]);
    expect((await scene.look(operation)).state).toBe('Succeeded');
  });

  it('is put back when clients were seen to get a wrong one, and stays so until another is there', async () => {
    const { scene, operation, old, renewed } = await beforeTheSwap();
    const { ca, clock } = scene.cloud;
    const others = await createLocalCa({ now: () => clock.now() });
    const dates = { notBefore: new Date(clock.now() - HOUR_MS), notAfter: new Date(clock.now() + 90 * DAY_MS) };
    expect(await swapped(scene, 2)).toBe(true);
    const swappedAt = clock.now();
    const fault = await serveInstead(scene, await others.issue({ names: [DOMAIN], ...dates }));
    expect(await untilProofSays(scene, operation, 'CertificateNotTrusted', HOUR_MS)).toMatchObject({ status: 'False' });
    expect(await swapped(scene, 3)).toBe(true);
    // Not in the minutes that a domain may take (G43), and soon after.
    expect(clock.now() - swappedAt).toBeGreaterThan(10 * MINUTE_MS);
    expect(clock.now() - swappedAt).toBeLessThan(15 * MINUTE_MS);
    fault.stop();
    expect(await untilProofSays(scene, operation, 'Verified', HOUR_MS)).toMatchObject({ status: 'True' });
    const { state, blocked, conditions } = await scene.look(operation);
    expect(state).toBe('Blocked');
    expect(blocked).toMatchObject([{ reason: 'RolledBack', rule: 'G43' }]);
    expect(conditions.find(({ type }: { type: string }) => type === 'DomainsAttached').reason).toBe('RolledBack');
    const { entries } = (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body;
    const intents = entries.filter(({ kind, reason }: { kind: string; reason: string }) => {
      return kind === 'intent' && reason === `attach-domain/${DOMAIN}/internet`;
    });
    expect(intents.at(-1).message).toContain(`with certificate ${old} instead of ${renewed} again`);
    await clock.advanceBy(6 * HOUR_MS);
    expect(attachedCertificates(scene)).toEqual([old, renewed, old]);
    expect((await outsideAt(scene.cloud, ALLOWED).handshake(DOMAIN)).trusted).toBe(true);

    const third = await scene.world.uploadCertificate({
      name: 'third',
      domains: [DOMAIN],
      notBefore: clock.now() - HOUR_MS,
      notAfter: clock.now() + 90 * DAY_MS,
    });
    await scene.world.owner.call({
      ...{ product: 'cas', version: '2020-04-07', style: 'RPC', method: 'POST', path: '/' },
      action: 'DeleteUserCertificate',
      query: { CertId: renewed },
      idempotent: false,
    } as const);
    expect(await scene.until(operation, 'Succeeded', DAY_MS)).toBe(true);
    expect(attachedCertificates(scene)).toEqual([old, renewed, old, third]);
    expect(ca.rootPem).not.toBe(others.rootPem);
  });

  it('is not put back because nobody could look: unreachable proves nothing', async () => {
    let blind = false;
    const { scene, operation, old, renewed } = await beforeTheSwap({
      resolveThrough: (resolve) => async (name, from) =>
        blind ? { cname: undefined, addresses: ['127.10.20.31'] } : resolve(name, from),
    });
    blind = true;
    expect(await swapped(scene, 2)).toBe(true);
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(await proof(scene, operation)).toMatchObject({ status: 'Unknown', reason: 'Unreachable' });
    expect(attachedCertificates(scene)).toEqual([old, renewed]);
    blind = false;
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });
});
