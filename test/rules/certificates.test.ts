import { describe, expect, it } from 'vitest';
import {
  type CertificateFact,
  chooseCertificate,
  coversName,
  decideCertificate,
  renewAt,
  renewalChecks,
} from '../../shared/domain-rules/certificates.ts';

const DAY = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 0, 20);
const domain = 'chat.example.com';

describe('whether a certificate covers a name (G40)', () => {
  it.each([
    ['chat.example.com', domain, true],
    ['CHAT.Example.com.', domain, true],
    ['*.example.com', domain, true],
    ['*.example.com', 'Chat.EXAMPLE.com.', true],
    ['*.example.com', 'a.chat.example.com', false],
    ['*.example.com', 'example.com', false],
    ['*.chat.example.com', domain, false],
    ['c*.example.com', domain, false],
    ['*.com', 'example.com', false],
    ['*', domain, false],
    ['*.localhost', 'localhost', false],
    ['example.com', domain, false],
  ])('%s for %s: %s', (name, wanted, expected) => {
    expect(coversName(['other.example', name], wanted)).toBe(expected);
  });

  it('needs a name', () => {
    expect(coversName([], domain)).toBe(false);
  });
});

describe('choosing a certificate', () => {
  it('takes the one that ends last, and counts why not the others', () => {
    const choice = chooseCertificate(
      [
        certificate({ certificateId: '1', notAfter: now + 30 * DAY }),
        certificate({ certificateId: '2', notAfter: now + 90 * DAY }),
        certificate({ certificateId: '3', names: ['www.example.com'] }),
        certificate({ certificateId: '4', notAfter: now - 1 }),
        certificate({ certificateId: '5', notBefore: now + 1 }),
        certificate({ certificateId: '6', hasPrivateKey: false }),
        certificate({ certificateId: '7', names: [] }),
      ],
      domain,
      now,
    );
    expect(choice).toMatchObject({ chosen: { certificateId: '2' }, reason: 'NewestFitting' });
    expect(choice.rest).toEqual([
      { reason: 'NamesDiffer', count: 2 },
      { reason: 'Expired', count: 1 },
      { reason: 'NotYetValid', count: 1 },
      { reason: 'NoPrivateKey', count: 1 },
      { reason: 'ExpiresSooner', count: 1 },
    ]);
  });

  it.each([
    ['9', '10', '10'],
    ['98987582437920968', '98987582437920969', '98987582437920969'],
    ['98987582437920969', '98987582437920968', '98987582437920969'],
  ])('of two that end together, %s and %s, takes %s', (one, other, chosen) => {
    const candidates = [one, other].map((certificateId) => certificate({ certificateId }));
    expect(chooseCertificate(candidates, domain, now).chosen?.certificateId).toBe(chosen);
  });

  it('is valid from its first to its last instant', () => {
    const candidates = [certificate({ notBefore: now, notAfter: now + DAY })];
    const chosenAt = (at: number) => chooseCertificate(candidates, domain, at).chosen !== undefined;
    expect([now - 1, now, now + DAY, now + DAY + 1].map(chosenAt)).toEqual([false, true, true, false]);
  });

  it('says so when none fits', () => {
    expect(chooseCertificate([], domain, now).message).toBe('None of 0 certificates fits chat.example.com.');
    expect(chooseCertificate([certificate({ names: ['x'] })], domain, now)).toMatchObject({
      chosen: undefined,
      reason: 'NoneFits',
      message: 'None of 1 certificates fits chat.example.com: 1 NamesDiffer.',
    });
  });
});

describe('when renewal is due (G63)', () => {
  it.each([
    [6, 2],
    [30, 10],
    [31, 20],
    [47, 20],
    [90, 30],
    [398, 398 / 3],
  ])('a life of %d days is renewed with %d days left', (life, left) => {
    expect(renewAt({ notBefore: now, notAfter: now + life * DAY })).toBe(now + (life - left) * DAY);
  });

  it('checks in a fixed order', () => {
    const fact = certificate({ names: ['x.example.com'], notAfter: now - 1 });
    const reasons = (question: { current: string | undefined; fact: CertificateFact | undefined }) =>
      renewalChecks.flatMap(
        (check) => check({ domain, now, candidates: question.fact ? [question.fact] : [], ...question })?.reason ?? [],
      );
    expect(reasons({ current: undefined, fact: undefined })).toEqual(['NotChosen', 'Gone']);
    expect(reasons({ current: '1', fact: undefined })).toEqual(['Gone']);
    expect(reasons({ current: '1', fact })).toEqual(['NamesDiffer', 'Expired', 'Expiring']);
    expect(reasons({ current: '1', fact: certificate({}) })).toEqual([]);
  });
});

