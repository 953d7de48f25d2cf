import { timingSafeEqual } from 'node:crypto';
import { header, type ParsedRequest } from './parse.ts';
import { refusal } from './refusal.ts';

/** What a signed request says of itself, whichever way it is signed. */
export interface Claim {
  readonly accessKeyId: string;
  /** Undefined where the scheme has none, so that a copy cannot be told from its original. */
  readonly nonce: string | undefined;
  /** When it was signed, ms since the epoch of the client's machine; NaN where the text is no date. */
  readonly signedAt: number;
  /** Comes with temporary credentials. */
  readonly securityToken: string | undefined;
  /** Whether this secret made the signature, over this very request. */
  isSignedWith(secret: string): boolean;
}

/** A header that a signature cannot do without. */
export function requiredHeader(request: ParsedRequest, name: string): string {
  const value = header(request.headers, name);
  if (!value) throw refusal('MissingParameter', name);
  return value;
}

/** `2026-03-02T08:00:00Z` in ms, or NaN. */
export function utcSeconds(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** Compares without telling by its time where two texts differ. */
export function sameText(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** RFC 3986: encodeURIComponent leaves five characters too many. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
