import { describe, expect, it } from 'vitest';
import type { IssuanceDecision, IssuanceInput } from '../../shared/domain-rules/issuing/input.ts';
import type { ChallengeRecord } from '../../shared/domain-rules/issuing/issuance.ts';
import { challengeMark } from '../../shared/domain-rules/issuing/naming.ts';
import { planIssuance } from '../../shared/domain-rules/issuing/plan-issuance.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import {
  ACCOUNT,
  ACME,
  asked,
  DAY,
  GATEWAY,
  HOUR,
  held,
  KEY,
  NOW,
  ORDER,
  orderThat,
  pending,
  place,
  remembered,
  SEALED,
  seen,
  wantedFrom,
} from './issuing-worlds.ts';

const ASKED = '_acme-challenge.chat.example.com';
const VALUE = 'proof-of-chat.example.com';
const RECORD: ChallengeRecord = { recordName: ASKED, zone: 'example.com', type: 'TXT', value: VALUE };
const RECORD_KEY = `${ASKED} ${VALUE}`;
const MARK = challengeMark(ACCOUNT, KEY);
const STORED = { recordId: 'r1', type: 'TXT', value: VALUE };

const ids = ({ plan }: IssuanceDecision) => plan.steps.map(({ id }) => id);
const waits = ({ plan }: IssuanceDecision) => plan.waits.map(({ id }) => id);
const ready = ({ plan }: IssuanceDecision) => readySteps(plan).map(({ id }) => id);
const hindrances = ({ plan }: IssuanceDecision) => plan.blocked.map(({ reason }) => reason);

/** An order in memory, and what the authority and the DNS say. */
function ordered(observation: Partial<IssuanceInput['observation']>, memory = {}, rest: Partial<IssuanceInput> = {}) {
  return planIssuance(
    asked({ memory: remembered({ order: ORDER, orders: 1, ...memory }), observation: seen(observation), ...rest }),
  );
}

/** The same, with the one name still to be proved at this place. */
function proving(
  is: Partial<ReturnType<typeof place>>,
  memory = {},
  observation = {},
  rest: Partial<IssuanceInput> = {},
) {
  return ordered({ order: orderThat(), places: { [ASKED]: place(is) }, ...observation }, memory, rest);
}

