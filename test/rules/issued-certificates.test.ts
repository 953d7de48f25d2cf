import { describe, expect, it } from 'vitest';
import type { HeldCertificate, WantedCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { certificateNames, type IssuedSource, issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
import { decideCertificates, type ServingDecision } from '../../shared/domain-rules/rotation/decide-certificates.ts';
import { planWanting, type WantingInput } from '../../shared/domain-rules/rotation/plan-wanting.ts';
import type { Issued } from '../../shared/domain-rules/rotation/serve-issued.ts';
import { declared } from './worlds.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const CHAT = { region: 'cn-beijing', name: 'chat-prod' };
const OTHER = { region: 'cn-beijing', name: 'chat-test' };

const letsencrypt = (...names: string[]): IssuedSource => ({
  from: 'acme',
  issuer: 'letsencrypt',
  names: certificateNames(names),
  keyType: 'ecdsa-p256',
});
const SOURCE = letsencrypt('chat.example.com');
const KEY = issuanceKey(SOURCE);

const held = (given: Partial<HeldCertificate> = {}): HeldCertificate => ({
  certificateId: '9',
  name: 'torii_chat_example_com_0f_aa',
  names: ['chat.example.com'],
  notBefore: NOW - 10 * DAY,
  notAfter: NOW + 80 * DAY,
  fingerprint: 'AB',
  serialNumber: '01',
  heldSince: NOW - 10 * DAY,
  ...given,
});

const declaring = (...domains: object[]) =>
  declared({ internet: { allow: [] }, vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }], domains });
const CHAT_DOMAIN = { name: 'chat.example.com', certificate: 'letsencrypt' };
const VALID = { status: 'True', reason: 'Valid', message: 'valid' } as const;

const former = (certificateId: string, days: number): Record<string, ServingDecision> => ({
  'chat.example.com': { certificateId, notAfter: NOW + days * DAY, reason: 'Valid', message: '' },
});

function decide(issued: Issued | undefined, before: Record<string, ServingDecision> = {}, ...more: object[]) {
  return decideCertificates({
    declaration: declaring(CHAT_DOMAIN, ...more),
    candidates: [],
    issued: issued ? { [KEY]: issued } : {},
    before,
    now: NOW,
  });
}

describe('a domain whose certificate Torii gets', () => {
  it('is served by the newest that there is', () => {
    const { serving, findings, nextCheckAt } = decide({ current: held(), finding: VALID }, former('7', 5));
    expect(serving['chat.example.com']).toMatchObject({
      certificateId: '9',
      notAfter: NOW + 80 * DAY,
      fingerprint: 'AB',
      names: ['chat.example.com'],
      reason: 'Issued',
      message: "Certificate 9 from Let's Encrypt covers chat.example.com until 2026-08-20.",
    });
    expect(findings).toEqual([
      {
        type: 'CertificatesValid',
        status: 'True',
        reason: 'Valid',
        message: 'chat.example.com: certificate 9 until 2026-08-20',
      },
    ]);
    expect(nextCheckAt).toBeNull();
  });

  it.each<[string, Issued | undefined, Record<string, ServingDecision>, string | undefined, string]>([
    ['nobody looked yet', undefined, {}, undefined, 'Issuing'],
    [
      'the first is being got',
      { finding: { ...VALID, status: 'Unknown', reason: 'Issuing' } },
      {},
      undefined,
      'Issuing',
    ],
    ['what was found is about one that is gone', { finding: VALID }, {}, undefined, 'Issuing'],
    ['it is blocked', { finding: { ...VALID, status: 'False', reason: 'ZoneMissing' } }, {}, undefined, 'ZoneMissing'],
    ['another served it before', undefined, former('7', 5), '7', 'Issuing'],
    ['another served it before, and is over', undefined, former('7', 0), undefined, 'Issuing'],
    [
      'what there is bears other names',
      { current: held({ names: ['x.example.com'] }) },
      former('7', 5),
      '7',
      'NamesDiffer',
    ],
  ])('is served by what served it before while %s', (_, issued, before, certificateId, reason) => {
    const { serving, findings } = decide(issued, before);
    expect(serving['chat.example.com']).toMatchObject({ certificateId, reason });
    expect(findings).toMatchObject([{ type: 'CertificatesValid', reason }]);
    expect(findings[0]?.status).not.toBe('True');
  });

  it('is served on, and says so, while its renewal fails', () => {
    const finding = { status: 'True', reason: 'IssuingFailed', message: 'valid; attempt 2 failed (caa)' } as const;
    const { serving, findings } = decide({ current: held(), finding });
    expect(serving['chat.example.com']).toMatchObject({ certificateId: '9' });
    expect(findings).toEqual([
      {
        type: 'CertificatesValid',
        status: 'True',
        reason: 'IssuingFailed',
        message: 'chat.example.com: certificate 9 until 2026-08-20; valid; attempt 2 failed (caa)',
      },
    ]);
  });

  it('forgets a former one of unknown end', () => {
    const before = { 'chat.example.com': { certificateId: '7', notAfter: undefined, reason: 'Valid', message: '' } };
    expect(decide(undefined, before).serving['chat.example.com']?.certificateId).toBeUndefined();
  });

  it.each([
    [
      'what failed',
      [
        { status: 'Unknown', reason: 'Issuing' },
        { status: 'False', reason: 'Expired' },
      ],
      'Expired',
    ],
    [
      'what is about to',
      [
        { status: 'False', reason: 'ExpiresSoon' },
        { status: 'Unknown', reason: 'Issuing' },
      ],
      'ExpiresSoon',
    ],
    [
      'what failed before what is about to',
      [
        { status: 'False', reason: 'ExpiresSoon' },
        { status: 'False', reason: 'Revoked' },
      ],
      'Revoked',
    ],
  ] as const)('tells %s first', (_, [one, other], reason) => {
    const source = letsencrypt('api.example.com');
    const { findings } = decideCertificates({
      declaration: declaring(CHAT_DOMAIN, { name: 'api.example.com', certificate: 'letsencrypt' }),
      candidates: [],
      issued: {
        [KEY]: { current: held(), finding: { message: '', ...one } },
        [issuanceKey(source)]: { current: held({ names: ['api.example.com'] }), finding: { message: '', ...other } },
      },
      before: {},
      now: NOW,
    });
    expect(findings).toMatchObject([{ reason }]);
  });

  it('counts once, as first declared, where it is declared for both accesses', () => {
    const { serving } = decide(
      { current: held(), finding: VALID },
      {},
      { ...CHAT_DOMAIN, certificate: 'cas', access: 'intranet' },
    );
    expect(serving['chat.example.com']?.certificateId).toBe('9');
  });
});

