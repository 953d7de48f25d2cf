/** Uniform in [0, 1). */
export type Random = () => number;

/** Makes an id such as `vsw-bp1…`: the prefix and then lower-case letters and digits (20, unless told), or digits only. */
export type NewId = (prefix: string, length?: number, characters?: 'letters' | 'digits') => string;

/** A seeded generator (mulberry32); the label separates streams, so that one kind of draw does not disturb another. */
export function seededRandom(seed: number, label: string): Random {
  let state = hash(`${seed}/${label}`);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function seededIds(random: Random): NewId {
  return (prefix, length = 20, characters = 'letters') =>
    prefix + Array.from({ length }, () => pick(characters === 'digits' ? DIGITS : ALPHABET, random)).join('');
}

/** A request id in the cloud's spelling: an upper-case UUID. */
export function seededRequestIds(random: Random): () => string {
  return () => [8, 4, 4, 4, 12].map((length) => Array.from({ length }, () => pick(HEX, random)).join('')).join('-');
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const HEX = '0123456789ABCDEF';

function pick(alphabet: string, random: Random): string {
  return alphabet.charAt(Math.floor(random() * alphabet.length));
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value | 0;
}
