import type { Context } from 'hono';
import { AUDIT, GLOBAL } from '../../../shared/state/store.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { type ApiEnv, spellCaller } from './arrival.ts';

/**
 * Writes down who changed what, or tried to: in the journal of the account, which `GET /v1/audit` reads. Never a body, and of
 * the query only what says how.
 */
export async function audit({ deps, account }: ApiContext, c: Context<ApiEnv>): Promise<void> {
  const caller = c.get('caller');
  const { status } = c.res;
  const outcome = c.error instanceof ApiProblem ? c.error.reason : undefined;
  const query = Object.fromEntries(TOLD.flatMap((name) => (c.req.query(name) ? [[name, cut(c.req.query(name))]] : [])));
  const { requestId = '', sourceIp = '' } = c.env ?? {};
  const what = `${c.req.method} ${cut(c.req.path)}`;
  try {
    await deps.store.append({
      account,
      region: GLOBAL,
      gateway: AUDIT,
      at: deps.clock.now(),
      from: 'provisioning-api',
      kind: 'audit',
      reason: outcome ?? (status < 400 ? 'Done' : 'Failed'),
      message: `${spellCaller(caller)}: ${what}: ${status}${outcome ? ` ${outcome}` : ''}`,
      data: {
        who: caller.id,
        by: caller.by,
        ...(caller.name !== undefined && { name: caller.name }),
        role: caller.role,
        route: c.get('route').route,
        path: cut(c.req.path),
        ...(Object.keys(query).length > 0 && { query }),
        address: cut(sourceIp),
        status,
        requestId: cut(requestId),
      },
    });
  } catch (error) {
    // It is done, and has to be answered for; the log of the function has it all the same.
    const { name, message } = error instanceof Error ? error : new Error('something was thrown');
    deps.log.error(
      `provisioning-api: not in the audit log: ${spellCaller(caller)}: ${what}: ${status} (${name}: ${message})`,
    );
  }
}

/** What decides about what a request does. */
const TOLD = ['region', 'adopt', 'unbindServices'];

function cut(text = ''): string {
  return text.slice(0, 256);
}
