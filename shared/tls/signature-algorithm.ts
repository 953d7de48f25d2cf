/**
 * The object identifier of the algorithm a certificate is signed with (RFC 5280, 4.1.1.2), as hexadecimal digits of its
 * DER octets. Node.js 20 does not tell it.
 *
 * @param certificate DER that an X509Certificate was read from
 */
export function signatureAlgorithmOf(certificate: Uint8Array): string {
  const bytes = Buffer.from(certificate);
  // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { algorithm OBJECT IDENTIFIER, … }, … }
  const whole = element(bytes, 0);
  const toBeSigned = element(bytes, whole.start);
  const algorithm = element(bytes, toBeSigned.end);
  const identifier = element(bytes, algorithm.start);
  return bytes.subarray(identifier.start, identifier.end).toString('hex');
}

/** Where the contents of a DER element begin and end (X.690, 8.1.3). */
function element(bytes: Buffer, at: number): { start: number; end: number } {
  const first = bytes.readUInt8(at + 1);
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const digits = first & 0x7f;
  const start = at + 2 + digits;
  return { start, end: start + bytes.readUIntBE(at + 2, digits) };
}
