import { Agent } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCa, type LocalCa } from '../../local/cloud/ca/local-ca.ts';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { type Access, decideAccess } from '../../local/cloud/data-plane/access.ts';
import { type DataPlane, startDataPlane } from '../../local/cloud/data-plane/data-plane.ts';
import type { DomainView, GatewayView, ServiceView, Side } from '../../local/cloud/data-plane/gateway-view.ts';
import {
  explainListenError,
  LoopbackAddressUnavailableError,
  Network,
  type Origin,
} from '../../local/cloud/network.ts';
import { flaw, shakeHands, type Visit, visit } from './gateway-client.ts';

const start = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 86_400_000;
const INTERNET = 'gw-1.cn-beijing.pai-eas.aliyuncs.com';
const INTRANET = 'gw-1-vpc.cn-beijing.pai-eas.aliyuncs.com';

type Attached = DomainView & { domain: string };

interface Gateway extends GatewayView {
  internetOpen: boolean;
  internetAllowlist: string[];
  vpcAllowlists: Map<string, string[]>;
  redirectsToHttps: boolean;
  attached: Record<Side, Attached[]>;
  services: Map<string, ServiceView>;
}

function newGateway(id = 'gw-1'): Gateway {
  return {
    id,
    region: 'cn-beijing',
    internetOpen: true,
    internetAllowlist: ['203.0.113.0/24'],
    vpcAllowlists: new Map([['vpc-a', ['0.0.0.0/0']]]),
    names: { internet: INTERNET, intranet: INTRANET },
    redirectsToHttps: false,
    attached: { internet: [], intranet: [] },
    services: new Map([
      ['chat', { token: 'secret-token', warm: true }],
      ['cold', { token: 'secret-token', warm: false }],
    ]),
    domain(side, name) {
      return this.attached[side].find(({ domain }) => domain === name);
    },
    service(name) {
      return this.services.get(name);
    },
  };
}

describe('who gets in', () => {
  const open = { internetOpen: true, vpcAllowlists: new Map<string, string[]>() };
  const linked = { internetOpen: false, vpcAllowlists: new Map([['vpc-a', ['10.0.0.0/8', '172.16.1.1/32']]]) };
  it.each<[string, Partial<Gateway>, Origin, Access]>([
    [
      'nobody, while the public list is empty',
      { ...open, internetAllowlist: [] },
      { address: '203.0.113.7' },
      'forbidden',
    ],
    ['everybody, with 0.0.0.0/0', { ...open, internetAllowlist: ['0.0.0.0/0'] }, { address: '203.0.113.7' }, 'allowed'],
    [
      'an address in a range',
      { ...open, internetAllowlist: ['203.0.113.0/24'] },
      { address: '203.0.113.255' },
      'allowed',
    ],
    ['not its neighbour', { ...open, internetAllowlist: ['203.0.113.0/24'] }, { address: '203.0.114.0' }, 'forbidden'],
    [
      'one of several entries',
      { ...open, internetAllowlist: ['192.0.2.1/32', '203.0.113.7/32'] },
      { address: '203.0.113.7' },
      'allowed',
    ],
    [
      'nobody, by an entry that is no range',
      { ...open, internetAllowlist: ['nonsense'] },
      { address: '203.0.113.7' },
      'forbidden',
    ],
    [
      'nobody over IPv4, by an IPv6 entry',
      { ...open, internetAllowlist: ['::/0'] },
      { address: '203.0.113.7' },
      'forbidden',
    ],
    [
      'nobody from the internet, while public access is off',
      { ...linked, internetAllowlist: ['0.0.0.0/0'] },
      { address: '203.0.113.7' },
      'closed',
    ],
    ['a client of a linked VPC on its list', linked, { address: '10.1.2.3', vpcId: 'vpc-a' }, 'allowed'],
    ['not one that its list leaves out', linked, { address: '192.168.0.1', vpcId: 'vpc-a' }, 'forbidden'],
    ['not one of another VPC with the same address', linked, { address: '10.1.2.3', vpcId: 'vpc-b' }, 'closed'],
    [
      'not by the public list, from inside a VPC',
      { ...open, internetAllowlist: ['0.0.0.0/0'] },
      { address: '10.1.2.3', vpcId: 'vpc-a' },
      'closed',
    ],
  ])('%s', (_who, state, origin, access) => {
    expect(decideAccess({ ...newGateway(), ...state }, origin)).toBe(access);
  });

  it.each<[string, { address: string; vpcId?: string }, boolean, Access]>([
    ['a client that the listener of its side and port lets in', { address: '203.0.113.7' }, true, 'allowed'],
    ['one on another port', { address: '203.0.113.7' }, false, 'forbidden'],
    ['one from the other side', { address: '203.0.113.7', vpcId: 'vpc-a' }, true, 'forbidden'],
    ['one from a network that is not on', { address: '203.0.113.7', vpcId: 'vpc-b' }, true, 'closed'],
  ])('asks the load balancer, where one stands in front, about %s', (_who, origin, encrypted, access) => {
    const admits = (side: string, port: number, address: string) =>
      side === 'internet' && port === 443 && address === '203.0.113.7';
    expect(decideAccess({ ...newGateway(), admits }, origin, encrypted)).toBe(access);
  });
});

