import { describe, expect, it } from 'vitest';
import { alarm, alarmAt } from '../../shared/domain-rules/issuing/alarm.ts';
import { backoffMs, mayTryFrom, noteFailure } from '../../shared/domain-rules/issuing/backoff.ts';
import type { IssuanceMemory } from '../../shared/domain-rules/issuing/issuance.ts';
import type { ChainFault, WindowAnswer } from '../../shared/domain-rules/issuing/observation.ts';
import { judgeRenewal, type RenewalQuestion, renewalChain } from '../../shared/domain-rules/issuing/renewal-chain.ts';
import { isWindowDue, rememberWindow, windowPatienceMs } from '../../shared/domain-rules/issuing/renewal-window.ts';
import { ACME, DAY, given, HOUR, held, NOW, remembered, seen, UPLOAD } from './issuing-worlds.ts';

const END = NOW + 90 * DAY;
const window = { ariId: 'ari.100', start: NOW + 50 * DAY, end: NOW + 52 * DAY, chosen: NOW + 51 * DAY };

function question(given: Partial<RenewalQuestion> = {}): RenewalQuestion {
  return { source: ACME, memory: remembered({ current: held() }), observation: seen(), now: NOW, ...given };
}

function due(given: Partial<RenewalQuestion>): string | undefined {
  return judgeRenewal(question(given)).due?.reason;
}

