import type { Source } from '../product.ts';

/**
 * The wire format of Protocol Buffers, as far as Tablestore's messages need it
 * (protobuf.dev/programming-guides/encoding): a message is a table of fields, from which its TypeScript type follows.
 */
export type Schema = Readonly<Record<string, Field>>;

export interface Field {
  readonly number: number;
  readonly rule: 'required' | 'optional' | 'repeated';
  readonly kind: Scalar | Schema;
  readonly source?: Source;
}

/** `rows` and `keys` are bytes: rows of PlainBuffer, and such as have a primary key only. */
type Scalar = 'string' | 'bytes' | 'rows' | 'keys' | 'int32' | 'int64' | 'bool' | 'enum';

interface ScalarTypes {
  string: string;
  bytes: Buffer;
  rows: Buffer;
  keys: Buffer;
  int32: number;
  int64: bigint;
  bool: boolean;
  enum: number;
}

type ValueOf<Kind> = Kind extends keyof ScalarTypes ? ScalarTypes[Kind] : Kind extends Schema ? MessageOf<Kind> : never;

type NamesOf<S extends Schema, Rule> = { [Name in keyof S]: S[Name]['rule'] extends Rule ? Name : never }[keyof S];

/** A message of a schema. A repeated field that is left out is an empty list; a decoded message always has the list. */
export type MessageOf<S extends Schema> = {
  readonly [Name in NamesOf<S, 'required'>]: ValueOf<S[Name]['kind']>;
} & {
  readonly [Name in NamesOf<S, 'optional'>]?: ValueOf<S[Name]['kind']> | undefined;
} & {
  readonly [Name in NamesOf<S, 'repeated'>]: readonly ValueOf<S[Name]['kind']>[];
};

export const required = <const Kind extends Field['kind']>(number: number, kind: Kind) =>
  ({ number, kind, rule: 'required' }) as const;
export const optional = <const Kind extends Field['kind']>(number: number, kind: Kind) =>
  ({ number, kind, rule: 'optional' }) as const;
export const repeated = <const Kind extends Field['kind']>(number: number, kind: Kind) =>
  ({ number, kind, rule: 'repeated' }) as const;

/** The bytes are no message of the schema. */
export class MalformedMessage extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'MalformedMessage';
  }
}

/** @throws MalformedMessage where bytes end too early or a required field is missing; unknown fields are skipped */
export function decode<S extends Schema>(schema: S, bytes: Buffer): MessageOf<S> {
  const message: Record<string, unknown> = {};
  const byNumber = new Map(Object.entries(schema).map(([name, field]) => [field.number, { name, field }]));
  for (const [name, { rule }] of Object.entries(schema)) if (rule === 'repeated') message[name] = [];
  const input = new Input(bytes);
  while (!input.isAtEnd()) {
    const tag = Number(input.varint());
    const raw = input.raw(tag & 7);
    const known = byNumber.get(tag >>> 3);
    if (!known) continue;
    const { name, field } = known;
    const value = fromRaw(field.kind, raw);
    if (field.rule === 'repeated') (message[name] as unknown[]).push(value);
    else message[name] = value;
  }
  for (const [name, { rule }] of Object.entries(schema)) {
    if (rule === 'required' && !(name in message)) throw new MalformedMessage(`${name} is missing`);
  }
  return message as MessageOf<S>;
}

function fromRaw(kind: Field['kind'], raw: bigint | Buffer): unknown {
  if (typeof raw === 'bigint') {
    if (kind === 'bool') return raw !== 0n;
    if (kind === 'int64') return BigInt.asIntN(64, raw);
    if (kind === 'int32' || kind === 'enum') return Number(BigInt.asIntN(32, raw));
    throw new MalformedMessage('a number where none belongs');
  }
  if (kind === 'bytes' || kind === 'rows' || kind === 'keys') return raw;
  if (kind === 'string') return raw.toString('utf8');
  if (typeof kind === 'string') throw new MalformedMessage('bytes where none belong');
  return decode(kind, raw);
}

class Input {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new MalformedMessage('a number ends too early');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessage('a number is too long');
  }

  /** Fixed-width numbers are only met in unknown fields: their bytes are given. */
  raw(wireType: number): bigint | Buffer {
    if (wireType === 0) return this.varint();
    if (wireType === 1) return this.#take(8);
    if (wireType === 2) return this.#take(Number(this.varint()));
    if (wireType === 5) return this.#take(4);
    throw new MalformedMessage(`wire type ${wireType}`);
  }

  #take(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new MalformedMessage('bytes end too early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

export function encode<S extends Schema>(schema: S, message: MessageOf<S>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, { number, rule, kind }] of Object.entries<Field>(schema)) {
    const given = (message as Readonly<Record<string, unknown>>)[name];
    const values = rule === 'repeated' ? (given as readonly unknown[]) : given === undefined ? [] : [given];
    for (const value of values) parts.push(...encodeField(number, kind, value));
  }
  return Buffer.concat(parts);
}

function encodeField(number: number, kind: Field['kind'], value: unknown): readonly Buffer[] {
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') {
    return [varint(BigInt(number << 3)), varint(BigInt.asUintN(64, BigInt(value)))];
  }
  const bytes = bytesOf(kind, value);
  return [varint(BigInt((number << 3) | 2)), varint(BigInt(bytes.length)), bytes];
}

function bytesOf(kind: Field['kind'], value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  if (Buffer.isBuffer(value)) return value;
  return encode(kind as Schema, value as MessageOf<Schema>);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