describe('a certificate from an authority (G40)', () => {
  it('is ordered where there is none, and said to be on its way', () => {
    const decision = planIssuance(asked());
    expect(decision.plan.steps).toMatchObject([
      {
        id: 'order-certificate',
        kind: 'order-certificate',
        issuer: 'letsencrypt',
        names: ACME.names,
        reason: 'Missing',
        repeatable: false,
      },
    ]);
    expect(decision.plan.steps[0]).not.toHaveProperty('replaces');
    expect(decision.findings).toMatchObject([{ type: 'CertificatesValid', status: 'Unknown', reason: 'Issuing' }]);
    expect(decision.renewed).toBeUndefined();
  });

  it('makes the account first where there is none', () => {
    const decision = planIssuance(asked({ observation: seen({ issuer: { status: 'no-account' } }) }));
    expect(ids(decision)).toEqual(['make-account/letsencrypt', 'order-certificate']);
    expect(ready(decision)).toEqual(['make-account/letsencrypt']);
  });

  it.each([
    [
      'an issuer that nobody made known',
      { status: 'unknown' as const, message: 'what is acme-x?' },
      'IssuerUnknown',
      'what is acme-x?',
    ],
    ['an issuer that was not looked up', undefined, 'IssuerUnknown', 'nobody made the issuer letsencrypt known'],
    ['no master key', { status: 'no-master-key' as const }, 'NoMasterKey', 'account keys cannot be kept'],
  ])('is held up by %s', (_, issuer, reason, message) => {
    const decision = planIssuance(asked({ observation: seen({ issuer }) }));
    expect(decision.plan).toMatchObject({ steps: [], blocked: [{ reason, message }] });
    expect(decision.findings).toMatchObject([{ status: 'False', reason }]);
    expect(decision.nextCheckAt).toBe(NOW + 15 * 60_000);
  });

  it('stays as it is while it is not due', () => {
    const memory = remembered({ current: held(), failure: FAILED });
    const decision = planIssuance(asked({ memory }));
    expect(decision.plan).toEqual({ steps: [], waits: [], blocked: [], kept: [] });
    expect(decision.findings).toEqual([
      {
        type: 'CertificatesValid',
        status: 'True',
        reason: 'Valid',
        message: 'Certificate 100 for chat.example.com is valid until 2027-02-21; renewed from 2027-01-22 on.',
      },
    ]);
    expect(decision.memory.failure).toBeUndefined();
    expect(decision.renewed).toEqual({ certificateId: '100', gateways: [GATEWAY] });
    expect(decision.nextCheckAt).toBe(NOW + DAY);
  });

  describe('renewed', () => {
    const due = NOW + 61 * DAY;
    const renewing = (memory = {}, issuer: object = { offersRenewalInfo: true }) =>
      planIssuance(
        asked({
          now: due,
          memory: remembered({ current: held(), ...memory }),
          observation: seen({ issuer: { status: 'ready', ...issuer } }),
        }),
      ).plan.steps[0];

    it('says which one it replaces', () => {
      expect(renewing()).toMatchObject({ kind: 'order-certificate', replaces: 'ari.100', reason: 'Expiring' });
    });

    it.each([
      ['where its authority offers no renewal information', {}, {}],
      ['where it took no notice of that before', { withoutReplaces: true }, undefined],
      ['where two attempts came to nothing', { failure: { ...FAILED, count: 2 } }, undefined],
    ])('does not say so %s', (_, memory, issuer) => {
      expect(renewing(memory, issuer)).not.toHaveProperty('replaces');
    });
  });

  it('waits after a failure, and says so', () => {
    const waiting = planIssuance(asked({ memory: remembered({ failure: FAILED }) }));
    expect(waiting.plan.steps).toEqual([]);
    expect(waiting.findings).toEqual([
      {
        type: 'CertificatesValid',
        status: 'False',
        reason: 'IssuingFailed',
        message: 'Attempt 1 failed (serverInternal): it is down. Tried again at 2026-11-23T01:00Z.',
      },
    ]);
    expect(waiting.nextCheckAt).toBe(NOW + HOUR);
    const again = planIssuance(asked({ memory: remembered({ failure: FAILED }), now: NOW + HOUR }));
    expect(ids(again)).toEqual(['order-certificate']);
    expect(again.findings[0]?.message).toMatch(/It is being tried again\.$/);
  });

  it('is tried sooner where clients are about to be turned away, and never sooner than asked', () => {
    const memory = (askedToWaitUntil?: number) =>
      remembered({
        current: held(),
        failure: { ...FAILED, at: NOW + 88 * DAY, tryAgainAt: NOW + 91 * DAY, askedToWaitUntil },
      });
    const now = NOW + 88 * DAY + HOUR;
    expect(ids(planIssuance(asked({ memory: memory(), now })))).toEqual(['order-certificate']);
    const limited = planIssuance(asked({ memory: memory(now + 2 * HOUR), now }));
    expect(ids(limited)).toEqual([]);
    expect(limited.nextCheckAt).toBe(now + 2 * HOUR);
    expect(limited.findings[0]).toMatchObject({ status: 'False', reason: 'ExpiresSoon' });
    expect(limited.findings[0]?.message).toContain('Certificate 100 expires in 47 hours');
    expect(limited.findings[0]?.message).toContain('Attempt 1 failed');
  });

  it('says why clients turn the one that is there away', () => {
    const memory = remembered({ current: held() });
    const decision = planIssuance(asked({ memory, observation: seen({ held: { '100': { status: 'revoked' } } }) }));
    expect(decision.findings).toMatchObject([{ status: 'False', reason: 'Revoked' }]);
    expect(ids(decision)).toEqual(['order-certificate']);
  });

  it('remembers that a request to renew was answered', () => {
    const memory = remembered({ current: held() });
    const before = planIssuance(asked({ memory, observation: seen({ forcedAt: NOW - 1 }) }));
    expect(before.memory.forcedAt).toBe(NOW - 1);
    const after = planIssuance(asked({ memory, observation: seen({ forcedAt: NOW + 1 }) }));
    expect(after.memory.forcedAt).toBeUndefined();
    expect(after.plan.steps).toMatchObject([{ reason: 'Forced' }]);
  });

  describe('whose order may have been begun and got lost', () => {
    const openIntents = ['order-certificate'];
    const found = {
      via: 'acme' as const,
      url: ORDER.url,
      authorizations: ORDER.authorizations,
      finalize: ORDER.finalize,
    };

    it('is not ordered again while nobody knows', () => {
      const decision = planIssuance(asked({ openIntents, observation: seen({ ordersFound: [] }) }));
      expect(ids(decision)).toEqual([]);
      expect(waits(decision)).toEqual(['order-found']);
    });

    it('goes on with the one that is found', () => {
      const observation = seen({ ordersFound: [found, { ...found, url: 'other' }], order: undefined });
      const { memory } = planIssuance(asked({ openIntents, observation }));
      expect(memory).toMatchObject({ order: { ...found, startedAt: NOW }, orders: 1 });
    });

    it('takes no notice of what is found without a reason, or of another kind', () => {
      expect(planIssuance(asked({ observation: seen({ ordersFound: [found] }) })).memory.order).toBeUndefined();
      const observation = seen({ ordersFound: [{ via: 'package', orderId: '7' }] });
      expect(planIssuance(asked({ openIntents, observation })).memory.order).toBeUndefined();
    });

    it('is ordered again once it counts as not begun', () => {
      expect(ids(planIssuance(asked({ observation: seen({ ordersFound: [] }) })))).toEqual(['order-certificate']);
    });
  });
});

