/**
 * The two wire types of protocol buffers that Tablestore's messages use (protobuf.dev, "Encoding"): varint and
 * length-delimited. Fields are written in the order of the calls.
 */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];

  /** int32, int64, bool or enum. A negative number takes ten bytes, as the encoding wants it. */
  int(field: number, value: number | bigint | boolean): this {
    this.#varint(BigInt(field << 3) | VARINT);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** string, bytes or an embedded message. */
  bytes(field: number, value: string | Uint8Array | ProtobufWriter): this {
    const content = value instanceof ProtobufWriter ? value.finish() : typeof value === 'string' ? utf8(value) : value;
    this.#varint(BigInt(field << 3) | LENGTH_DELIMITED);
    this.#varint(BigInt(content.length));
    this.#parts.push(content);
    return this;
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#parts.push(Uint8Array.from(bytes));
  }
}

/** A message that was read: every field with its values in order. Fields nobody asks for are skipped. */
export class ProtobufMessage {
  readonly #fields = new Map<number, (bigint | Uint8Array)[]>();

  /** @throws UnreadableAnswer */
  constructor(bytes: Uint8Array) {
    const reader = new Reader(bytes);
    while (!reader.atEnd) {
      const tag = reader.varint();
      const values = this.#fields.get(Number(tag >> 3n)) ?? [];
      this.#fields.set(Number(tag >> 3n), values);
      values.push(reader.value(tag & 7n));
    }
  }

  /** The last one counts, as the encoding wants it. */
  int(field: number): bigint | undefined {
    const value = this.#fields.get(field)?.at(-1);
    return typeof value === 'bigint' ? BigInt.asIntN(64, value) : undefined;
  }

  bytes(field: number): Uint8Array | undefined {
    return this.repeated(field).at(-1);
  }

  string(field: number): string | undefined {
    const value = this.bytes(field);
    return value && Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8');
  }

  repeated(field: number): Uint8Array[] {
    return (this.#fields.get(field) ?? []).filter((value) => typeof value !== 'bigint');
  }
}

/** Bytes that are not what the protocol says. They are not quoted: they may hold anything. */
export class UnreadableAnswer extends Error {
  readonly code = 'UnreadableAnswer';

  constructor(problem: string) {
    super(`Tablestore's answer cannot be read: ${problem}`);
    this.name = 'UnreadableAnswer';
  }
}

const VARINT = 0n;
const FIXED_64 = 1n;
const LENGTH_DELIMITED = 2n;
const FIXED_32 = 5n;

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new UnreadableAnswer('a number is cut off');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new UnreadableAnswer('a number is longer than ten bytes');
  }

  value(wireType: bigint): bigint | Uint8Array {
    if (wireType === VARINT) return this.varint();
    if (wireType === LENGTH_DELIMITED) return this.#take(Number(this.varint()));
    if (wireType === FIXED_64) return this.#take(8);
    if (wireType === FIXED_32) return this.#take(4);
    throw new UnreadableAnswer(`wire type ${wireType}`);
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new UnreadableAnswer('a field is cut off');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
