import { describe, expect, it } from 'vitest';
import type { AcmeOrder, IssuanceMemory } from '../../shared/domain-rules/issuing/issuance.ts';
import type { AcmeSource } from '../../shared/domain-rules/issuing/source.ts';
import type { WorkerDocument } from '../../shared/engine/worker.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { CURRENT, certificatesRig, DAY_MS } from './certificates-rig.ts';
import { START } from './engine-rig.ts';

const CHAT = { name: 'chat.example.com', certificate: 'letsencrypt' };
const SOURCE: AcmeSource = { from: 'acme', issuer: 'letsencrypt', names: ['chat.example.com'], keyType: 'ecdsa-p256' };
const SEALED = { key: 'k1', iv: 'c2VjcmV0LWl2', data: 'c2VjcmV0LWRhdGE=', tag: 'c2VjcmV0LXRhZw==' };
const ORDER: AcmeOrder = {
  via: 'acme',
  url: 'https://acme.example/order/1',
  authorizations: [],
  finalize: 'https://acme.example/order/1/finalize',
  startedAt: START - 60_000,
  sealedKey: SEALED,
};

/** A certificate of Let's Encrypt for chat.example.com, in use by chat-prod, and what is given of its progress. */
async function withCertificate(memory: Partial<IssuanceMemory>, more: Partial<WorkerDocument> = {}) {
  const rig = certificatesRig();
  const [key = ''] = await rig.declare([CHAT]);
  await rig.want({ source: SOURCE });
  await rig.progress(key, memory, more);
  return { rig, key };
}

