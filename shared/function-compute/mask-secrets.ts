const MASK = '***';

/** Field names whose values never leave the process, compared without case and punctuation. */
const SECRET_FIELD =
  /^(authorization|cookie|setcookie|signature|token|credentials?)$|(secret|password|passphrase|privatekey|securitytoken|authtoken|accesstoken|servicetoken|ststoken)$/;

/** Names inside running text: `Authorization: …`, `"accessKeySecret":"…"`, `SecurityToken=…`. */
const SECRET_IN_TEXT =
  /((?:authorization|[\w-]*(?:secret|password|passphrase|private[-_]?key|security[-_]?token|service[-_]?token)|signature)\\?["']?\s*[:=]\s*)(\\?"[^"]*"|'[^']*'|[^\r\n,;&}"']+)/gi;

/** A PEM block, whole or cut off, with real line breaks or with those of a JSON text. */
const PEM_BLOCK = /-----BEGIN [A-Z0-9 ]+-----(?:(?!-----BEGIN)[\s\S])*?(?:-----END [A-Z0-9 ]+-----|$)/g;

/** An access key's secret standing alone: 30 letters and digits, some of each (inferred from keys in the documentation). */
const ACCESS_KEY_SECRET = /(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{30}(?![\w-])/g;

/**
 * Replaces whatever looks like a key in a text.
 * @param known secrets of this invocation, masked wherever they stand
 */
export function maskText(text: string, known: readonly string[] = []): string {
  const without = known
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  return without
    .replace(PEM_BLOCK, MASK)
    .replace(API_KEY, `$1_${MASK}`)
    .replace(SIGNED_TOKEN, MASK)
    .replace(SECRET_IN_TEXT, `$1${MASK}`)
    .replace(ACCESS_KEY_SECRET, MASK);
}

/** An API key of Torii's own, whose id may be read, and a signed token (RFC 7519). */
const API_KEY = /\b(torii_[0-9a-f]{12})_[A-Za-z0-9_-]{20,}/g;
const SIGNED_TOKEN = /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g;

/** Anything shorter is a placeholder, and replacing it would tear words apart. */
const SHORTEST_SECRET = 8;

/** Makes any value plain JSON without secrets: by the names of its fields, and by the looks of its texts. */
export function maskValue(value: unknown, known: readonly string[] = [], depth = 0): unknown {
  if (typeof value === 'string') return maskText(value, known);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((element) => maskValue(element, known, depth + 1));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return Object.fromEntries(
    Object.entries(value instanceof Error ? describeError(value) : value).map(([name, field]) => [
      name,
      isSecretField(name) && field !== undefined && field !== null ? MASK : maskValue(field, known, depth + 1),
    ]),
  );
}

/** Ends circles, and keeps a line a line. */
const DEEPEST = 6;

function isSecretField(name: string): boolean {
  return SECRET_FIELD.test(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}

function describeError(error: Error): Record<string, unknown> {
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: error.cause };
  return { name: error.name, ...code, message: error.message, ...cause };
}
