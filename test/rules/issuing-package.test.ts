import { describe, expect, it } from 'vitest';
import type { IssuanceInput } from '../../shared/domain-rules/issuing/input.ts';
import type { ObservedPackageOrder } from '../../shared/domain-rules/issuing/observation.ts';
import { planIssuance } from '../../shared/domain-rules/issuing/plan-issuance.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { asked, DAY, HOUR, held, NOW, PACKAGE, place, remembered, seen, wantedFrom } from './issuing-worlds.ts';

const ORDER = { via: 'package' as const, orderId: '98987582437920968', startedAt: NOW };
const NAME = '_dnsauth.chat.example.com';
const RECORD = { name: NAME, type: 'TXT' as const, value: 'dv' };
const KEYED = `${NAME} dv`;
const { ariId: _, ...PLAIN } = held({ certificateId: '200', name: 'cert-200' });

function wish(observation: Partial<IssuanceInput['observation']> = {}, memory = {}, rest: Partial<IssuanceInput> = {}) {
  return planIssuance(
    asked({
      wanted: wantedFrom(PACKAGE),
      observation: seen({ packageLeft: 3, issuer: undefined, ...observation }),
      memory: remembered(memory),
      ...rest,
    }),
  );
}

function following(
  is: Partial<ObservedPackageOrder>,
  observation = {},
  memory = {},
  rest: Partial<IssuanceInput> = {},
) {
  const order = { via: 'package' as const, state: 'domain_verify' as const, ...is };
  const places = { [NAME]: place({ recordName: NAME, ...(observation as { place?: object }).place }) };
  return wish({ order, places, ...observation }, { order: ORDER, ...memory }, rest);
}

describe('a certificate of a package (G40)', () => {
  it('is applied for where there is none', () => {
    expect(wish().plan.steps).toMatchObject([
      {
        id: 'apply-for-package',
        kind: 'apply-for-package',
        product: PACKAGE.product,
        names: PACKAGE.names,
        repeatable: false,
      },
    ]);
  });

  it('is held up where the package is empty', () => {
    expect(wish({ packageLeft: 0 }).plan).toMatchObject({ steps: [], blocked: [{ reason: 'PackageEmpty' }] });
    expect(wish({ packageLeft: undefined }).plan.steps).toHaveLength(1);
  });

  const current = held({ orderId: '42' });
  it.each([
    ['by its order where it expires', { current }, {}, 'renew-package-order'],
    ['by a new one where its order is not known', { current: held() }, {}, 'apply-for-package'],
    [
      'by a new one where that failed',
      { current, failure: { ...failure(), at: 0, tryAgainAt: 0 } },
      {},
      'apply-for-package',
    ],
    ['by a new one where it is revoked', { current }, { held: { '100': { status: 'revoked' } } }, 'apply-for-package'],
  ] as const)('is renewed %s', (_, memory, observation, kind) => {
    const decision = wish(observation, memory, { now: NOW + 70 * DAY });
    expect(decision.plan.steps).toMatchObject([{ id: 'apply-for-package', kind }]);
  });

  it('is renewed by its order in an emergency too', () => {
    const decision = wish({}, { current }, { now: NOW + 87 * DAY });
    expect(decision.plan.steps).toMatchObject([
      { kind: 'renew-package-order', orderId: '42', reason: 'EmergencyFloor' },
    ]);
  });

  it('goes on with an order whose answer was lost', () => {
    const openIntents = ['apply-for-package'];
    const found = wish({ ordersFound: [{ via: 'package', orderId: '7' }] }, {}, { openIntents });
    expect(found.memory.order).toEqual({ via: 'package', orderId: '7', startedAt: NOW });
    expect(wish({ ordersFound: [] }, {}, { openIntents }).plan.waits).toMatchObject([{ id: 'order-found' }]);
  });
});