describe('GET /v1/certificates', () => {
  it('says of a certificate when it renews, why, and who uses it', async () => {
    const { rig, key } = await withCertificate({ current: CURRENT, orders: 3 });
    const { status, body } = await rig.ask('GET', '/v1/certificates');
    expect(status).toBe(200);
    expect(body.certificates).toEqual([
      {
        key,
        source: { acme: 'letsencrypt', names: ['chat.example.com'], keyType: 'ecdsa-p256' },
        from: "Let's Encrypt",
        names: ['chat.example.com'],
        usedBy: [{ region: 'cn-beijing', gateway: 'chat-prod', domain: 'chat.example.com', access: 'internet' }],
        state: 'valid',
        certificateId: '7001',
        notBefore: CURRENT.notBefore,
        notAfter: CURRENT.notAfter,
        renewsAt: CURRENT.notAfter - 30 * DAY_MS,
        reason: 'Valid',
        message: 'A third of its life is left on 2026-03-12.',
        orders: 3,
      },
    ]);
  });

  it("says the authority's window where that decides", async () => {
    const window = { ariId: 'a.b', start: START + DAY_MS, end: START + 3 * DAY_MS, chosen: START + 2 * DAY_MS };
    const { rig } = await withCertificate({ current: { ...CURRENT, ariId: 'a.b' }, window });
    const [row] = (await rig.ask('GET', '/v1/certificates')).body.certificates;
    expect([row.renewsAt, row.message]).toEqual([window.chosen, expect.stringContaining('Its authority wants it')]);
  });

  it.each<[string, Parameters<typeof withCertificate>, object]>([
    ['got for the first time', [{}], { state: 'issuing', reason: 'Missing', certificateId: null, renewsAt: null }],
    ['ordered', [{ order: ORDER }], { state: 'issuing', reason: 'OrderUnderWay' }],
    ['renewed', [{ current: CURRENT, order: ORDER }], { state: 'issuing', certificateId: '7001' }],
    [
      'refused by its authority',
      [{ current: CURRENT, failure: { ...failureAt(START), code: 'rateLimited', message: 'too many orders' } }],
      {
        state: 'failing',
        reason: 'rateLimited',
        message: 'too many orders. Tried again at 2026-03-02 01:00 UTC (attempt 2).',
        lastFailure: { code: 'rateLimited', message: 'too many orders', at: START, tryAgainAt: START + 3_600_000 },
      },
    ],
    [
      'blocked',
      [
        {},
        {
          blocked: [{ what: 'chat.example.com', reason: 'ZoneMissing', message: 'No zone.', wayOut: 'Add the zone.' }],
        },
      ],
      { state: 'blocked', reason: 'ZoneMissing', message: 'No zone. Add the zone.' },
    ],
    [
      'about to expire',
      [{ current: { ...CURRENT, notAfter: START + 10 * DAY_MS } }],
      { state: 'expiring', reason: 'ExpiresSoon', message: expect.stringContaining('expires in 10 days') },
    ],
    [
      'expired',
      [{ current: { ...CURRENT, notAfter: START - DAY_MS }, failure: failureAt(START) }],
      { state: 'expiring', reason: 'Expired', message: expect.stringContaining('Tried again at') },
    ],
  ])('tells a certificate that is %s', async (_, progress, expected) => {
    const { rig } = await withCertificate(...progress);
    expect((await rig.ask('GET', '/v1/certificates')).body.certificates).toMatchObject([expected]);
  });

  it('tells what nobody has taken up yet', async () => {
    const rig = certificatesRig();
    await rig.declare([CHAT]);
    const [row] = (await rig.ask('GET', '/v1/certificates')).body.certificates;
    expect(row).toMatchObject({ state: 'none', reason: 'NotTakenUp', orders: 0 });
  });

  it('has one row for what several gateways share, and one for what nobody declares any more', async () => {
    const { rig } = await withCertificate({ current: CURRENT });
    await rig.declare([CHAT], { name: 'chat-two' });
    await rig.want({ source: { ...SOURCE, names: ['old.example.com'] }, wantedBy: [] });
    const { certificates } = (await rig.ask('GET', '/v1/certificates')).body;
    expect(
      certificates.map(({ names, usedBy }: { names: string[]; usedBy: unknown[] }) => [names, usedBy.length]),
    ).toEqual([
      [['old.example.com'], 0],
      [['chat.example.com'], 2],
    ]);
  });

  it('has a row for each domain that is served from Certificate Management Service', async () => {
    const rig = certificatesRig();
    const domains = [{ name: 'a.example.com' }, { name: 'b.example.com' }];
    await rig.declare(domains);
    await rig.declare([domains[0] ?? {}], { name: 'chat-two' });
    const serving = (certificateId: string, days: number) => ({
      'a.example.com': {
        certificateId,
        notAfter: START + days * DAY_MS,
        reason: 'Valid',
        message: `Certificate ${certificateId}.`,
      },
    });
    await rig.choose({ serving: serving('11', 60), known: { 11: { notBefore: START - 30 * DAY_MS } } });
    await rig.choose({ serving: serving('12', 10), known: {} }, 'chat-two');
    const { certificates } = (await rig.ask('GET', '/v1/certificates')).body;
    expect(certificates).toMatchObject([
      { key: 'cas:a.example.com', state: 'expiring', certificateId: '12', usedBy: [{}, {}], source: 'cas' },
      { key: 'cas:b.example.com', state: 'none', reason: 'NotLookedAt', certificateId: null },
    ]);
  });

  it('is a calendar of so many days: what renews or ends in them, the soonest first, and what has none', async () => {
    const { rig } = await withCertificate({ current: CURRENT });
    await rig.declare([{ name: 'new.example.com', certificate: 'letsencrypt' }], { name: 'chat-two' });
    const keys = async (query: string) =>
      (await rig.ask('GET', `/v1/certificates${query}`)).body.certificates.map(
        ({ names }: { names: string[] }) => names[0],
      );
    expect(await keys('?days=9')).toEqual(['new.example.com']);
    expect(await keys('?days=11')).toEqual(['new.example.com', 'chat.example.com']);
    expect(await rig.ask('GET', '/v1/certificates?days=soon')).toMatchObject({
      status: 422,
      body: { reason: 'DaysInvalid' },
    });
  });

  it('leaves out what is being deleted', async () => {
    const rig = certificatesRig();
    await rig.declare([CHAT]);
    const key = { account: ACCOUNT, region: 'cn-beijing', kind: 'declaration', name: 'chat-prod' } as const;
    const stored = await rig.store.get<object>(key);
    const deletion = { unbindServices: false, requestedAt: START };
    await rig.store.put(key, { body: { ...stored?.body, deletion }, dueAt: null }, 1);
    expect((await rig.ask('GET', '/v1/certificates')).body.certificates).toEqual([]);
  });
});

