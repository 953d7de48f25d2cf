import { ApiProblem } from '../problem.ts';

/**
 * Takes in a body within its limit, and gives the request back with it, to be read as often as needed.
 *
 * @param most bytes
 * @throws ApiProblem TooLarge, MediaTypeUnknown or Unreadable
 */
export async function takeBody(request: Request, most: number): Promise<{ request: Request; bytes: Uint8Array }> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(most);
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > most) throw tooLarge(most);
  if (bytes.length > 0) assertMediaType(request.headers.get('content-type'));
  if (!isUtf8(bytes)) throw new ApiProblem(400, 'Unreadable', 'the body is not UTF-8');
  const { url, method, headers } = request;
  return { request: new Request(url, { method, headers, body: bytes }), bytes };
}

function tooLarge(most: number): ApiProblem {
  return new ApiProblem(413, 'TooLarge', `a body has at most ${most / 1024} KB here`);
}

/** No form: a page of somebody else's cannot send what is taken here without being asked whether it may (CORS). */
function assertMediaType(header: string | null): void {
  if (header === null) return;
  const [type = '', ...parameters] = header
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  const isKnown = TYPES.includes(type) && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
  if (isKnown) return;
  const detail = `send application/json or application/yaml in UTF-8: set the header Content-Type`;
  throw new ApiProblem(415, 'MediaTypeUnknown', detail, {}, { accept: 'application/json, application/yaml' });
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** RFC 8259, RFC 9512; the others are older names of YAML. */
const TYPES = ['application/json', 'application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];