const FAILED = {
  count: 1,
  code: 'serverInternal',
  message: 'it is down',
  at: NOW,
  tryAgainAt: NOW + HOUR,
  generation: 1,
};

describe('proving a name (G40)', () => {
  it('adds its record, then has it looked at', () => {
    const decision = proving({});
    expect(decision.plan.steps).toMatchObject([
      { kind: 'add-challenge-record', record: RECORD, ttl: 600, mark: MARK },
      { kind: 'answer-challenge', url: 'https://ca.example/chall/chat.example.com', name: 'chat.example.com' },
    ]);
    expect(ready(decision)).toEqual([`add-challenge-record/${RECORD_KEY}`]);
  });

  it('follows an alias to where the record goes', () => {
    const recordName = 'chat.acme.example.net';
    const decision = proving({ recordName, zone: 'example.net', aliases: [recordName] });
    expect(decision.plan.steps[0]).toMatchObject({ record: { recordName, zone: 'example.net', value: VALUE } });
  });

  it.each([
    ['not-yet' as const, [`published/${RECORD_KEY}`], []],
    ['silent' as const, [`published/${RECORD_KEY}`], []],
    [undefined, [`published/${RECORD_KEY}`], []],
    ['published' as const, [], ['answer-challenge/chat.example.com']],
  ])('waits until every name server says it (%s)', (publication, expectedWaits, expectedReady) => {
    const published = publication ? { [RECORD_KEY]: publication } : {};
    const decision = proving({ existing: [STORED] }, { challengeRecords: [RECORD] }, { published });
    expect(waits(decision)).toEqual(expectedWaits);
    expect(ready(decision)).toEqual(expectedReady);
    expect(decision.memory.challengeRecords).toEqual([{ ...RECORD, recordId: 'r1', waitedSince: NOW }]);
  });

  it('gives up after 15 minutes, and takes the record away', () => {
    const late = { challengeRecords: [{ ...RECORD, recordId: 'r1', waitedSince: NOW }] };
    const at = (now: number, publication: 'not-yet' | 'silent') =>
      proving({ existing: [STORED] }, late, { published: { [RECORD_KEY]: publication } }, { now });
    expect(at(NOW + 15 * 60_000 - 1, 'not-yet').memory.order).toBeDefined();
    const decision = at(NOW + 15 * 60_000, 'silent');
    expect(decision.memory.order).toBeUndefined();
    expect(decision.memory.failure).toMatchObject({ code: 'PropagationTimedOut', count: 1 });
    expect(decision.memory.failure?.message).toContain('one of them does not answer');
    expect(decision.plan.steps).toMatchObject([
      { kind: 'remove-challenge-record', record: { ...RECORD, recordId: 'r1' } },
    ]);
    expect(decision.plan.steps[0]).not.toHaveProperty('record.waitedSince');
  });

  it('does not give up what the authority looks at already', () => {
    const challenge = { url: 'u', status: 'processing' as const, value: VALUE };
    const decision = proving(
      { existing: [STORED] },
      { challengeRecords: [{ ...RECORD, recordId: 'r1', waitedSince: NOW - DAY }] },
      { order: orderThat({ authorizations: [pending({ challenge })] }) },
    );
    expect(waits(decision)).toEqual(['validated/chat.example.com']);
    expect(ids(decision)).toEqual([]);
  });

  it('uses a record that somebody else made, and never takes it away', () => {
    const published = { [RECORD_KEY]: 'published' as const };
    const using = proving({ existing: [{ ...STORED, remark: 'by hand' }] }, {}, { published });
    expect(ids(using)).toEqual(['answer-challenge/chat.example.com']);
    expect(using.memory.challengeRecords).toEqual([]);
  });

  it('knows its own by the mark, where memory does not', () => {
    const decision = proving({ existing: [{ ...STORED, remark: MARK }] });
    expect(decision.memory.challengeRecords).toEqual([{ ...RECORD, recordId: 'r1', waitedSince: NOW }]);
    const others = proving({
      existing: [
        { ...STORED, value: 'else', remark: MARK },
        { ...STORED, type: 'A', remark: MARK },
      ],
    });
    expect(others.memory.challengeRecords).toEqual([]);
    const unzoned = proving({ zone: undefined, existing: [{ ...STORED, remark: MARK }] });
    expect(unzoned.memory.challengeRecords).toEqual([]);
  });

  it.each([
    ['another one took its place', [{ ...STORED, recordId: 'r2' }], [{ ...RECORD, recordId: 'r1' }]],
    ['its value was changed', [{ ...STORED, value: 'else' }], []],
    ['it is listed late', [], [{ ...RECORD, recordId: 'r1' }]],
  ])('does not take for its own what is not: %s', (_, existing, expected) => {
    const decision = proving({ existing }, { challengeRecords: [{ ...RECORD, recordId: 'r1' }] });
    expect(decision.memory.challengeRecords).toEqual(expected);
  });

  it('proves an apex and its wildcard at one place with two records', () => {
    const challenge = { url: 'https://ca.example/chall/wild', status: 'pending' as const, value: 'wild' };
    const order = orderThat({ authorizations: [pending(), pending({ wildcard: true, challenge })] });
    const decision = proving({}, {}, { order });
    expect(ready(decision)).toEqual([`add-challenge-record/${RECORD_KEY}`, `add-challenge-record/${ASKED} wild`]);
    expect(ids(decision)).toContain('answer-challenge/*.chat.example.com');
    const unknown = ordered({ order });
    expect(waits(unknown)).toEqual([`place/${ASKED}`]);
  });

  it.each([
    ['no zone holds it', { zone: undefined }, 'ZoneMissing', 'CNAME'],
    ['the zone is asked elsewhere', { delegated: false }, 'NotDelegated', 'registrar'],
    ['the zone is asked nowhere', { delegated: false, nameServers: [] }, 'NotDelegated', 'registrar'],
    [
      'it would hide a wildcard',
      { shadowed: [{ name: 'chat.example.com', wildcard: '*.example.com', target: 'gw.example.net' }] },
      'WouldShadow',
      'make a record of its own for chat.example.com (→ gw.example.net)',
    ],
  ])('is held up where %s', (_, is, reason, wayOut) => {
    const decision = proving(is);
    expect(hindrances(decision)).toEqual([reason]);
    expect(decision.plan.blocked[0]?.wayOut).toContain(wayOut);
    expect(ids(decision)).toEqual([]);
  });

  it('waits for the record that dns-recorder is about to make, where it would hide a wildcard until then', () => {
    const shadowed = [{ name: 'chat.example.com', wildcard: '*.example.com', target: 'gw.example.net' }];
    const decision = proving({ shadowed, comingSoon: ['chat.example.com'] });
    expect(decision.plan.waits).toMatchObject([{ id: 'recorded/chat.example.com', on: 'peer' }]);
    expect(ids(decision)).toEqual([]);
  });
});

