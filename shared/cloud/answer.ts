import { type CloudCredentials, percentEncode } from './acs3.ts';
import type { CloudRequest } from './cloud-request.ts';
import { parseJson } from './json.ts';
import { flattenParameters } from './parameters.ts';

/** What came back from one attempt. */
export type Answer =
  | { kind: 'body'; body: object }
  | { kind: 'refusal'; refusal: Refusal }
  /** Nothing usable came back: the call may have happened. */
  | { kind: 'lost'; why: string };

export interface Refusal {
  status: number;
  code: string;
  /** Without secrets. */
  message: string;
  requestId: string | undefined;
  retryAfterMs: number | undefined;
}

/** Reads an HTTP response. `text` is its whole body; `secrets` are masked in what the cloud said. */
export function readAnswer(response: Response, text: string, secrets: () => readonly string[]): Answer {
  const json = jsonObject(text);
  if (!response.ok) return { kind: 'refusal', refusal: refusalFrom(response, json ?? {}, secrets()) };
  // HTTP 204, and operations that answer nothing.
  if (text.trim() === '') return { kind: 'body', body: {} };
  return json ? { kind: 'body', body: json } : { kind: 'lost', why: 'unreadable answer' };
}

/** An attempt without a response. Only the error's code is kept: its message may hold the whole URL. */
export function lostAnswer(error: unknown): Answer {
  for (const candidate of [error, error instanceof Error ? error.cause : undefined]) {
    if (!(candidate instanceof Error)) continue;
    if (candidate.name === 'TimeoutError') return { kind: 'lost', why: 'timeout' };
    const code = 'code' in candidate ? candidate.code : undefined;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return { kind: 'lost', why: code };
  }
  return { kind: 'lost', why: 'network error' };
}

/** Whatever of a call must not show up in an error: the caller's keys, form values, values of a confidential body. */
export function secretsOf(request: CloudRequest, credentials: CloudCredentials): string[] {
  const { form = {}, body = '' } = request;
  const confidential = request.confidential ? (typeof body === 'string' ? (jsonObject(body) ?? [body]) : body) : {};
  const values = [form, confidential].flatMap((parameters) => Object.values(flattenParameters(parameters)));
  return (
    [credentials.accessKeySecret, credentials.securityToken ?? '', ...values]
      // A key may be quoted whole or by the line, and as it was encoded on the way.
      .flatMap((value) => [value, ...value.split('\n')])
      .flatMap((text) => [text, percentEncode(text), JSON.stringify(text).slice(1, -1)])
      // Shorter ones (`true`, `2`) are no secrets, and masking them would garble the message.
      .filter((secret) => secret.length >= 8)
      .sort((one, other) => other.length - one.length)
  );
}

/** ROA products may write the fields in lower case. Without a readable body the status is all there is. */
function refusalFrom(response: Response, body: Record<string, unknown>, secrets: readonly string[]): Refusal {
  const { status, headers } = response;
  const field = (...names: string[]): string | undefined => names.map((name) => body[name]).find(isText);
  const named = field('Code', 'code');
  const code = named && /^[\w.:-]{1,100}$/.test(named) ? named : `HttpStatus${status}`;
  const said = field('Message', 'message') ?? `HTTP status ${status}`;
  const retryAfter = headers.get('x-acs-retry-after') ?? '';
  return {
    status,
    code,
    // This one quotes the whole string it would have signed: every parameter of the call.
    message: code === 'SignatureDoesNotMatch' ? 'the signature does not match' : withoutSecrets(said, secrets),
    requestId: field('RequestId', 'requestId', 'requestid') ?? headers.get('x-acs-request-id') ?? undefined,
    retryAfterMs: /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined,
  };
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text).slice(0, 1000);
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