describe('GET /v1/certificates/{key}', () => {
  const RETIRED = { ...CURRENT, certificateId: '6001', replacedAt: START - DAY_MS };

  it('gives the verdict of every check, the progress of the order, and why old ones are still there', async () => {
    const record = {
      recordName: '_acme-challenge.chat.example.com',
      zone: 'example.com',
      type: 'TXT',
      value: 'v',
    } as const;
    const { rig, key } = await withCertificate(
      {
        current: CURRENT,
        order: ORDER,
        challengeRecords: [record],
        retired: [RETIRED, { ...RETIRED, certificateId: '5001' }],
      },
      {
        openSteps: ['finalise-order'],
        waitingSince: { 'published/x': START - 5_000 },
        kept: [{ what: 'certificate 6001', message: 'CDN uses it.' }],
      },
    );
    const { status, body } = await rig.ask('GET', `/v1/certificates/${key}`);
    expect(status).toBe(200);
    expect(body.verdicts).toContainEqual({
      reason: 'Revoked',
      holds: false,
      message: 'It was not looked for in Certificate Management Service.',
    });
    expect(body.order).toEqual({
      via: 'acme',
      startedAt: ORDER.startedAt,
      openSteps: ['finalise-order'],
      waits: [{ id: 'published/x', since: START - 5_000 }],
      records: [{ recordName: record.recordName, type: 'TXT' }],
    });
    expect(body.retired).toMatchObject([
      { certificateId: '6001', message: 'CDN uses it.' },
      { certificateId: '5001', message: expect.stringContaining('a day longer') },
    ]);
  });

  it('never shows a sealed key', async () => {
    const { rig, key } = await withCertificate({ current: CURRENT, order: ORDER });
    const all = JSON.stringify([
      await rig.ask('GET', `/v1/certificates/${key}`),
      await rig.ask('GET', '/v1/certificates'),
    ]);
    for (const secret of [SEALED.iv, SEALED.data, SEALED.tag]) expect(all).not.toContain(secret);
  });

  it('finds it by a domain too, and says the keys where several are for one', async () => {
    const { rig, key } = await withCertificate({ current: CURRENT });
    expect((await rig.ask('GET', '/v1/certificates/Chat.example.com.')).body.key).toBe(key);
    await rig.declare([{ name: 'chat.example.com', certificate: 'cas' }], { name: 'chat-two' });
    expect(await rig.ask('GET', '/v1/certificates/chat.example.com')).toMatchObject({
      status: 409,
      body: { reason: 'CertificateAmbiguous', ids: expect.arrayContaining([key, 'cas:chat.example.com']) },
    });
    const ofCas = await rig.ask('GET', '/v1/certificates/cas:chat.example.com');
    expect(ofCas.body).toMatchObject({ verdicts: [{ reason: 'Missing', holds: true }], retired: [] });
  });

  it('says so where there is none', async () => {
    const { status, body } = await certificatesRig().ask('GET', '/v1/certificates/nobody.example.com');
    expect([status, body.reason]).toEqual([404, 'CertificateNotFound']);
  });
});

