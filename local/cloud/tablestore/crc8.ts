/** x⁸ + x² + x + 1, most significant bit first, starting at 0: the checksum of PlainBuffer. */
const TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1;
  return crc & 0xff;
});

/** Goes on from `crc` over more bytes. */
export function crc8(crc: number, bytes: Iterable<number>): number {
  let sum = crc;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ?? 0;
  return sum;
}
