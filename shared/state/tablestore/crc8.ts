/** CRC-8 with the polynomial x^8 + x^2 + x + 1, which guards every cell and row of a PlainBuffer. */
const TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1;
  return crc & 0xff;
});

export function crc8(crc: number, bytes: Uint8Array | readonly number[]): number {
  let sum = crc;
  // By index: an iterator over megabytes takes several times as long.
  for (let at = 0; at < bytes.length; at++) sum = TABLE[(sum ^ (bytes[at] ?? 0)) & 0xff] ?? 0;
  return sum;
}
