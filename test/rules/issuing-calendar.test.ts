import { describe, expect, it } from 'vitest';
import type { Finding } from '../../shared/domain-rules/condition.ts';
import { calendarRow } from '../../shared/domain-rules/issuing/calendar.ts';
import {
  bearsFingerprint,
  certificateName,
  certificateNamePrefix,
  challengeMark,
  isOursByName,
  readChallengeMark,
} from '../../shared/domain-rules/issuing/naming.ts';
import { issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
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
  remembered,
  UPLOAD,
  wantedFrom,
} from './issuing-worlds.ts';

describe('the calendar', () => {
  const row = (memory = {}, given: Partial<Parameters<typeof calendarRow>[0]> = {}) =>
    calendarRow({
      key: KEY,
      wanted: asked().wanted,
      memory: remembered(memory),
      blocked: [],
      finding: undefined,
      now: NOW,
      ...given,
    });
  const current = held();
  const window = { ariId: 'ari.100', start: NOW + 50 * DAY, end: NOW + 52 * DAY, chosen: NOW + 51 * DAY };
  const failure = { count: 1, code: 'dns', message: 'no record', at: NOW, tryAgainAt: NOW + HOUR, generation: 1 };
  const blocked = [{ what: 'x', reason: 'ZoneMissing', message: 'no zone holds it', wayOut: 'add the zone' }];
  const finding = (status: Finding['status']): Finding => ({
    type: 'CertificatesValid',
    status,
    reason: 'Revoked',
    message: 'It is revoked.',
  });

  it.each([
    ['valid', row({ current }), 'Valid until 2027-02-21. A third of its life is left on 2027-01-22.'],
    [
      'valid',
      row({ current, window }),
      'Valid until 2027-02-21. Its authority wants it renewed in 2027-01-12 to 2027-01-14; 2027-01-13 was drawn.',
    ],
    [
      'valid',
      row({ current, window: { ...window, ariId: 'x' } }, { finding: finding('True') }),
      'Valid until 2027-02-21. A third of its life is left on 2027-01-22.',
    ],
    ['issuing', row(), "One is being got from Let's Encrypt. There is no certificate yet."],
    ['issuing', row({ current, order: ORDER }), "One is being got from Let's Encrypt."],
    ['failing', row({ failure }), 'no record'],
    ['failing', row({ failure }, { finding: finding('False') }), 'It is revoked.'],
    ['blocked', row({ current }, { blocked }), 'no zone holds it; add the zone.'],
    ['expiring', row({ current }, { finding: finding('False') }), 'It is revoked.'],
    [
      'expiring',
      row({ current }, { now: NOW + 61 * DAY }),
      'Another one is due. A third of its life is left, or 20 days (until 2027-02-21).',
    ],
    ['none', row({}, { wanted: wantedFrom(ACME, []) }), 'No gateway wants it any more.'],
  ])('%s', (state, is, message) => {
    expect(is).toMatchObject({ state, message });
  });

  it('tells which certificate, for which names, of which gateways, until when, and when it renews', () => {
    expect(row({ current })).toMatchObject({
      key: KEY,
      source: "Let's Encrypt",
      names: ['chat.example.com'],
      gateways: [GATEWAY],
      certificateId: '100',
      notAfter: NOW + 90 * DAY,
      renewsAt: NOW + 60 * DAY,
    });
    const wanted = wantedFrom(UPLOAD);
    expect(row({ current: held({ names: ['a.example.com'] }) }, { wanted }).names).toEqual(['a.example.com']);
    expect(row({}, { wanted }).names).toEqual([]);
  });
});

describe('what our certificates and records are called', () => {
  it.each([
    ['chat.example.com', 'torii_chat_example_com_'],
    ['*.example.com', 'torii___example_com_'],
    [`${'long-'.repeat(12)}x.example.com`, 'torii_long_long_long_long_long_long_long__'],
  ])('%s', (name, start) => {
    const key = issuanceKey({ ...ACME, names: [name] });
    const full = certificateName(certificateNamePrefix(key, [name]), 'ABCDEF0123456789'.repeat(4));
    expect(full).toBe(`${start}${key.slice(-8)}_abcdef012345`);
    expect(full).toMatch(/^\w{1,63}$/);
    expect(isOursByName(key, full)).toBe(true);
    expect(isOursByName(KEY, full)).toBe(key === KEY);
    expect(bearsFingerprint(full, 'ABCDEF0123456789'.repeat(4))).toBe(true);
    expect(bearsFingerprint(full, 'ABCDEF0123456788'.repeat(4))).toBe(true);
    expect(bearsFingerprint(full, 'ABCDEF0123406789'.repeat(4))).toBe(false);
    expect(bearsFingerprint(full, '')).toBe(false);
  });

  it.each([
    '',
    'chat',
    'torii',
    `torii_chat_${KEY.slice(-8)}`,
    `torii_chat_${KEY.slice(-8)}_short`,
    `x_torii_chat_${KEY.slice(-8)}_abcdef012345`,
  ])('is not ours by the name %s', (name) => {
    expect(isOursByName(KEY, name)).toBe(false);
  });

  it('takes the key for a name where there is none', () => {
    expect(certificateNamePrefix('chat-0123456789abcdef', [])).toBe('torii_chat_0123456789abcdef_89abcdef');
  });

  it('reads back whose record it is', () => {
    expect(readChallengeMark(challengeMark(ACCOUNT, KEY))).toEqual({ account: ACCOUNT, key: KEY });
    for (const other of [undefined, '', 'by hand', `torii:${ACCOUNT}/cn-beijing/chat-prod`, 'torii/challenge:1']) {
      expect(readChallengeMark(other)).toBeUndefined();
    }
  });
});