describe('whether another certificate is due (G63)', () => {
  const at = (memory: Partial<IssuanceMemory>, now: number): Partial<RenewalQuestion> => ({
    memory: remembered({ current: held(), ...memory }),
    now,
  });
  const status = (is: 'issued' | 'revoked' | 'expired' | 'gone') => ({
    observation: seen({ held: { '100': { status: is } } }),
  });
  const faulty = (reason: ChainFault) => ({
    observation: seen({ check: { ok: false, reason, message: 'It is bad.' } }),
  });
  const cases: [string, Partial<RenewalQuestion>, string | undefined][] = [
    ['there is none', { memory: remembered() }, 'Missing'],
    ['a new one', {}, undefined],
    [
      'one that was looked at and is well',
      { observation: seen({ held: { '100': { status: 'issued' } }, check: { ok: true } }) },
      undefined,
    ],
    ['one that nobody looked at', { observation: undefined } as never, undefined],
    ['one for other names', { memory: remembered({ current: held({ names: ['www.example.com'] }) }) }, 'NamesDiffer'],
    ['one for no names', { memory: remembered({ current: held({ names: [] }) }) }, 'NamesDiffer'],
    ['one whose chain bears other names', faulty('NamesDiffer'), 'NamesDiffer'],
    [
      'a wildcard that covers the name',
      { memory: remembered({ current: held({ names: ['*.example.com'] }) }) },
      undefined,
    ],
    ['a deleted one', status('gone'), 'Gone'],
    ['one with a weak key', faulty('KeyTooWeak'), 'KeyTooWeak'],
    ['one with a broken chain', faulty('ChainBroken'), 'ChainBroken'],
    ['one nobody trusts', faulty('NotTrusted'), 'NotTrusted'],
    ['a revoked one', status('revoked'), 'Revoked'],
    ['one the service calls expired', status('expired'), 'Expired'],
    ['at its last millisecond', at({}, END), 'EmergencyFloor'],
    ['after it', at({}, END + 1), 'Expired'],
    ['renewal asked for after it came', { observation: seen({ forcedAt: NOW + 1 }) }, 'Forced'],
    ['renewal asked for before it came', { observation: seen({ forcedAt: NOW }) }, undefined],
    [
      'renewal asked for and answered',
      { ...at({ forcedAt: NOW + 5 }, NOW), observation: seen({ forcedAt: NOW + 5 }) },
      undefined,
    ],
    ['an upload that renewal is asked for', { source: UPLOAD, observation: seen({ forcedAt: NOW + 1 }) }, undefined],
    ['an upload and another one given', { source: UPLOAD, observation: seen({ upload: given() }) }, 'NewerGiven'],
    [
      'an upload and the same given',
      { source: UPLOAD, observation: seen({ upload: given({ fingerprint: held().fingerprint }) }) },
      undefined,
    ],
    [
      'an upload and an expired one given',
      { source: UPLOAD, observation: seen({ upload: given({ notAfter: NOW }) }) },
      undefined,
    ],
    ['an upload and none given', { source: UPLOAD, observation: seen({ upload: 'missing' }) }, undefined],
    ['more than a third of its life left', at({}, END - 30 * DAY - 1), undefined],
    ['a third of its life left', at({}, END - 30 * DAY), 'Expiring'],
    ['a third and its share of the spread left', at({ jitter: 0.5 }, END - 31.5 * DAY), 'Expiring'],
    ['just before that', at({ jitter: 0.5 }, END - 31.5 * DAY - 1), undefined],
    [
      '20 days left of 47',
      { memory: remembered({ current: held({ notAfter: NOW + 47 * DAY }) }), now: NOW + 27 * DAY },
      'Expiring',
    ],
    [
      'more than that',
      { memory: remembered({ current: held({ notAfter: NOW + 47 * DAY }) }), now: NOW + 27 * DAY - 1 },
      undefined,
    ],
    ['before the drawn instant', at({ window }, NOW + 51 * DAY - 1), undefined],
    ['at the drawn instant', at({ window }, NOW + 51 * DAY), 'AriWindow'],
    [
      'a third left, its authority wants it later',
      at({ window: { ...window, chosen: NOW + 70 * DAY } }, NOW + 65 * DAY),
      undefined,
    ],
    [
      'a twentieth left, its authority wants it later',
      at({ window: { ...window, chosen: END } }, END - 4.5 * DAY),
      'EmergencyFloor',
    ],
    ['just before that', at({ window: { ...window, chosen: END } }, END - 4.5 * DAY - 1), undefined],
    ['the window of another certificate', at({ window: { ...window, ariId: 'ari.90' } }, NOW + 51 * DAY), undefined],
  ];
  it.each(cases)('%s', (_, given, reason) => {
    expect(due(given)).toBe(reason);
  });

  it('names the floor that was passed, and both', () => {
    const late = judgeRenewal(question({ now: END - 2 * DAY })).due?.message;
    const later = judgeRenewal(question({ now: END - DAY })).due?.message;
    expect(late).toMatch(/less than 1\/20 .*1\/20 and 1\/50/i);
    expect(later).toMatch(/less than 1\/50 .*1\/20 and 1\/50/i);
  });

  it('gives the verdict of every check for who asks why, in the order of the chain', () => {
    const { verdicts } = judgeRenewal(question({ now: END - 30 * DAY }));
    expect(verdicts.map(({ reason }) => reason)).toEqual(['Missing', ...renewalChain.map(({ reason }) => reason)]);
    expect(verdicts.filter(({ holds }) => holds).map(({ reason }) => reason)).toEqual(['Expiring']);
  });

  it('says what is found where all is well, and what nobody looked at', () => {
    const observation = seen({ held: { '100': { status: 'issued' } }, check: { ok: true } });
    const messages = (given: Partial<RenewalQuestion>) =>
      judgeRenewal(question(given)).verdicts.map(({ message }) => message);
    expect(messages({ observation })).toEqual([
      'Certificate 100 is there.',
      'It is for chat.example.com.',
      'It is in Certificate Management Service as 100.',
      'Its key is strong enough.',
      'Its chain is whole.',
      'Its chain ends where it should.',
      'It is not revoked.',
      'It is valid until 2027-02-21.',
      'No other one was given.',
      'Nobody asks for another one.',
      'The emergency floors are 2027-02-16 (1/20 of its life) and 2027-02-19 (1/50).',
      "Let's Encrypt names no window for its renewal.",
      'A third of its life is left on 2027-01-22.',
    ]);
    expect(messages({}).slice(2, 7)).toEqual([
      'It was not looked for in Certificate Management Service.',
      'Its chain was not looked at.',
      'Its chain was not looked at.',
      'Its chain was not looked at.',
      'It was not looked for in Certificate Management Service.',
    ]);
    expect(messages({ ...at({ window }, NOW) }).at(-1)).toBe('Its authority decides, not the third of its life.');
  });

  it('says what the authority wants, and why it does', () => {
    const memory = remembered({ current: held(), window: { ...window, explanationUrl: 'https://ca.example/why' } });
    const [ahead] = judgeRenewal(question({ memory })).verdicts.filter(({ reason }) => reason === 'AriWindow');
    expect(ahead?.message).toBe(
      'Its authority wants it renewed in 2027-01-12 to 2027-01-14 (https://ca.example/why); 2027-01-13 was drawn.',
    );
    expect(judgeRenewal(question({ memory, now: NOW + 51 * DAY })).due?.message).toContain('(https://ca.example/why)');
  });

  it('tells when time alone makes one due', () => {
    expect(judgeRenewal(question({ memory: remembered() })).renewsAt).toBeNull();
    expect(judgeRenewal(question()).renewsAt).toBe(END - 30 * DAY);
    expect(judgeRenewal(question(at({ window }, NOW))).renewsAt).toBe(window.chosen);
    expect(judgeRenewal(question(at({ window: { ...window, chosen: END } }, NOW))).renewsAt).toBe(END - 4.5 * DAY);
  });
});

