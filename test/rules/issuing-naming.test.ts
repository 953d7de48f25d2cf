import { describe, expect, it } from 'vitest';
import {
  bearsFingerprint,
  certificateName,
  certificateNamePrefix,
  challengeMark,
  isOursByName,
  readChallengeMark,
} from '../../shared/domain-rules/issuing/naming.ts';
import { issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
import { ACCOUNT, ACME, KEY } from './issuing-worlds.ts';

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
