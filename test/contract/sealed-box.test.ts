import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSealedWithCurrent, open, readMasterKeys, type Sealed, seal } from '../../shared/secrets/sealed-box.ts';

const OLD = randomBytes(32).toString('base64');
const NEW = randomBytes(32).toString('base64');
const KEYS = readMasterKeys(`2026-02:${NEW}, 2026-01:${OLD}`);
const WHERE = '1234567890123456/cn-hangzhou/acme-account/letsencrypt';

describe('a sealed secret', () => {
  it('opens with the key and the context it was sealed with, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, context) => {
        expect(open(KEYS, seal(KEYS, secret, context), context)).toBe(secret);
      }),
    );
  });

  it('survives being stored as JSON, and shows nothing of the secret', () => {
    const stored = JSON.stringify(seal(KEYS, 'the account key', WHERE));
    expect(stored).not.toContain('account key');
    expect(open(KEYS, JSON.parse(stored), WHERE)).toBe('the account key');
  });

  it('never looks the same twice', () => {
    const [one, other] = [seal(KEYS, 'secret', WHERE), seal(KEYS, 'secret', WHERE)];
    expect(one.iv).not.toBe(other.iv);
    expect(one.data).not.toBe(other.data);
  });

  it('takes its randomness from whom it is told to', () => {
    const { iv } = seal(KEYS, 'secret', WHERE, (size) => new Uint8Array(size).fill(7));
    expect(Buffer.from(iv, 'base64')).toEqual(Buffer.alloc(12, 7));
  });

  it('does not open in another place', () => {
    const box = seal(KEYS, 'secret', WHERE);
    expect(() => open(KEYS, box, `${WHERE}-2`)).toThrow(expect.objectContaining({ code: 'SealBroken' }));
  });

  it.each<[string, (box: Sealed) => Sealed]>([
    ['the data', (box) => ({ ...box, data: flipped(box.data) })],
    ['the iv', (box) => ({ ...box, iv: flipped(box.iv) })],
    ['the tag', (box) => ({ ...box, tag: flipped(box.tag) })],
    [
      'the length of the tag',
      (box) => ({ ...box, tag: Buffer.from(box.tag, 'base64').subarray(0, 4).toString('base64') }),
    ],
    ['the iv, to nothing', (box) => ({ ...box, iv: '' })],
    ['the name of the key', (box) => ({ ...box, key: '2026-01' })],
  ])('does not open after somebody changed %s', (_, change) => {
    const box = change(seal(KEYS, 'secret', WHERE));
    expect(() => open(KEYS, box, WHERE)).toThrow(expect.objectContaining({ code: 'SealBroken', retryable: false }));
  });

  it('does not open with another key of the same name', () => {
    const box = seal(KEYS, 'secret', WHERE);
    const impostor = readMasterKeys(`2026-02:${OLD}`);
    expect(() => open(impostor, box, WHERE)).toThrow(expect.objectContaining({ code: 'SealBroken' }));
  });

  it('says which key is missing and what to do', () => {
    const box = seal(KEYS, 'secret', WHERE);
    const without = readMasterKeys(`2026-01:${OLD}`);
    expect(() => open(without, box, WHERE)).toThrow(expect.objectContaining({ code: 'MasterKeyMissing' }));
    expect(() => open(without, box, WHERE)).toThrow(/"2026-02".*TORII_MASTER_KEYS.*Add it/);
  });

  it('sealed with an older key still opens, and asks to be sealed again', () => {
    const before = readMasterKeys(`2026-01:${OLD}`);
    const box = seal(before, 'secret', WHERE);
    expect(isSealedWithCurrent(before, box)).toBe(true);
    expect(open(KEYS, box, WHERE)).toBe('secret');
    expect(isSealedWithCurrent(KEYS, box)).toBe(false);
    expect(isSealedWithCurrent(KEYS, seal(KEYS, open(KEYS, box, WHERE), WHERE))).toBe(true);
  });
});

describe('TORII_MASTER_KEYS', () => {
  it.each([
    ['nothing', '', /entry 1 of 1/],
    ['a key without a name', NEW, /entry 1 of 1/],
    ['a name without a key', 'main:', /entry 1 of 1/],
    ['a name with a space', `my key:${NEW}`, /entry 1 of 1/],
    ['a comma too many', `main:${NEW},`, /entry 2 of 2/],
    ['a key of 16 bytes', `main:${NEW},old:${randomBytes(16).toString('base64')}`, /32 bytes.*entry 2 of 2/],
    ['a key of 33 bytes', `main:${randomBytes(33).toString('base64')}`, /32 bytes.*entry 1 of 1/],
    ['a key in hexadecimal', `main:${randomBytes(32).toString('hex')}`, /32 bytes/],
    ['two keys of one name', `main:${NEW},main:${OLD}`, /alike \(entry 2 of 2\)/],
  ])('is refused with %s, with the way out and without the key', (_, text, message) => {
    const error = thrownBy(() => readMasterKeys(text));
    expect(error).toMatchObject({ code: 'InvalidMasterKeys', retryable: false });
    expect(error.message).toMatch(message);
    expect(error.message).toContain('openssl rand -base64 32');
    for (const secret of text.split(/[,:]/).filter((part) => part.length > 16)) {
      expect(inspect(error)).not.toContain(secret);
    }
  });

  it('shows no key when it is printed', () => {
    expect(inspect(KEYS, { depth: 9, showHidden: true }) + JSON.stringify(KEYS)).not.toContain(NEW);
    expect(KEYS.current).toBe('2026-02');
  });
});

function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return bytes.toString('base64');
}

function thrownBy(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it was expected to fail, and did not');
}
