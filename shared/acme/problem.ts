/** What an ACME server says went wrong (RFC 8555, 6.7; RFC 7807). */
export interface AcmeProblem {
  /** What follows `urn:ietf:params:acme:error:`; for another or no type, the type itself or `unspecified`. */
  code: string;
  /** The server's own words, shortened, on one line. */
  detail: string;
  /** What it says of single names (RFC 8555, 6.7.1). */
  subproblems: AcmeSubproblem[];
}

export interface AcmeSubproblem {
  code: string;
  detail: string;
  /** The name it is about. */
  name?: string;
}

/** Reads a problem document, or nothing from what is none. */
export function readProblem(json: unknown): AcmeProblem | undefined {
  if (!isObject(json) || (typeof json.type !== 'string' && typeof json.detail !== 'string')) return undefined;
  const subproblems = Array.isArray(json.subproblems) ? json.subproblems.filter(isObject) : [];
  return {
    code: codeOf(json.type),
    detail: oneLine(json.detail),
    subproblems: subproblems.map(({ type, detail, identifier }) => ({
      code: codeOf(type),
      detail: oneLine(detail),
      ...(isObject(identifier) && typeof identifier.value === 'string' ? { name: oneLine(identifier.value) } : {}),
    })),
  };
}

/** One sentence of a problem and of what it says of the first names. */
export function spellProblem({ code, detail, subproblems }: AcmeProblem): string {
  const parts = subproblems.map(({ name, code, detail }) => `${name ?? 'a name'}: ${code}: ${detail}`);
  const more = parts.length > SPELLED ? [`and ${parts.length - SPELLED} more`] : [];
  return [`${code}: ${detail || 'no detail'}`, ...parts.slice(0, SPELLED), ...more].join('; ');
}

function codeOf(type: unknown): string {
  if (typeof type !== 'string') return 'unspecified';
  const code = type.startsWith(URN) ? type.slice(URN.length) : type;
  return /^[\w:./-]{1,100}$/.test(code) ? code : 'unspecified';
}

function oneLine(text: unknown): string {
  return typeof text === 'string'
    ? text
        .replaceAll(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, LONGEST_DETAIL)
    : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const URN = 'urn:ietf:params:acme:error:';
const LONGEST_DETAIL = 500;
/** A certificate may have a hundred names, and all of them a problem. */
const SPELLED = 5;