describe('a gateway on its loopback address', () => {
  const network = new Network();
  const allowed = network.standIn('203.0.113.7');
  const stranger = network.standIn('198.51.100.9');
  const inside = network.standIn('10.0.0.5', 'vpc-a');
  let clock: VirtualClock;
  let ca: LocalCa;
  let dataPlane: DataPlane;
  let gateway: Gateway;

  beforeAll(async () => {
    clock = new VirtualClock(start);
    ca = await createLocalCa({ now: () => clock.now() });
    dataPlane = await startDataPlane({ network, ca, clock });
  });
  afterAll(() => dataPlane.close());
  beforeEach(async () => {
    gateway = newGateway();
    await dataPlane.networksChanged({ ...gateway, internetOpen: false, vpcAllowlists: new Map() });
    await dataPlane.networksChanged(gateway);
  });

  function at(from: string, more: Partial<Visit> = {}): Visit {
    return {
      address: dataPlane.addressOf('gw-1'),
      port: more.encrypted ? dataPlane.httpsPort : dataPlane.httpPort,
      from,
      host: INTERNET,
      path: '/api/predict/chat',
      authorization: 'secret-token',
      ...more,
    };
  }

  async function certificateFor(name: string): Promise<Attached> {
    const dates = { notBefore: new Date(clock.now()), notAfter: new Date(clock.now() + 90 * DAY_MS) };
    return { domain: name, certificate: await ca.issue({ names: [name], ...dates }) };
  }

  it.each<[string, Partial<Visit>, number, string]>([
    ['the service', {}, 200, 'True'],
    ['its token as a bearer', { authorization: 'Bearer secret-token' }, 200, 'True'],
    ['a path below the service', { path: '/api/predict/chat/v1/models?x=1' }, 200, 'True'],
    ['a POST', { method: 'POST' }, 200, 'True'],
    ['a method the service does not know', { method: 'DELETE' }, 405, ''],
    ['no token', { authorization: '' }, 401, '{"code":"Unauthorized","message":"Invalid token"}'],
    ['a wrong token', { authorization: 'secret-tokem' }, 401, '{"code":"Unauthorized","message":"Invalid token"}'],
    ['a service that is warming up', { path: '/api/predict/cold' }, 503, 'no healthy upstream'],
    ['a service that is not here', { path: '/api/predict/chatter' }, 404, ''],
    ['a path that is no service', { path: '/' }, 404, ''],
    ['a host that is not attached', { host: 'chat.example.com' }, 404, ''],
    ['the private name, from the internet', { host: INTRANET }, 404, ''],
    ['a host in capitals, with a port', { host: `${INTERNET.toUpperCase()}:8080` }, 200, 'True'],
    ['an address that is not on the list', { from: stranger }, 403, 'RBAC: access denied'],
    ['an address that stands for nobody', { from: '127.0.0.1' }, 403, 'RBAC: access denied'],
    ['a client in the linked VPC, by the private name', { from: inside, host: INTRANET }, 200, 'True'],
  ])('answers %s', async (_what, more, status, body) => {
    expect(await visit(at(allowed, more))).toMatchObject({ status, body });
  });

  it('shows a certificate of the local authority under its own name', async () => {
    const { status, chain } = await visit(at(allowed, { encrypted: true }));
    expect(status).toBe(200);
    expect(flaw(chain, ca.rootPem, INTERNET, clock.now())).toBeUndefined();
    await clock.advanceBy(400 * DAY_MS);
    const later = await visit(at(allowed, { encrypted: true }));
    expect(flaw(later.chain, ca.rootPem, INTERNET, clock.now())).toBeUndefined();
  });

  it('shows the certificate of the custom domain that was asked for, wildcards included', async () => {
    gateway.attached.internet = [await certificateFor('chat.example.com'), await certificateFor('*.apps.example.com')];
    for (const host of ['chat.example.com', 'one.apps.example.com']) {
      const { status, chain } = await visit(at(allowed, { encrypted: true, host }));
      expect(status).toBe(200);
      expect(flaw(chain, ca.rootPem, host, clock.now())).toBeUndefined();
    }
  });

  it.each(['unknown.example.com', 'http-only.example.com', 'two.levels.apps.example.com', INTRANET, ''])(
    'refuses a handshake for %j, which has no certificate here',
    async (host) => {
      gateway.attached.internet = [
        { domain: 'http-only.example.com', certificate: undefined },
        await certificateFor('*.apps.example.com'),
      ];
      await expect(shakeHands(at(allowed, { encrypted: true, host }))).rejects.toThrow(/handshake failure/);
    },
  );

  it('serves a domain without a certificate over HTTP', async () => {
    gateway.attached.internet = [{ domain: 'http-only.example.com', certificate: undefined }];
    expect(await visit(at(allowed, { host: 'http-only.example.com' }))).toMatchObject({ status: 200, body: 'True' });
  });

  it('keeps the two sides apart: a private domain is not served to the internet', async () => {
    gateway.attached.intranet = [await certificateFor('chat.example.com')];
    const host = 'chat.example.com';
    expect((await visit(at(allowed, { host }))).status).toBe(404);
    await expect(shakeHands(at(allowed, { encrypted: true, host }))).rejects.toThrow();
    expect((await visit(at(inside, { encrypted: true, host }))).status).toBe(200);
  });

  it('lets the foreign shake hands, and then denies them', async () => {
    expect(await visit(at(stranger, { encrypted: true }))).toMatchObject({ status: 403, body: 'RBAC: access denied' });
  });

  it('sends HTTP on to HTTPS where that is switched on and there is a certificate', async () => {
    gateway.redirectsToHttps = true;
    gateway.attached.internet = [{ domain: 'http-only.example.com', certificate: undefined }];
    const { status, headers } = await visit(at(allowed, { path: '/api/predict/chat?x=1' }));
    expect(status).toBe(301);
    expect(headers.location).toBe(`https://${INTERNET}:${dataPlane.httpsPort}/api/predict/chat?x=1`);
    expect((await visit(at(allowed, { encrypted: true }))).status).toBe(200);
    expect((await visit(at(allowed, { host: 'http-only.example.com' }))).status).toBe(200);
  });

  it('listens only while a network is on', async () => {
    gateway.internetOpen = false;
    gateway.vpcAllowlists = new Map();
    await dataPlane.networksChanged(gateway);
    await expect(visit(at(allowed))).rejects.toThrow('ECONNREFUSED');
    await expect(visit(at(allowed, { encrypted: true }))).rejects.toThrow('ECONNREFUSED');

    gateway.vpcAllowlists = new Map([['vpc-a', ['0.0.0.0/0']]]);
    await dataPlane.networksChanged(gateway);
    await expect(visit(at(allowed))).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect((await visit(at(inside, { host: INTRANET }))).status).toBe(200);
  });

  it('has no way from the internet to its private address, even for those on the public list', async () => {
    const address = dataPlane.privateAddressOf('gw-1');
    await expect(visit(at(allowed, { address }))).rejects.toThrow(/ECONNRESET|socket hang up/);
    await expect(shakeHands(at(allowed, { address, encrypted: true }))).rejects.toThrow();
    expect((await visit(at(inside, { address, host: INTRANET }))).status).toBe(200);
  });

  it('judges every request on a kept connection by the list of that moment', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await visit(at(allowed, { agent }))).status).toBe(200);
    gateway.internetAllowlist = [];
    expect((await visit(at(allowed, { agent }))).status).toBe(403);
    agent.destroy();
  });

  it('cuts kept connections of a network that is switched off, and no others', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const other = new Agent({ keepAlive: true, maxSockets: 1 });
    await visit(at(allowed, { agent }));
    await visit(at(inside, { agent: other, host: INTRANET }));
    gateway.internetOpen = false;
    await dataPlane.networksChanged(gateway);
    await expect(visit(at(allowed, { agent }))).rejects.toThrow();
    expect((await visit(at(inside, { agent: other, host: INTRANET }))).status).toBe(200);
    agent.destroy();
    other.destroy();
  });

  it('swaps a certificate under a client that keeps connecting, which never fails and never sees a third one', async () => {
    const host = 'chat.example.com';
    const [old, fresh] = [await certificateFor(host), await certificateFor(host)];
    gateway.attached.internet = [old];
    const seen: (string | undefined)[] = [];
    let stop = false;
    const clients = Array.from({ length: 4 }, async () => {
      while (!stop) {
        const chain = await shakeHands(at(allowed, { encrypted: true, host }));
        expect(flaw(chain, ca.rootPem, host, clock.now())).toBeUndefined();
        seen.push(chain[0]?.serialNumber);
      }
    });
    for (let swap = 0; swap < 50; swap += 1) {
      const before = seen.length;
      gateway.attached.internet = [swap % 2 === 0 ? fresh : old];
      while (seen.length < before + 2) await new Promise((resolve) => setImmediate(resolve));
    }
    stop = true;
    await Promise.all(clients);
    expect(new Set(seen).size).toBe(2);
  });

  it('remembers what was asked and how safely, and no secret', async () => {
    dataPlane.requests.clear();
    await visit(at(allowed, { path: '/api/predict/chat?key=secret-query' }));
    await visit(at(stranger, { encrypted: true }));
    expect(dataPlane.requests.all()).toMatchObject([
      { gatewayId: 'gw-1', encrypted: false, path: '/api/predict/chat', carriedAuthorization: true, status: 200 },
      { origin: { address: '198.51.100.9' }, encrypted: true, host: INTERNET, status: 403 },
    ]);
    expect(JSON.stringify(dataPlane.requests.all())).not.toMatch(/secret/);
  });

  it('survives what is not HTTP and not TLS', async () => {
    await expect(shakeHands(at(allowed, { port: dataPlane.httpPort }))).rejects.toThrow();
    await expect(visit(at(allowed, { port: dataPlane.httpsPort }))).rejects.toThrow();
    expect((await visit(at(allowed))).status).toBe(200);
  });
});