describe('an order', () => {
  it.each([
    ['its authority does not answer', undefined, {}, ['order-seen'], []],
    ['it is not of the kind it was', { via: 'package', state: 'payed' }, {}, ['order-seen'], []],
    ['all names are proved', orderThat({ authorizations: [pending({ status: 'valid' })] }), {}, ['order-ready'], []],
    ['it is ready', orderThat({ status: 'ready' }), {}, [], ['make-key', 'finalise-order']],
    ['it is ready, and its key is made', orderThat({ status: 'ready' }), { sealedKey: SEALED }, [], ['finalise-order']],
    ['it is signed', orderThat({ status: 'processing' }), { sealedKey: SEALED }, ['issued'], []],
    [
      'it is valid',
      orderThat({ status: 'valid', certificate: 'u' }),
      { sealedKey: SEALED },
      [],
      ['fetch-certificate', 'upload-certificate'],
    ],
    ['it is valid, without its certificate', orderThat({ status: 'valid' }), { sealedKey: SEALED }, ['issued'], []],
    ['its certificate was fetched', 'gone', { sealedKey: SEALED, chainPem: 'chain' }, [], ['upload-certificate']],
  ] as const)('%s', (_, order, is, expectedWaits, steps) => {
    const decision = ordered({ order: order as never }, { order: { ...ORDER, ...is } });
    expect(waits(decision)).toEqual(expectedWaits);
    expect(ids(decision)).toEqual(steps);
    expect(ready(decision)).toEqual(steps.slice(0, 1));
  });

  it('names the certificate after the issuance', () => {
    const decision = ordered({}, { order: { ...ORDER, chainPem: 'chain' } });
    expect(decision.plan.steps).toMatchObject([{ namePrefix: `torii_chat_example_com_${KEY.slice(-8)}` }]);
  });

  const error = { code: 'dns', message: 'no record' };
  const bad = { url: 'u', status: 'invalid' as const, value: VALUE };
  it.each([
    ['gone', 'gone', 'OrderGone'],
    ['invalid with a reason', orderThat({ status: 'invalid', error }), 'dns'],
    [
      'invalid with a challenge that tells',
      orderThat({ status: 'invalid', authorizations: [pending({ status: 'invalid', challenge: { ...bad, error } })] }),
      'dns',
    ],
    ['invalid without any', orderThat({ status: 'invalid', authorizations: [] }), 'OrderInvalid'],
    [
      'pending with a broken challenge',
      orderThat({ authorizations: [pending({ challenge: { ...bad, error } })] }),
      'dns',
    ],
    [
      'pending with an authorization that is over',
      orderThat({ authorizations: [pending({ status: 'expired' })] }),
      'AuthorizationOver',
    ],
    [
      'pending without a challenge in the DNS',
      orderThat({ authorizations: [pending({ challenge: undefined })] }),
      'NoDnsChallenge',
    ],
    ['valid with a key nobody has', orderThat({ status: 'valid', certificate: 'u' }), 'KeyUnknown'],
  ] as const)('%s: noted, forgotten, cleaned up after, tried again later', (_, order, code) => {
    const decision = ordered({ order }, { challengeRecords: [{ ...RECORD, recordId: 'r1' }] });
    expect(decision.memory.failure).toMatchObject({ code, count: 1, tryAgainAt: NOW + HOUR, generation: 1 });
    expect(decision.memory.order).toBeUndefined();
    expect(ids(decision)).toEqual([`remove-challenge-record/${RECORD_KEY}`]);
  });

  it('that its authority calls replaced already is made anew at once, without `replaces`', () => {
    const order = orderThat({ status: 'invalid', error: { code: 'alreadyReplaced', message: 'no' } });
    const decision = ordered({ order }, { current: held() }, { now: NOW + 61 * DAY });
    expect(decision.memory).toMatchObject({ withoutReplaces: true, order: undefined });
    expect(decision.plan.steps).toMatchObject([{ kind: 'order-certificate' }]);
    expect(decision.plan.steps[0]).not.toHaveProperty('replaces');
  });

  it('of another kind than is wanted counts for nothing', () => {
    const decision = ordered({}, { order: { via: 'package', orderId: '1', startedAt: NOW } });
    expect(ids(decision)).toEqual(['order-certificate']);
    expect(decision.memory.order).toBeUndefined();
    const settled = ordered({}, { order: { via: 'package', orderId: '1', startedAt: NOW }, current: held() });
    expect(settled.memory.order).toBeUndefined();
  });

  it('goes on while its record cannot be seen, and keeps it', () => {
    const decision = ordered({ order: undefined }, { challengeRecords: [{ ...RECORD, recordId: 'r1' }] });
    expect(ids(decision)).toEqual([]);
    expect(decision.memory.challengeRecords).toHaveLength(1);
  });
});

