import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssuanceInput } from '../../shared/domain-rules/issuing/input.ts';
import { planIssuance } from '../../shared/domain-rules/issuing/plan-issuance.ts';
import { replaceCurrent } from '../../shared/domain-rules/issuing/remember-look.ts';
import { asked, DAY, HOUR, held, NOW, ORDER, remembered, retired, seen, use } from './issuing-worlds.ts';

/** Certificate 90 was replaced by 100 when the time began. */
function old(observation: Partial<IssuanceInput['observation']>, now = NOW + DAY, is = {}, memory = {}) {
  return planIssuance(
    asked({
      now,
      memory: remembered({ current: held(), retired: [retired(is)], ...memory }),
      observation: seen({ held: { '90': { status: 'issued' } }, ...observation }),
    }),
  );
}

const serves = use({ wanted: '100', attached: '100', proved: '100', attachedSince: NOW });

describe('an old certificate (G40)', () => {
  const cases: [string, Partial<IssuanceInput['observation']>, number, object, boolean][] = [
    ['that nothing uses, a day later', {}, NOW + DAY, {}, true],
    ['within the day', {}, NOW + DAY - 1, {}, false],
    [
      'whose successor is proved, a day after it was attached',
      { uses: [{ ...serves, attachedSince: NOW + 5 }] },
      NOW + DAY + 5,
      {},
      true,
    ],
    ['within that day', { uses: [{ ...serves, attachedSince: NOW + 5 }] }, NOW + DAY + 4, {}, false],
    [
      'whose successor is proved, since nobody knows when',
      { uses: [{ ...serves, attachedSince: undefined }] },
      NOW + DAY,
      {},
      true,
    ],
    ['whose successor is not proved', { uses: [{ ...serves, proved: undefined }] }, NOW + 9 * DAY, {}, false],
    ['whose successor is to be attached yet', { uses: [use({ wanted: '100' })] }, NOW + 9 * DAY, {}, false],
    [
      'whose successor cannot be proved, attached for two days',
      { uses: [{ ...serves, proved: undefined, provable: false }] },
      NOW + 2 * DAY,
      {},
      true,
    ],
    ['less than two days', { uses: [{ ...serves, proved: undefined, provable: false }] }, NOW + 2 * DAY - 1, {}, false],
    [
      'attached since nobody knows when',
      { uses: [{ ...serves, proved: undefined, provable: false, attachedSince: undefined }] },
      NOW + 9 * DAY,
      {},
      false,
    ],
    ['that is wanted', { uses: [use({ wanted: '90' })] }, NOW + 9 * DAY, {}, false],
    ['that is attached', { uses: [use({ attached: '90' })] }, NOW + 9 * DAY, {}, false],
    ['that was proved last', { uses: [use({ proved: '90' })] }, NOW + 9 * DAY, {}, false],
    ['that a rollback may come back to', { uses: [use({ keeps: ['90'] })] }, NOW + 9 * DAY, {}, false],
    ['while another is used', { uses: [use({ wanted: '7', attached: '7' })] }, NOW + DAY, {}, true],
    ['that the service knows no use of', { held: { '90': { status: 'issued', usedBy: [] } } }, NOW + DAY, {}, true],
    ['that was not looked at', { held: {} }, NOW + 9 * DAY, {}, false],
    ['that expired', { held: { '90': { status: 'expired' } } }, NOW + 1, {}, true],
    ['that is past its end', {}, NOW + 2, { notAfter: NOW + 1 }, true],
    [
      'that expired, with a successor nobody proved',
      { uses: [{ ...serves, proved: undefined }] },
      NOW + 2,
      { notAfter: NOW + 1 },
      true,
    ],
    ['that expired and is attached', { uses: [use({ attached: '90' })] }, NOW + 2, { notAfter: NOW + 1 }, false],
  ];
  it.each(cases)('%s', (_, observation, now, is, isDeleted) => {
    const decision = old(observation, now, is);
    const deletes = decision.plan.steps.filter(({ kind }) => kind === 'delete-certificate');
    expect(deletes).toMatchObject(isDeleted ? [{ id: 'delete-certificate/90', certificateId: '90' }] : []);
    expect(decision.memory.retired).toHaveLength(1);
  });

  it('that the service says is used stays, and that is said', () => {
    const decision = old({ held: { '90': { status: 'issued', usedBy: ['CDN', 'ALB'] } } }, NOW + 9 * DAY);
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.kept).toEqual([
      { what: 'certificate/90', message: 'certificate 90 is replaced, and used by CDN, ALB outside of Torii' },
    ]);
  });

  it('that somebody deleted is forgotten', () => {
    const decision = old({ held: { '90': { status: 'gone' } } });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.memory.retired).toEqual([]);
  });

  it('that bears no name of ours is left where it is, and that is said', () => {
    const decision = old({}, NOW + DAY, { name: 'cert-90' });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.memory.retired).toEqual([]);
    expect(decision.plan.kept).toMatchObject([{ what: 'certificate/90' }]);
  });

  it('is looked at again when its grace is over, or within the hour where it was not looked at', () => {
    expect(old({}, NOW + HOUR).nextCheckAt).toBe(NOW + DAY);
    expect(old({ held: {} }, NOW).nextCheckAt).toBe(NOW + HOUR);
    const used = { uses: [use({ attached: '90' })] };
    expect(old(used, NOW, { notAfter: NOW + HOUR }).nextCheckAt).toBe(NOW + HOUR + 1);
    expect(old(used, NOW + 2 * HOUR, { notAfter: NOW + HOUR }).nextCheckAt).toBe(NOW + 26 * HOUR);
  });
});

