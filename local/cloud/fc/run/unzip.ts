import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** The uploaded code is no zip archive that can be unpacked. */
export class InvalidZip extends Error {
  readonly code = 'InvalidZip';
  readonly retryable = false;

  constructor(why: string) {
    super(`the code is not a zip archive: ${why}`);
    this.name = 'InvalidZip';
  }
}

/** Unpacks an archive into a folder (PKWARE APPNOTE 6.3, without encryption, ZIP64 and other methods than 0 and 8). */
export function unzip(zip: Buffer, folder: string): void {
  for (const { name, method, compressed } of entries(zip)) {
    const path = normalize(name);
    if (path.startsWith('..') || path.startsWith('/')) throw new InvalidZip(`"${name}" lies outside of it`);
    if (name.endsWith('/')) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), method === DEFLATED ? inflateRawSync(compressed) : compressed);
  }
}

interface Entry {
  name: string;
  method: number;
  compressed: Buffer;
}

/** By the central directory at the end: sizes may be missing in front of the files. */
function entries(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0) throw new InvalidZip('it has no directory');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    if (zip.readUInt32LE(at) !== FILE_HEADER) throw new InvalidZip('its directory is broken');
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    if (method !== STORED && method !== DEFLATED) throw new InvalidZip(`"${name}" is compressed by method ${method}`);
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    return { name, method, compressed: zip.subarray(start, start + size) };
  });
}

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const FILE_HEADER = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;