describe('deciding which certificate serves a domain', () => {
  const fresh = certificate({ certificateId: '2', notBefore: now - DAY, notAfter: now + 89 * DAY });
  const due = certificate({ certificateId: '1', notBefore: now - 78 * DAY, notAfter: now + 12 * DAY });
  const over = certificate({ certificateId: '1', notBefore: now - 91 * DAY, notAfter: now - DAY });
  const wrong = certificate({ certificateId: '1', names: ['www.example.com'], notAfter: now + 300 * DAY });
  const next = certificate({ certificateId: '3', notBefore: now + DAY, notAfter: now + 91 * DAY });

  it.each<[string, string | undefined, CertificateFact[], Record<string, unknown>]>([
    [
      'none serves yet',
      undefined,
      [fresh],
      { kind: 'use', reason: 'NotChosen', certificateId: '2', nextCheckAt: renewAt(fresh) },
    ],
    ['it is fine', '2', [fresh], { kind: 'keep', reason: 'Valid', certificateId: '2', nextCheckAt: renewAt(fresh) }],
    [
      'it is fine and a newer one is there',
      '2',
      [fresh, certificate({ certificateId: '9', notAfter: fresh.notAfter + 1 })],
      { kind: 'use', reason: 'Superseded', certificateId: '9' },
    ],
    [
      'it is fine and another ends with it',
      '2',
      [fresh, { ...fresh, certificateId: '9' }],
      { kind: 'keep', certificateId: '2' },
    ],
    [
      'it is fine and a newer one becomes valid before it is due',
      '2',
      [fresh, next],
      { kind: 'keep', certificateId: '2', nextCheckAt: next.notBefore },
    ],
    [
      'it is fine and a newer one is for other names',
      '2',
      [fresh, wrong],
      { kind: 'keep', certificateId: '2', nextCheckAt: renewAt(fresh) },
    ],
    ['it is gone', '1', [fresh], { kind: 'use', reason: 'Gone', certificateId: '2' }],
    ['it is for other names', '1', [wrong, fresh], { kind: 'use', reason: 'NamesDiffer', certificateId: '2' }],
    ['it has expired', '1', [over, fresh], { kind: 'use', reason: 'Expired', certificateId: '2' }],
    ['it expires soon', '1', [due, fresh], { kind: 'use', reason: 'Expiring', certificateId: '2' }],
    [
      'it expires soon, and nothing later is there',
      '1',
      [due],
      { kind: 'none', reason: 'Expiring', certificateId: '1', nextCheckAt: due.notAfter + 1 },
    ],
    [
      'it expires soon, and another expires with it',
      '1',
      [due, { ...due, certificateId: '8' }],
      { kind: 'none', reason: 'Expiring', certificateId: '1' },
    ],
    [
      'it expires soon, and the next is not valid yet',
      '1',
      [due, next, { ...next, certificateId: '4', notBefore: now + 2 * DAY }],
      { kind: 'none', reason: 'Expiring', certificateId: '1', nextCheckAt: next.notBefore },
    ],
    [
      'it has expired, and none fits',
      '1',
      [over],
      { kind: 'none', reason: 'Expired', certificateId: '1', nextCheckAt: null },
    ],
    [
      'it is gone, and none fits',
      '1',
      [],
      { kind: 'none', reason: 'Gone', certificateId: undefined, nextCheckAt: null },
    ],
    [
      'none serves and none fits',
      undefined,
      [],
      { kind: 'none', reason: 'NotChosen', certificateId: undefined, nextCheckAt: null },
    ],
    [
      'none serves, and the only one that fits is due itself',
      undefined,
      [due, next],
      { kind: 'use', reason: 'NotChosen', certificateId: '1', nextCheckAt: next.notBefore },
    ],
  ])('%s', (_, current, candidates, expected) => {
    expect(decideCertificate({ domain, current, candidates, now })).toMatchObject(expected);
  });

  it('names the next instant that matters, never the present one', () => {
    const justOver = certificate({ notAfter: now - 1 });
    const justDue = certificate({ notBefore: now - 60 * DAY, notAfter: now + 30 * DAY });
    const nextCheck = (current: string | undefined, fact: CertificateFact) =>
      decideCertificate({ domain, current, candidates: [fact], now }).nextCheckAt;
    expect(nextCheck('1', justOver)).toBeNull();
    expect(nextCheck(undefined, justDue)).toBe(justDue.notAfter + 1);
    expect(nextCheck('1', { ...justDue, notAfter: justDue.notAfter + 3 })).toBe(now + 2);
  });

  it('is not due an instant before its renewal time, and is at it', () => {
    const decided = (at: number) => decideCertificate({ domain, current: '2', candidates: [fresh], now: at }).reason;
    expect([renewAt(fresh) - 1, renewAt(fresh), fresh.notAfter, fresh.notAfter + 1].map(decided)).toEqual([
      'Valid',
      'Expiring',
      'Expiring',
      'Expired',
    ]);
  });

  it.each<[CertificateFact[], string | undefined, string]>([
    [
      [due],
      '1',
      'Certificate 1 of chat.example.com expires in 12 days (2026-02-01). Upload or buy one in Certificate Management Service that covers chat.example.com and is valid beyond 2026-02-01.',
    ],
    [[{ ...due, notAfter: now + DAY + 1 }], '1', 'expires in 1 day (2026-01-21).'],
    [[due, next], '1', 'Certificate 3 takes over when it becomes valid on 2026-01-21.'],
    [
      [],
      undefined,
      'No certificate serves chat.example.com yet. Upload or buy one in Certificate Management Service that covers chat.example.com.',
    ],
    [[over], '1', 'expired on 2026-01-19.'],
    [[wrong], '1', 'Certificate 1 is for www.example.com, not for chat.example.com.'],
    [[{ ...wrong, names: [] }], '1', 'is for no name'],
  ])('says how long it lasts and what to do: case %#', (candidates, current, part) => {
    expect(decideCertificate({ domain, current, candidates, now }).message).toContain(part);
  });
});

function certificate(fields: Partial<CertificateFact>): CertificateFact {
  return {
    certificateId: '1',
    name: 'chat',
    names: [domain],
    notBefore: now - 10 * DAY,
    notAfter: now + 80 * DAY,
    ...fields,
  };
}
