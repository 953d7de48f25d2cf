/** Uniform in [0, 1). */
export interface Random {
  (): number;
  /** Where the stream stands: what is drawn next follows from it. */
  state: number;
}

/** Makes an id such as `vsw-bp1…`: the prefix and then lower-case letters and digits (20, unless told), or digits only. */
export type NewId = (prefix: string, length?: number, characters?: 'letters' | 'digits') => string;

/** A seeded generator (mulberry32); the label separates streams, so that one kind of draw does not disturb another. */
export function seededRandom(seed: number, label: string): Random {
  return randomFrom(hash(`${seed}/${label}`));
}

/** Goes on with a stream where it stood. */
export function randomFrom(state: number): Random {
  const random = (): number => {
    random.state = (random.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  random.state = state;
  return random;
}

/** The streams of one cloud, by their labels: where each of them stands is part of its state. */
export class RandomStreams {
  private readonly seed: number;
  private readonly streams = new Map<string, Random>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Draws from the stream of this label, wherever it stands by then. */
  of(label: string): () => number {
    return () => {
      const stream = this.streams.get(label) ?? seededRandom(this.seed, label);
      this.streams.set(label, stream);
      return stream();
    };
  }
}

export function isRandom(value: unknown): value is Random {
  return typeof value === 'function' && 'state' in value;
}

export function seededIds(random: () => number): NewId {
  return (prefix, length = 20, characters = 'letters') =>
    prefix + Array.from({ length }, () => pick(characters === 'digits' ? DIGITS : ALPHABET, random)).join('');
}

/** A request id in the cloud's spelling: an upper-case UUID. */
export function seededRequestIds(random: () => number): () => string {
  return () => [8, 4, 4, 4, 12].map((length) => Array.from({ length }, () => pick(HEX, random)).join('')).join('-');
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const HEX = '0123456789ABCDEF';

function pick(alphabet: string, random: () => number): string {
  return alphabet.charAt(Math.floor(random() * alphabet.length));
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value | 0;
}
