import type { Mode } from '../../shared/domain-rules/mode.ts';
import type { GatewayName } from '../api.ts';
import { ApiRefusal } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { serialised, write } from '../output.ts';
import { showProblem } from '../show-error.ts';
import { agree, type Consent } from './consent.ts';
import type { Context } from './context.ts';
import { journalEnd, type WatchOptions, watch } from './watch.ts';

/** Says yes to one plan. Where the world has moved on since, the difference is shown and nothing is approved. */
export async function approve(
  context: Context,
  gateway: GatewayName,
  { plan, force, ...options }: WatchOptions & { plan: string; force: boolean },
): Promise<ExitCode> {
  const { shell, api, format } = context;
  const cursor = await journalEnd(context, gateway);
  try {
    const before = await api.planOf(gateway);
    return await watch(context, { ...(await api.approve(gateway, plan, force)), plan: before }, cursor, options);
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.problem.reason !== 'PlanChanged') throw error;
    if (format === 'table') shell.warn(showProblem(shell, error.problem, { name: gateway.name }));
    else shell.say(serialised(format, error.problem));
    return EXIT.waiting;
  }
}

/** Plans the removal, says yes where told, and follows until nothing of the gateway is left. */
export async function remove(
  context: Context,
  gateway: GatewayName,
  options: WatchOptions & Omit<Consent, 'force'> & { unbindServices: boolean },
): Promise<ExitCode> {
  const { shell, api, format } = context;
  const cursor = await journalEnd(context, gateway);
  const answer = await api.remove(gateway, options);
  const operation = await agree(context, answer, { ...options, force: false });
  if (operation) return watch(context, { plan: answer.plan, ...operation }, cursor, options);
  if (format !== 'table') shell.say(serialised(format, answer));
  return EXIT.waiting;
}

/** What Torii may do about a gateway from now on. */
export async function setMode({ shell, api, format }: Context, gateway: GatewayName, mode: Mode): Promise<ExitCode> {
  write(shell, format, await api.setMode(gateway, mode), ({ gateway: { name } }) => `${name} is in mode ${mode} now`);
  return EXIT.done;
}
