import { describe, expect, it } from 'vitest';
import type { IssuanceInput } from '../../shared/domain-rules/issuing/input.ts';
import { planIssuance } from '../../shared/domain-rules/issuing/plan-issuance.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import {
  ACME,
  asked,
  DAY,
  given,
  held,
  KEY,
  NOW,
  ORDER,
  orderThat,
  remembered,
  retired,
  SEALED,
  seen,
  UPLOAD,
  use,
  wantedFrom,
} from './issuing-worlds.ts';

function wish(observation: Partial<IssuanceInput['observation']>, memory = {}, rest: Partial<IssuanceInput> = {}) {
  return planIssuance(
    asked({ wanted: wantedFrom(UPLOAD), observation: seen(observation), memory: remembered(memory), ...rest }),
  );
}

describe('a certificate that its owner gives (G40)', () => {
  const same = given({ fingerprint: held().fingerprint, certificateId: '100' });

  it('is put into the service', () => {
    const decision = wish({ upload: given() });
    expect(decision.plan.steps).toMatchObject([
      { kind: 'upload-certificate', namePrefix: `torii_chat_example_com_${KEY.slice(-8)}` },
    ]);
  });

  it('takes the place of the one before', () => {
    expect(wish({ upload: given() }, { current: held() }).plan.steps).toMatchObject([{ kind: 'upload-certificate' }]);
    expect(wish({ upload: same }, { current: held() }).plan.steps).toEqual([]);
  });

  it('is used as it is where it is in the service already', () => {
    const decision = wish({ upload: given({ certificateId: '300' }) }, { current: held() });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.memory).toMatchObject({
      current: { certificateId: '300', name: '', fingerprint: given().fingerprint, heldSince: NOW },
      retired: [{ certificateId: '100' }],
    });
  });

  it('keeps its name where we put it there', () => {
    const stray = retired({ certificateId: '300' });
    const decision = wish({ upload: given({ certificateId: '300' }), strays: [stray] });
    expect(decision.memory).toMatchObject({ current: { certificateId: '300', name: stray.name }, retired: [] });
  });

  it('is put there again where somebody deleted it', () => {
    const decision = wish(
      { upload: { ...same, certificateId: undefined }, held: { '100': { status: 'gone' } } },
      { current: held() },
    );
    expect(decision.plan.steps).toMatchObject([{ kind: 'upload-certificate' }]);
  });

  it.each([
    ['there is none', 'missing', {}, NOW, 'UploadMissing'],
    ['nobody looked', undefined, {}, NOW, 'UploadMissing'],
    ['it expired', given({ notAfter: NOW }), {}, NOW, 'UploadExpired'],
    ['it is due and no other one was given', same, { current: held() }, NOW + 70 * DAY, 'NewerUploadNeeded'],
  ] as const)('is asked for where %s', (_, upload, memory, now, reason) => {
    const { plan, findings } = wish({ upload: upload as never }, memory, { now });
    expect(plan).toMatchObject({
      steps: [],
      blocked: [{ reason, wayOut: 'torii certificates upload chat --cert chain.pem --key key.pem' }],
    });
    expect(findings[0]?.message).toContain('torii certificates upload chat');
  });

  it('cannot be forced: the request counts as answered', () => {
    expect(wish({ upload: same, forcedAt: NOW + 5 }, { current: held() }).memory.forcedAt).toBe(NOW + 5);
  });

  it('is not taken back from the retired: its owner decides', () => {
    const decision = wish({ upload: 'missing' }, { retired: [retired()] });
    expect(decision.memory.current).toBeUndefined();
  });
});

describe('where the account may add no more certificates', () => {
  const uploading = (is: Partial<IssuanceInput['observation']>, memory = {}) =>
    planIssuance(
      asked({
        wanted: wantedFrom(ACME),
        memory: remembered({ order: { ...ORDER, chainPem: 'chain' }, current: held(), ...memory }),
        observation: seen({ uploadsLeft: 0, held: { '90': { status: 'issued' } }, ...is }),
      }),
    );

  it('an old one of ours that nothing uses goes first, though its grace is not over', () => {
    const { plan } = uploading({}, { retired: [retired()] });
    expect(plan.steps.map(({ id }) => id)).toEqual(['upload-certificate', 'delete-certificate/90']);
    expect(readySteps(plan).map(({ id }) => id)).toEqual(['delete-certificate/90']);
  });

  it('what comes before the upload goes on meanwhile', () => {
    const order = { ...ORDER, sealedKey: SEALED };
    const { plan } = uploading(
      { order: orderThat({ status: 'valid', certificate: 'u' }) },
      { order, retired: [retired()] },
    );
    expect(readySteps(plan).map(({ id }) => id)).toEqual(['fetch-certificate', 'delete-certificate/90']);
  });

  it.each([
    ['there is no old one', {}, {}],
    ['a gateway uses it', { uses: [use({ attached: '90' })] }, { retired: [retired()] }],
    [
      'the newer one is not long enough attached',
      { uses: [use({ wanted: '100', attached: '100', attachedSince: NOW, provable: false })] },
      { retired: [retired()] },
    ],
  ])('and %s, its owner is told', (_, is, memory) => {
    const { plan } = uploading(is, memory);
    expect(plan).toMatchObject({ steps: [], blocked: [{ reason: 'QuotaFull' }] });
  });

  it('is tried again after a while, and its owner is told as before', () => {
    const { plan } = uploading({ mayTryUpload: true });
    expect(readySteps(plan).map(({ id }) => id)).toEqual(['upload-certificate']);
    expect(plan.blocked).toMatchObject([{ reason: 'QuotaFull' }]);
  });

  it('matters only where one is to be added', () => {
    const { plan } = planIssuance(
      asked({ memory: remembered({ current: held() }), observation: seen({ uploadsLeft: 0 }) }),
    );
    expect(plan.blocked).toEqual([]);
  });

  it('nothing is known, or there is room: it is added', () => {
    expect(uploading({ uploadsLeft: undefined }).plan.steps).toHaveLength(1);
    expect(uploading({ uploadsLeft: 1 }).plan.steps).toHaveLength(1);
  });
});