describe('certificates of ours that memory does not know', () => {
  const stray = retired({ certificateId: '80', notAfter: NOW + 20 * DAY });

  it('are treated as old ones', () => {
    const decision = old({ strays: [stray, retired(), retired({ certificateId: '100' })] });
    expect(decision.memory.retired.map(({ certificateId }) => certificateId)).toEqual(['90', '80']);
  });

  it('are left alone while one of them may be what is being uploaded', () => {
    const order = { ...ORDER, chainPem: 'chain' };
    const uploading = old({ strays: [stray] }, NOW, {}, { order });
    expect(uploading.memory.retired).toHaveLength(1);
    const lost = planIssuance(
      asked({
        memory: remembered({ current: held() }),
        observation: seen({ strays: [stray] }),
        openIntents: ['upload-certificate'],
      }),
    );
    expect(lost.memory.retired).toEqual([]);
    const ordering = old({ strays: [stray] }, NOW, {}, { order: ORDER });
    expect(ordering.memory.retired).toHaveLength(2);
  });

  it('serve again where memory knows of none, instead of a new order', () => {
    const decision = planIssuance(asked({ observation: seen({ strays: [retired()] }) }));
    expect(decision.memory.current).toMatchObject({ certificateId: '90' });
    expect(decision.plan.steps).toEqual([]);
  });
});

describe('a newer certificate', () => {
  it('takes the place of the current one and ends what was begun for it', () => {
    const window = { ariId: 'ari.90', start: 1, end: 2, chosen: 1 };
    const before = remembered({
      current: held(),
      order: ORDER,
      window,
      askWindowAt: 5,
      withoutReplaces: true,
      retired: [retired()],
    });
    const after = replaceCurrent(before, held({ certificateId: '101' }), NOW + 1);
    expect(after).toEqual({
      ...remembered(),
      current: held({ certificateId: '101' }),
      retired: [retired(), { ...held(), replacedAt: NOW + 1 }],
    });
  });

  it('is the same one where an upload was called twice', () => {
    const after = replaceCurrent(remembered({ current: held(), retired: [retired()] }), held(), NOW);
    expect(after.retired.map(({ certificateId }) => certificateId)).toEqual(['90']);
    expect(replaceCurrent(remembered(), held(), NOW).retired).toEqual([]);
  });
});

describe('whatever gateways do with certificates', () => {
  const id = fc.constantFrom('90', '91', '100');
  const uses = fc.array(
    fc.record({
      wanted: fc.option(id, { nil: undefined }),
      attached: fc.option(id, { nil: undefined }),
      proved: fc.option(id, { nil: undefined }),
      provable: fc.boolean(),
      attachedSince: fc.option(fc.integer({ min: NOW, max: NOW + 3 * DAY }), { nil: undefined }),
      keeps: fc.subarray(['90', '91', '100']),
    }),
    { maxLength: 3 },
  );
  const state = fc.record({
    status: fc.constantFrom('issued' as const, 'expired' as const, 'revoked' as const),
    usedBy: fc.constantFrom<string[] | undefined>(undefined, [], ['CDN']),
  });
  const names = fc.constantFrom(held().name, 'by hand');
  const world = fc.record({
    uses,
    a: state,
    b: state,
    names: fc.tuple(names, names),
    hours: fc.nat({ max: 96 }),
    left: fc.integer({ min: -1, max: 1 }),
  });

  it('one that is wanted, attached, proved, kept, used elsewhere, current or not ours is never deleted', () => {
    let deletions = 0;
    fc.assert(
      fc.property(world, (is) => {
        const now = NOW + is.hours * HOUR;
        const memory = remembered({
          current: held(),
          retired: [retired({ name: is.names[0] }), retired({ certificateId: '91', name: is.names[1] })],
        });
        const observation = seen({ uses: is.uses.map(use), held: { '90': is.a, '91': is.b }, uploadsLeft: is.left });
        for (const step of planIssuance(asked({ memory, observation, now })).plan.steps) {
          if (step.kind !== 'delete-certificate') continue;
          deletions += 1;
          const { certificateId } = step;
          const used = is.uses.flatMap(({ wanted, attached, proved, keeps }) => [wanted, attached, proved, ...keeps]);
          expect(['100', ...used]).not.toContain(certificateId);
          const [index, seenAs] = certificateId === '90' ? [0, is.a] : [1, is.b];
          expect(seenAs.usedBy ?? []).toEqual([]);
          expect(is.names[index]).toBe(held().name);
          if (seenAs.status === 'expired') continue;
          const serving = is.uses.filter(({ wanted, attached }) => wanted === '100' || attached === '100');
          expect(serving.every(({ proved, provable }) => proved === '100' || !provable)).toBe(true);
          expect(now).toBeGreaterThanOrEqual(NOW + DAY);
        }
      }),
      { numRuns: 1000 },
    );
    expect(deletions).toBeGreaterThan(20);
  });
});
