import { createHash } from 'node:crypto';
import { ApiProblem } from '../problem.ts';

/** Which writing of a declaration: every change of it makes another one. */
export interface Revision {
  generation: number;
  /** Of the document. */
  version: number;
}

/**
 * The entity tag of a gateway (RFC 9110, section 8.8.3): its declaration's generation and version and, where an answer shows
 * more than the declaration, what it shows. `If-Match` asks about the declaration alone: conditions come and go by
 * themselves, and are no reason to refuse a change.
 */
export function entityTag({ generation, version }: Revision, shown?: unknown): string {
  const digest =
    shown === undefined ? '' : `-${createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 16)}`;
  return `"${generation}.${version}${digest}"`;
}

/** What a request makes of how things are. */
export interface Conditions {
  ifMatch: string | undefined;
  ifNoneMatch: string | undefined;
}

export function conditionsOf(request: Request): Conditions {
  return {
    ifMatch: request.headers.get('if-match') ?? undefined,
    ifNoneMatch: request.headers.get('if-none-match') ?? undefined,
  };
}

/**
 * @param current undefined where nothing is declared
 * @throws ApiProblem ChangedSince or ExistsAlready (412)
 */
export function assertConditions({ ifMatch, ifNoneMatch }: Conditions, current: Revision | undefined): void {
  if (ifMatch !== undefined && !(current && matches(ifMatch, current))) {
    const detail = current
      ? `it was changed since: it is at ${entityTag(current)} now. Look at it, and send If-Match with what you saw`
      : 'it is not declared, and If-Match asks for one that is: leave the header out to declare it';
    throw new ApiProblem(412, 'ChangedSince', detail);
  }
  if (ifNoneMatch === undefined || !current) return;
  if (ifNoneMatch.trim() === '*') {
    const detail =
      'it is declared already, and If-None-Match: * asks for one that is not: leave the header out to change it';
    throw new ApiProblem(412, 'ExistsAlready', detail);
  }
  if (matches(ifNoneMatch.replaceAll('W/', ''), current)) {
    const detail = `it is at ${entityTag(current)}, which If-None-Match asks it not to be: leave the header out to change it`;
    throw new ApiProblem(412, 'ExistsAlready', detail);
  }
}

/**
 * Only a declaration has a revision that can be asked about. Elsewhere a condition is refused, never passed over: whoever sends
 * one relies on it.
 *
 * @throws ApiProblem ConditionNotTaken
 */
export function assertNoConditions({ ifMatch, ifNoneMatch }: Conditions): void {
  if (ifMatch === undefined && ifNoneMatch === undefined) return;
  const name = ifMatch === undefined ? 'If-None-Match' : 'If-Match';
  const detail = `${name} is taken for gateways only, and nothing was changed: look at what is there, and leave the header out`;
  throw new ApiProblem(422, 'ConditionNotTaken', detail);
}

/**
 * Somebody else wrote between the look and the write: where the request said on what condition it holds, that condition is
 * what failed (RFC 9110, section 13.1.1), as it would have been a moment later.
 */
export function asCondition(problem: ApiProblem, { ifMatch, ifNoneMatch }: Conditions): ApiProblem {
  if (problem.reason !== 'ChangedMeanwhile' || (ifMatch === undefined && ifNoneMatch === undefined)) return problem;
  const detail = 'it was changed at the same time. Look at it, and send If-Match with what you saw';
  return new ApiProblem(412, 'ChangedSince', detail);
}

/** Whether the answer that a client has is still the answer (RFC 9110, section 13.1.2: weak comparison). */
export function isUnmodified({ ifNoneMatch }: Conditions, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || tagsIn(ifNoneMatch).some((one) => one.replace(/^W\//, '') === tag);
}

/** A weak tag never matches (RFC 9110, section 13.1.1). */
function matches(ifMatch: string, { generation, version }: Revision): boolean {
  return (
    ifMatch.trim() === '*' ||
    tagsIn(ifMatch).some((tag) => tag.replace(/-[0-9a-f]+"$/, '"') === `"${generation}.${version}"`)
  );
}

function tagsIn(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