describe('loopback stand-ins', () => {
  it('are stable, distinct and traced back to what they stand for', () => {
    const network = new Network();
    const [first, second] = [network.standIn('203.0.113.7'), network.standIn('203.0.113.7', 'vpc-a')];
    expect(network.standIn('203.0.113.7')).toBe(first);
    expect(first).not.toBe(second);
    expect(network.origin(first)).toEqual({ address: '203.0.113.7' });
    expect(network.origin(second)).toEqual({ address: '203.0.113.7', vpcId: 'vpc-a' });
    expect(network.origin('127.0.0.1')).toEqual({ address: '127.0.0.1' });
  });

  it('give each gateway an address of its own', () => {
    const network = new Network();
    const addresses = Array.from({ length: 300 }, (_, n) => network.addressOf(`gw-${n}`));
    expect(new Set(addresses).size).toBe(300);
    expect(network.addressOf('gw-0')).toBe(addresses[0]);
    expect(addresses.every((address) => /^127\.64\.[01]\.\d+$/.test(address))).toBe(true);
  });

  it('say what to do on a machine that has only 127.0.0.1', () => {
    const refused = Object.assign(new Error('listen EADDRNOTAVAIL'), { code: 'EADDRNOTAVAIL' });
    const explained = explainListenError(refused, '127.64.0.1');
    expect(explained).toBeInstanceOf(LoopbackAddressUnavailableError);
    expect(explained).toMatchObject({ hint: expect.stringContaining('ifconfig lo0 alias 127.64.0.1') });
    const other = new Error('other');
    expect(explainListenError(other, '127.64.0.1')).toBe(other);
  });
});
