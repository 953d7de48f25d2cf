import { expect, it } from 'vitest';
import { certificateNames, isIssued, issuanceKey, spellSource } from '../../shared/domain-rules/issuing/source.ts';
import { ACME, PACKAGE, UPLOAD } from './issuing-worlds.ts';

it('one set of names has one spelling', () => {
  expect(certificateNames(['b.Example.com.', '*.a.example.com', 'B.example.com'])).toEqual([
    '*.a.example.com',
    'b.example.com',
  ]);
});

it('who declares the same shares it, and nobody else', () => {
  const keys = [
    ACME,
    { ...ACME, issuer: 'letsencrypt-staging' },
    { ...ACME, keyType: 'rsa-2048' as const },
    { ...ACME, names: ['chat.example.com', 'www.example.com'] },
    { ...ACME, names: ['*.example.com'] },
    PACKAGE,
    UPLOAD,
  ].map(issuanceKey);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(key).toMatch(/^[\w.-]+-[0-9a-f]{16}$/);
  expect(issuanceKey({ ...ACME })).toBe(issuanceKey(ACME));
  expect(issuanceKey({ ...ACME, names: [] })).toMatch(/^-[0-9a-f]{16}$/);
});

it('a source is called what people call it', () => {
  expect(spellSource(ACME)).toBe("Let's Encrypt");
  expect(spellSource({ ...ACME, issuer: 'pebble' })).toBe('pebble');
  expect(spellSource(PACKAGE)).toBe('package digicert-free-1-free');
  expect(spellSource(UPLOAD)).toBe('upload chat');
  expect([ACME, 'cas' as const, 'none' as const].map(isIssued)).toEqual([true, false, false]);
});