describe('POST /v1/certificates/renew', () => {
  it('writes the request down, tells the timeline and wakes certificate-rotator', async () => {
    const { rig, key } = await withCertificate({ current: CURRENT });
    const { status, body } = await rig.ask('POST', '/v1/certificates/renew', { certificates: ['chat.example.com'] });
    expect([status, body.dryRun]).toEqual([202, false]);
    expect(body.certificates).toMatchObject([
      {
        key,
        does: 'order',
        reason: 'Forced',
        message:
          "Get a certificate for chat.example.com from Let's Encrypt: an order, proved by DNS-01, in place of 7001 (until 2026-04-11).",
      },
    ]);
    const request = await rig.store.get({ account: ACCOUNT, region: 'global', kind: 'renewal-request', name: key });
    expect(request?.body).toEqual({ at: START });
    expect(rig.woken).toEqual([
      {
        functionName: 'torii-certificate-rotator',
        payload: { account: ACCOUNT, region: 'global', name: key, kind: 'issuance' },
      },
    ]);
    const { entries } = await rig.store.journal({ account: ACCOUNT, region: 'cn-beijing', name: 'chat-prod' });
    expect(entries).toMatchObject([{ reason: 'RenewalRequested', message: `renewal of ${key} was asked for` }]);
  });

  it('wakes the function as it is called where names begin otherwise', async () => {
    const rig = certificatesRig({ prefix: 'blue' });
    await rig.declare([CHAT]);
    await rig.want({ source: SOURCE });
    await rig.ask('POST', '/v1/certificates/renew', { all: true });
    expect(rig.woken).toMatchObject([{ functionName: 'blue-certificate-rotator' }]);
  });

  it('renews all that Torii gets, and says why it does not renew the others', async () => {
    const { rig, key } = await withCertificate({ current: CURRENT });
    await rig.declare(
      [
        { name: 'a.example.com', certificate: 'cas' },
        { name: 'b.example.com', certificate: { upload: 'mine' } },
        { name: 'c.example.com', certificate: { package: 'digicert-free-1-free' } },
      ],
      { name: 'chat-two' },
    );
    await rig.want({ source: { from: 'package', product: 'digicert-free-1-free', names: ['c.example.com'] } });
    const { body } = await rig.ask('POST', '/v1/certificates/renew', { all: true });
    const told = body.certificates.map(({ names, does, reason }: Record<string, unknown>) => [names, does, reason]);
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        [['chat.example.com'], 'order', 'Forced'],
        [['a.example.com'], 'nothing', 'ChosenInCas'],
        [[], 'nothing', 'GivenByOwner'],
        [['c.example.com'], 'order', 'Missing'],
      ]),
    );
    expect(rig.woken).toHaveLength(2);
    const requests = await rig.store.list(ACCOUNT, 'renewal-request');
    expect(requests.map(({ key: { name } }) => name)).toEqual(['all']);
    expect(key).toBeTruthy();
  });

  it('writes nothing and wakes nobody in a dry run, not of the whole fleet either', async () => {
    const { rig } = await withCertificate({ current: CURRENT });
    const { status, body } = await rig.ask('POST', '/v1/certificates/renew', { all: true, dryRun: true });
    expect([status, body.dryRun, body.certificates[0].does]).toEqual([200, true, 'order']);
    expect(rig.woken).toEqual([]);
    expect(await rig.store.list(ACCOUNT, 'renewal-request')).toEqual([]);
    expect((await rig.store.journal({ account: ACCOUNT, region: 'cn-beijing', name: 'chat-prod' })).entries).toEqual(
      [],
    );
  });

  it.each<[string, Parameters<typeof withCertificate>[0], string]>([
    ['an order is under way', { current: CURRENT, order: ORDER }, 'OrderUnderWay'],
    ['the authority asks to wait', { current: CURRENT, failure: failureAt(START) }, 'rateLimited'],
  ])('says that it waits where %s', async (_, memory, reason) => {
    const { rig } = await withCertificate(memory);
    const { body } = await rig.ask('POST', '/v1/certificates/renew', { all: true, dryRun: true });
    expect(body.certificates).toMatchObject([{ does: 'wait', reason }]);
  });

  it('says that nothing is got while all gateways are paused', async () => {
    const rig = certificatesRig();
    await rig.declare([CHAT], { mode: 'paused' });
    await rig.want({ source: SOURCE, mode: 'paused' });
    const { status, body } = await rig.ask('POST', '/v1/certificates/renew', { certificates: ['chat.example.com'] });
    expect([status, body.reason]).toEqual([422, 'NotRenewable']);
    expect(body.detail).toContain('is paused: resume one of them');
  });

  it('renews none of those that are named where one cannot be', async () => {
    const { rig, key } = await withCertificate({ current: CURRENT });
    await rig.declare([{ name: 'a.example.com' }], { name: 'chat-two' });
    for (const [certificates, status, reason] of [
      [[key, 'a.example.com'], 422, 'NotRenewable'],
      [[key, 'nobody.example.com'], 404, 'CertificateNotFound'],
    ] as const) {
      expect(await rig.ask('POST', '/v1/certificates/renew', { certificates })).toMatchObject({
        status,
        body: { reason },
      });
    }
    expect(await rig.store.list(ACCOUNT, 'renewal-request')).toEqual([]);
    expect(rig.woken).toEqual([]);
  });

  it('says that the request is written down where certificate-rotator cannot be woken', async () => {
    const { rig, key } = await withCertificate({ current: CURRENT });
    rig.rotator.isReachable = false;
    const { status, body } = await rig.ask('POST', '/v1/certificates/renew', { all: true });
    expect([status, body.reason, body.ids]).toEqual([503, 'RotatorAsleep', [key]]);
    expect(await rig.store.list(ACCOUNT, 'renewal-request')).toHaveLength(1);
  });

  it.each([{}, { all: true, certificates: ['x'] }, { certificates: [] }, { all: 'yes' }, { certificates: [7] }, 'x'])(
    'takes no request like %j',
    async (request) => {
      const { status, body } = await certificatesRig().ask('POST', '/v1/certificates/renew', request);
      expect([status, body.reason]).toEqual([422, 'RenewalInvalid']);
      expect(body.detail).toContain('say {"all": true}');
    },
  );
});

function failureAt(at: number) {
  const times = { at, tryAgainAt: at + 3_600_000 };
  return { count: 1, code: 'rateLimited', message: 'too many orders', generation: 1, ...times };
}