describe('what is got for a gateway', () => {
  const wanted = (...wantedBy: (typeof CHAT)[]): WantedCertificate => ({
    generation: 1,
    source: SOURCE,
    wantedBy,
    mode: 'enforce',
  });
  const plan = (given: Partial<WantingInput> = {}) =>
    planWanting({
      gateway: CHAT,
      declaration: declaring(CHAT_DOMAIN),
      gone: false,
      wants: [],
      wanted: {},
      issued: {},
      ...given,
    });

  it('is asked for in words that say what, from whom and how', () => {
    const { steps, waits } = plan();
    expect(steps).toEqual([
      {
        id: `want-certificate/${KEY}`,
        kind: 'want-certificate',
        key: KEY,
        source: SOURCE,
        target: KEY,
        summary: "get a certificate for chat.example.com from Let's Encrypt by DNS-01",
        after: [],
        effects: [],
        repeatable: true,
      },
    ]);
    expect(waits).toEqual([]);
  });

  it('is asked for besides those who ask for it already', () => {
    expect(plan({ wanted: { [KEY]: wanted(OTHER) } }).steps).toHaveLength(1);
    expect(plan({ wanted: { [KEY]: wanted({ ...CHAT, region: 'cn-hangzhou' }) } }).steps).toHaveLength(1);
  });

  it('is waited for until it is there', () => {
    const asked = { wants: [KEY], wanted: { [KEY]: wanted(OTHER, CHAT) } };
    expect(plan(asked)).toMatchObject({ steps: [], waits: [{ id: `certificate/${KEY}`, on: 'peer' }] });
    expect(plan({ ...asked, issued: { [KEY]: { current: held() } } })).toMatchObject({ steps: [], waits: [] });
  });

  it.each([
    ['it is declared no more', { declaration: declaring({ name: 'chat.example.com' }) }],
    ['the gateway is gone', { gone: true }],
  ])('is not got for it any more when %s', (_, given) => {
    const left = { wants: [KEY], wanted: { [KEY]: wanted(OTHER, CHAT) }, ...given };
    expect(plan(left).steps).toMatchObject([{ id: `unwant-certificate/${KEY}`, kind: 'unwant-certificate', key: KEY }]);
    expect(plan({ ...left, wanted: { [KEY]: wanted(OTHER) } }).steps).toEqual([]);
    expect(plan({ ...left, wanted: {} }).steps).toEqual([]);
  });

  it.each<[unknown, string]>([
    [
      { package: 'digicert-free-1-free' },
      'apply for a certificate for chat.example.com with package digicert-free-1-free',
    ],
    [{ upload: 'chat' }, 'put the certificate that was given as chat into Certificate Management Service'],
  ])('from %j is spelt', (certificate, summary) => {
    expect(plan({ declaration: declaring({ ...CHAT_DOMAIN, certificate }) }).steps).toMatchObject([{ summary }]);
  });

  it('is one thing for two domains of the same source', () => {
    const certificate = { acme: 'letsencrypt', names: ['chat.example.com', 'api.example.com'] };
    const declaration = declaring({ ...CHAT_DOMAIN, certificate }, { name: 'api.example.com', certificate });
    expect(plan({ declaration }).steps).toHaveLength(1);
  });
});