describe('records whose proof is over', () => {
  const proved = { order: orderThat({ authorizations: [pending({ status: 'valid' })] }) };

  it('go as soon as their name is proved, by id and value', () => {
    const decision = ordered(proved, { challengeRecords: [{ ...RECORD, recordId: 'r1' }] });
    expect(decision.plan.steps).toMatchObject([
      { kind: 'remove-challenge-record', record: { recordId: 'r1', value: VALUE } },
    ]);
  });

  it('are forgotten where they were never made, once that is known', () => {
    const memory = { challengeRecords: [RECORD] };
    const openIntents = [`add-challenge-record/${RECORD_KEY}`];
    expect(ordered(proved, memory, { openIntents }).memory.challengeRecords).toEqual([RECORD]);
    const later = ordered(proved, memory);
    expect(later.memory.challengeRecords).toEqual([]);
    expect(ids(later)).toEqual([]);
  });
});

describe('a certificate that nobody wants any more', () => {
  const unwanted = wantedFrom(ACME, []);

  it('is retired, its order given up, its records removed', () => {
    const decision = ordered(
      { order: orderThat(), places: { [ASKED]: place() } },
      { current: held(), challengeRecords: [{ ...RECORD, recordId: 'r1' }] },
      { wanted: unwanted },
    );
    expect(decision.memory.order).toBeUndefined();
    expect(decision.memory.current).toBeUndefined();
    expect(decision.memory.retired).toMatchObject([{ certificateId: '100', replacedAt: NOW }]);
    expect(ids(decision)).toEqual([`remove-challenge-record/${RECORD_KEY}`]);
    expect(decision.findings).toMatchObject([{ status: 'True', reason: 'NotWanted' }]);
    expect(decision.renewed).toBeUndefined();
    expect(decision.nextCheckAt).not.toBeNull();
  });

  it('is over when nothing is left', () => {
    expect(planIssuance(asked({ wanted: unwanted }))).toMatchObject({ nextCheckAt: null, plan: { steps: [] } });
  });

  it('is not over while an order may come to light', () => {
    const decision = planIssuance(asked({ wanted: unwanted, openIntents: ['order-certificate'] }));
    expect(waits(decision)).toEqual(['order-found']);
    expect(decision.nextCheckAt).not.toBeNull();
  });

  it('is taken back where it is wanted again in time', () => {
    const { replacedAt: _, ...current } = { ...held(), replacedAt: NOW };
    const memory = remembered({
      retired: [
        { ...held({ certificateId: '80', notAfter: NOW + 80 * DAY }), replacedAt: NOW },
        { ...current, replacedAt: NOW },
        { ...held({ certificateId: '70', notBefore: NOW - 80 * DAY, notAfter: NOW + 10 * DAY }), replacedAt: NOW },
      ],
    });
    const decision = planIssuance(asked({ memory }));
    expect(decision.memory.current).toEqual(current);
    expect(decision.memory.retired.map(({ certificateId }) => certificateId)).toEqual(['80', '70']);
    expect(ids(decision)).toEqual([]);
  });
});

it('seals secrets anew where the master key was changed', () => {
  const decision = planIssuance(
    asked({ memory: remembered({ current: held() }), observation: seen({ sealedWithOld: true }) }),
  );
  expect(ids(decision)).toEqual(['reseal']);
});