describe('a package order', () => {
  it('has the record made that proves the name, and known to all', () => {
    const adding = following({ record: RECORD });
    expect(adding.plan.steps).toMatchObject([
      { kind: 'add-challenge-record', record: { recordName: NAME, zone: 'example.com', type: 'TXT', value: 'dv' } },
    ]);
    const existing = [{ recordId: 'r', type: 'TXT', value: 'dv' }];
    const stored = following({ record: RECORD }, { place: { existing } });
    expect(stored.plan.waits).toMatchObject([{ id: `published/${KEYED}` }]);
    const published = following({ record: RECORD }, { place: { existing }, published: { [KEYED]: 'published' } });
    expect(published.plan.waits).toMatchObject([{ id: 'package-issued', typicalSeconds: 120 }]);
  });

  it('says that a record is late, and goes on waiting: the service ends the order by itself', () => {
    const existing = [{ recordId: 'r', type: 'TXT', value: 'dv' }];
    const record = { recordName: NAME, zone: 'example.com', type: 'TXT' as const, value: 'dv', waitedSince: NOW };
    const memory = { challengeRecords: [record] };
    const late = following({ record: RECORD }, { place: { existing } }, memory, { now: NOW + HOUR });
    expect(late.plan).toMatchObject({
      steps: [],
      waits: [{ id: `published/${KEYED}` }],
      blocked: [{ reason: 'PropagationTimedOut' }],
    });
    expect(late.memory.order).toEqual(ORDER);
  });

  it.each([
    ['no zone holds the name', { zone: undefined }, RECORD, 'ZoneMissing'],
    [
      'a CNAME would stand among others',
      { existing: [{ recordId: 'r', type: 'A', value: '192.0.2.1' }] },
      { ...RECORD, type: 'CNAME' as const },
      'NameTaken',
    ],
  ])('is held up where %s', (_, is, record, reason) => {
    expect(following({ record }, { place: is }).plan).toMatchObject({ steps: [], blocked: [{ reason }] });
  });

  it('is proved by a CNAME where that is asked for', () => {
    const decision = following({ record: { ...RECORD, type: 'CNAME' } });
    expect(decision.plan.steps).toMatchObject([{ record: { type: 'CNAME' } }]);
  });

  it('knows its record by the mark, where memory does not', () => {
    const mark = (following({ record: RECORD }).plan.steps[0] as unknown as { mark: string }).mark;
    const existing = [{ recordId: 'r', type: 'TXT', value: 'dv', remark: mark }];
    const found = following({ record: RECORD }, { place: { existing } });
    expect(found.memory.challengeRecords).toMatchObject([{ recordId: 'r', value: 'dv' }]);
  });

  it.each([
    ['without a record yet', { state: 'domain_verify' }, 'package-issued'],
    ['being signed', { state: 'process' }, 'package-issued'],
    ['being put into the service', { state: 'certificate' }, 'package-issued'],
    ['not taken on yet', { state: 'payed' }, 'package-issued'],
    ['of a state without a name', { state: 'unknown' }, 'package-issued'],
  ] as const)('%s: waits', (_, is, wait) => {
    const decision = following(is);
    expect(decision.plan).toMatchObject({ steps: [], waits: [{ id: wait }] });
    expect(decision.memory.order).toEqual(ORDER);
  });

  it('that cannot be looked at waits, with its records as they are', () => {
    const record = { recordName: NAME, zone: 'example.com', type: 'TXT' as const, value: 'dv', recordId: 'r' };
    const decision = wish({ order: undefined }, { order: ORDER, challengeRecords: [record] });
    expect(decision.plan).toMatchObject({ steps: [], waits: [{ id: 'order-seen' }] });
  });

  it.each([
    ['its check failed', { via: 'package', state: 'verify_fail' }, NOW, 'VerifyFailed'],
    ['it is gone', 'gone', NOW, 'OrderGone'],
    ['nobody takes it on for a day', { via: 'package', state: 'payed' }, NOW + DAY, 'OrderStuck'],
  ] as const)('fails where %s', (_, order, now, code) => {
    const { memory } = wish({ order }, { order: ORDER }, { now });
    expect(memory.order).toBeUndefined();
    expect(memory.failure).toMatchObject({ code, count: 1 });
  });

  it('ends in a certificate that is in the service already', () => {
    const memory = { current: held(), failure: failure() };
    const decision = following({ state: 'certificate', issued: PLAIN }, {}, memory);
    expect(decision.memory).toMatchObject({
      current: { certificateId: '200', orderId: ORDER.orderId, heldSince: NOW },
      retired: [{ certificateId: '100', replacedAt: NOW }],
    });
    expect(decision.memory.order).toBeUndefined();
    expect(decision.memory.failure).toBeUndefined();
    expect(decision.renewed?.certificateId).toBe('200');
    expect(decision.plan.steps).toEqual([]);
  });

  it('that nobody wants any more is cancelled while that can be, else forgotten', () => {
    const unwanted = { wanted: wantedFrom(PACKAGE, []) };
    for (const state of ['domain_verify', 'process'] as const) {
      const decision = following({ state }, {}, {}, unwanted);
      expect(decision.plan.steps).toMatchObject([{ kind: 'cancel-package-order', orderId: ORDER.orderId }]);
      expect(decision.memory.order).toEqual(ORDER);
    }
    expect(following({ state: 'verify_fail' }, {}, {}, unwanted)).toMatchObject({ nextCheckAt: null });
    expect(wish({ order: 'gone' }, { order: ORDER }, unwanted)).toMatchObject({ nextCheckAt: null });
    expect(
      wish({ order: { via: 'acme', status: 'pending', authorizations: [] } }, { order: ORDER }, unwanted),
    ).toMatchObject({ nextCheckAt: null });
    const unseen = wish({ order: undefined }, { order: ORDER }, unwanted);
    expect(unseen.plan.waits).toMatchObject([{ id: 'order-seen' }]);
    expect(readySteps(unseen.plan)).toEqual([]);
  });
});

function failure() {
  return { count: 1, code: 'VerifyFailed', message: 'no', at: NOW, tryAgainAt: NOW + HOUR, generation: 1 };
}
