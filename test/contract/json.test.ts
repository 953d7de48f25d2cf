import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../shared/cloud/json.ts';

describe('JSON from the cloud', () => {
  it('reads as JSON.parse reads it where no number is too large', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (text, indent) => {
        fc.pre(!/\d{16}/.test(text));
        const written = JSON.stringify(JSON.parse(text), null, indent);
        expect(parseJson(written)).toEqual(JSON.parse(written));
      }),
    );
  });

  it('keeps all digits of any integer, as text when a number cannot hold them', () => {
    fc.assert(
      fc.property(fc.bigInt(), (id) => {
        const { Id } = parseJson(`{"Id": ${id}}`) as { Id: number | string };
        expect(String(BigInt(Id))).toBe(String(id));
      }),
    );
  });

  it('leaves digits inside of text alone, whatever surrounds them', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const value = { [before]: `${before}"12345678901234567890\\${after}` };
        expect(parseJson(JSON.stringify(value))).toEqual(value);
      }),
    );
  });

  it('may be long and full of escapes', () => {
    const value = { Id: '12345678901234567890', ServiceConfig: '"\n'.repeat(1_000_000) };
    expect(parseJson(JSON.stringify(value).replace('"12345678901234567890"', '12345678901234567890'))).toEqual(value);
  });

  it.each(['', '<html>', '{"a":', '{"a": 12345678901234567890'])('is refused when it is not JSON: %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
