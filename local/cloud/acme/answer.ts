/** What a resource answers, before nonce and index are added. */
export interface AcmeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Link headers beside `index`: relation → address. */
  readonly links?: Readonly<Record<string, string>>;
  /** A JSON object, or the text of a document with its type; neither means an empty body. */
  readonly body?: Record<string, unknown>;
  readonly document?: { readonly type: string; readonly text: string };
}

/** While something is under way: how soon to ask again, in seconds (RFC 8555, sections 7.4 and 7.5.1). */
export const ASK_AGAIN = { 'retry-after': '3' };

/** `2026-03-02T08:00:00Z`: dates of RFC 8555 are those of RFC 3339. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