describe('what the authority says about when to renew', () => {
  const fresh = remembered({ current: held() });
  const known = remembered({ current: held(), window, askWindowAt: NOW });
  const answered = (is: Partial<Extract<WindowAnswer, { kind: 'window' }>>): WindowAnswer => ({
    kind: 'window',
    ariId: 'ari.100',
    start: NOW + 10 * DAY,
    end: NOW + 20 * DAY,
    askAgainMs: 6 * HOUR,
    ...is,
  });
  const drawn = { ariId: 'ari.100', start: NOW + 10 * DAY, end: NOW + 20 * DAY, chosen: NOW + 15 * DAY };
  const failed = (askAgainMs: number): WindowAnswer => ({ kind: 'failed', message: '503', askAgainMs });
  const past = { start: NOW - 4 * DAY, end: NOW - 2 * DAY };
  const cases: [string, IssuanceMemory, WindowAnswer | undefined, object | undefined, number | undefined][] = [
    ['a window: an instant in it is drawn', fresh, answered({}), drawn, NOW + 6 * HOUR],
    [
      'the same window again: the same instant',
      { ...known, window: { ...drawn, chosen: NOW + 11 * DAY } },
      answered({}),
      { ...drawn, chosen: NOW + 11 * DAY },
      NOW + 6 * HOUR,
    ],
    [
      'another start: drawn anew',
      { ...known, window: { ...drawn, start: 5, chosen: 7 } },
      answered({}),
      drawn,
      NOW + 6 * HOUR,
    ],
    [
      'another end: drawn anew',
      { ...known, window: { ...drawn, end: 5, chosen: 7 } },
      answered({}),
      drawn,
      NOW + 6 * HOUR,
    ],
    [
      'a window in the past: due now',
      fresh,
      answered(past),
      { ...past, ariId: 'ari.100', chosen: NOW - 3 * DAY },
      NOW + 6 * HOUR,
    ],
    ['a window that ends as it starts: as it was', known, answered({ end: NOW + 10 * DAY }), window, NOW + 6 * HOUR],
    ['a window for another certificate: as it was', known, answered({ ariId: 'ari.90' }), window, NOW + 6 * HOUR],
    ['a failure: as it was, asked again when it said', known, failed(2 * HOUR), window, NOW + 2 * HOUR],
    ['a failure with no patience: in an hour', known, failed(1000), window, NOW + HOUR],
    ['too much patience: in a week', fresh, answered({ askAgainMs: 30 * DAY }), drawn, NOW + 7 * DAY],
    ['too little patience: in an hour', fresh, answered({ askAgainMs: 60_000 }), drawn, NOW + HOUR],
    ['not offered: the fraction rule decides', known, { kind: 'unsupported' }, undefined, NOW + 7 * DAY],
    ['not asked: as it was', known, undefined, window, NOW],
    [
      'a newer certificate is there: asked at once',
      { ...known, current: held({ ariId: 'ari.101' }) },
      undefined,
      undefined,
      undefined,
    ],
    [
      'a certificate without a name for it: nothing',
      { ...fresh, current: held({ ariId: undefined }) },
      answered({}),
      undefined,
      undefined,
    ],
  ];
  it.each(cases)('%s', (_, memory, answer, expected, asksAgainAt) => {
    const after = rememberWindow(memory, answer, { draw: 0.5, now: NOW });
    expect(after.window).toEqual(expected);
    expect(after.askWindowAt).toBe(asksAgainAt);
  });

  it('is asked for when it is time, of a certificate that has a name for it', () => {
    expect(isWindowDue(fresh, NOW)).toBe(true);
    expect(isWindowDue({ ...fresh, askWindowAt: NOW }, NOW)).toBe(true);
    expect(isWindowDue({ ...fresh, askWindowAt: NOW + 1 }, NOW)).toBe(false);
    expect(isWindowDue(remembered(), NOW)).toBe(false);
    expect(windowPatienceMs(undefined)).toBe(6 * HOUR);
  });
});

