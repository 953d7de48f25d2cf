import type { Context } from 'hono';
import { AUDIT, GLOBAL, type JournalEntry } from '../../../shared/state/store.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { type ApiEnv, spellCaller } from './arrival.ts';

/**
 * Writes down who is about to change what, in the journal of the account, which `GET /v1/audit` reads. Before it is done: a
 * change that nobody made cannot be explained, and one that was cut off reads as such. Never a body, and of the query only
 * what says how.
 *
 * @throws ApiProblem AuditUnavailable: what cannot be accounted for is not done
 */
export async function auditBegin({ deps, account }: ApiContext, c: Context<ApiEnv>): Promise<void> {
  const what = `${whatIn(c)}: begun; what became of it was not written down`;
  try {
    c.set('auditPlace', await deps.store.append(entryOf(account, c, deps.clock.now(), 'Begun', what)));
  } catch (error) {
    deps.log.error(`provisioning-api: the audit log takes nothing: ${whatIn(c)}: not done (${messageOf(error)})`);
    const detail = 'who changes what cannot be written down at the moment, so nothing was changed: ask again';
    throw new ApiProblem(503, 'AuditUnavailable', detail, {}, { 'retry-after': '10' });
  }
}

/**
 * What became of it, at the place where it was begun; in a place of its own where it was refused before, or where the store
 * does not tell the place.
 */
export async function auditEnd({ deps, account }: ApiContext, c: Context<ApiEnv>): Promise<void> {
  const { status } = c.res;
  const refusal = c.error instanceof ApiProblem ? c.error.reason : undefined;
  const reason = refusal ?? (status < 400 ? 'Done' : 'Failed');
  const what = `${whatIn(c)}: ${status}${refusal ? ` ${refusal}` : ''}`;
  const entry = entryOf(account, c, deps.clock.now(), reason, what, { status });
  const place = c.get('auditPlace');
  try {
    await (place ? deps.store.amend(place, entry) : deps.store.append(entry));
  } catch (error) {
    // It is done, or refused, and has to be answered for; the log of the function has it all the same.
    deps.log.error(`provisioning-api: not in the audit log: ${what} (${messageOf(error)})`);
  }
}

function entryOf(
  account: string,
  c: Context<ApiEnv>,
  at: number,
  reason: string,
  message: string,
  outcome: { status?: number } = {},
): JournalEntry {
  const { by, id, name, role } = c.get('caller');
  const query = Object.fromEntries(TOLD.flatMap((one) => (c.req.query(one) ? [[one, cut(c.req.query(one))]] : [])));
  const { requestId = '', sourceIp = '' } = c.env ?? {};
  return {
    ...{ account, region: GLOBAL, gateway: AUDIT, at, from: 'provisioning-api', kind: 'audit', reason, message },
    data: {
      who: id,
      by,
      ...(name !== undefined && { name }),
      role,
      route: c.get('route').route,
      path: cut(c.req.path),
      ...(Object.keys(query).length > 0 && { query }),
      address: cut(sourceIp),
      ...outcome,
      requestId: cut(requestId),
    },
  };
}

function whatIn(c: Context<ApiEnv>): string {
  return `${spellCaller(c.get('caller'))}: ${c.req.method} ${cut(c.req.path)}`;
}

function messageOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error('something was thrown');
  return `${name}: ${message}`;
}

/** What decides about what a request does. */
const TOLD = ['region', 'adopt', 'unbindServices'];

function cut(text = ''): string {
  return text.slice(0, 256);
}
