import { describe, expect, it } from 'vitest';
import { readDomainName, registrableDomain } from '../../shared/domain-rules/domain-name.ts';

describe('reading a custom domain name (G40–G42)', () => {
  it.each([
    ['chat.example.com', 'chat.example.com', false],
    [' Chat.Example.COM. ', 'chat.example.com', false],
    ['a.b.example.com.cn', 'a.b.example.com.cn', false],
    ['xn--fiq.example.com', 'xn--fiq.example.com', false],
    ['example.com', 'example.com', true],
    ['example.com.cn', 'example.com.cn', true],
    ['chat.corp.internal', 'chat.corp.internal', false],
  ])('%s', (written, name, apex) => {
    expect(readDomainName(written)).toEqual({ ok: true, name, apex });
  });

  it.each([
    ['*.example.com', 'WildcardNotSupported'],
    ['聊天.example.com', 'IdnNotPunycode'],
    ['bücher..com', 'IdnNotPunycode'],
    ['bücher example.com', 'IdnNotPunycode'],
    ['', 'DomainNameInvalid'],
    ['https://chat.example.com/', 'DomainNameInvalid'],
    ['chat.example.com:443', 'DomainNameInvalid'],
    ['chat_1.example.com', 'DomainNameInvalid'],
    ['-chat.example.com', 'DomainNameInvalid'],
    ['chat-.example.com', 'DomainNameInvalid'],
    ['chat..example.com', 'DomainNameInvalid'],
    ['203.0.113.7', 'DomainNameInvalid'],
    [`${'a'.repeat(64)}.example.com`, 'DomainNameInvalid'],
    [`${'a.'.repeat(125)}com`, 'ok'],
    [`${'a.'.repeat(126)}com`, 'DomainNameInvalid'],
    ['localhost', 'NotRegistrable'],
    ['com.cn', 'NotRegistrable'],
  ])('%s: %s', (written, reason) => {
    const reading = readDomainName(written);
    expect(reading.ok ? 'ok' : reading.reason).toBe(reason);
  });

  it('tells the punycode of a name in another script, where there is one', () => {
    expect(readDomainName('bücher.example.com')).toMatchObject({ wayOut: 'Write xn--bcher-kva.example.com.' });
    expect(readDomainName('bücher example.com')).toMatchObject({ wayOut: 'Write its xn-- form.' });
  });
});

describe('the zone that a name’s record goes to, where none is there (G41)', () => {
  it.each([
    ['v1.api.example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['chat.example.co.uk', 'example.co.uk'],
    ['com', 'com'],
  ])('of %s is that of the registered domain, %s', (name, zone) => {
    expect(registrableDomain(name)).toBe(zone);
  });
});