describe('the alarm (G63)', () => {
  it.each([
    ['a year', 365, 15],
    ['90 days', 90, 15],
    ['47 days', 47, 47 / 4],
    ['6 days', 6, 1.5],
  ])('of a certificate for %s', (_, days, left) => {
    const certificate = held({ notAfter: NOW + days * DAY });
    const at = certificate.notAfter - left * DAY;
    expect(alarmAt(certificate)).toBe(Math.floor(at));
    expect(alarm(certificate, Math.floor(at))).toBeUndefined();
    expect(alarm(certificate, Math.floor(at) + 1)).toContain('expires in');
  });

  it('counts days, and hours where these are few', () => {
    expect(alarm(held(), END - 10 * DAY)).toBe('Certificate 100 expires in 10 days (2027-02-21).');
    expect(alarm(held(), END - 30 * HOUR)).toBe('Certificate 100 expires in 30 hours (2027-02-21).');
  });

  it('keeps silent on a day on which renewal fails, whatever the life', () => {
    for (const days of [6, 47, 90, 365]) {
      const certificate = held({ notAfter: NOW + days * DAY });
      const { renewsAt } = judgeRenewal(question({ memory: remembered({ current: certificate }) }));
      const failedFor = Math.min(DAY, (days * DAY) / 13);
      expect(alarm(certificate, (renewsAt ?? 0) + failedFor)).toBeUndefined();
    }
  });
});

describe('how long an attempt waits after one that failed', () => {
  it.each([
    [1, 1],
    [2, 2],
    [5, 16],
    [6, 32],
    [20, 32],
  ])('after %i in a row: %i hours', (count, hours) => {
    expect(backoffMs(count)).toBe(hours * HOUR);
  });

  const fail = (memory: IssuanceMemory, given = {}, generation = 1) =>
    noteFailure(memory, { code: 'serverInternal', message: 'no', ...given }, { generation, now: NOW });

  it('counts failures of one wish, and begins anew with another', () => {
    const twice = fail(fail(remembered()));
    expect(twice.failure).toMatchObject({ count: 2, at: NOW, tryAgainAt: NOW + 2 * HOUR });
    expect(fail(twice, {}, 2).failure).toMatchObject({ count: 1, generation: 2 });
  });

  it('forgets the order that failed', () => {
    const order = { via: 'package' as const, orderId: '1', startedAt: NOW };
    expect(fail(remembered({ order })).order).toBeUndefined();
  });

  it('goes on without `replaces` once the authority says it is replaced already, and only once so quickly', () => {
    const code = 'urn:ietf:params:acme:error:alreadyReplaced';
    const once = fail(remembered(), { code });
    expect(once).toMatchObject({ withoutReplaces: true });
    expect(once.failure).toBeUndefined();
    expect(fail(once, { code }).failure).toMatchObject({ count: 1 });
  });

  it.each([
    ['as long as it was told', {}, { generation: 1, urgent: false }, 2 * HOUR],
    ['an hour where it is urgent', {}, { generation: 1, urgent: true }, HOUR],
    ['not at all where something else is wanted', {}, { generation: 2, urgent: false }, 0],
    [
      'as long as the authority asked for',
      { askedToWaitUntil: NOW + 9 * HOUR },
      { generation: 1, urgent: false },
      9 * HOUR,
    ],
    ['that, though it is urgent', { askedToWaitUntil: NOW + 9 * HOUR }, { generation: 1, urgent: true }, 9 * HOUR],
    [
      'that, though something else is wanted',
      { askedToWaitUntil: NOW + 9 * HOUR },
      { generation: 2, urgent: true },
      9 * HOUR,
    ],
  ])('waits %s', (_, given, how, ms) => {
    const { failure } = fail(fail(remembered()), given);
    expect(Math.max(mayTryFrom(failure, how), NOW)).toBe(NOW + ms);
  });

  it('waits for nothing where nothing failed', () => {
    expect(mayTryFrom(undefined, { generation: 1, urgent: false })).toBe(0);
  });
});
