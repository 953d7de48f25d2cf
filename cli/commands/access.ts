import type { EventAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { serialised, write } from '../output.ts';
import { showAudit, showKeys } from '../show-access.ts';
import type { Context } from './context.ts';

export async function keys({ shell, api, format }: Context): Promise<ExitCode> {
  write(shell, format, await api.apiKeys(), (answer) => showKeys(answer.keys));
  return EXIT.done;
}

/** The token alone goes to standard output, so that it can be kept without being seen: `torii keys add ci > ci.key`. */
export async function addKey(
  { shell, api, format }: Context,
  name: string,
  { role, days }: { role: string; days?: number },
): Promise<ExitCode> {
  const added = await api.addApiKey({ name, role, ...(days !== undefined && { expiresInDays: days }) });
  if (format !== 'table') {
    shell.say(serialised(format, added));
    return EXIT.done;
  }
  const { token, ...key } = added;
  shell.warn(`${showKeys([key])}\nKeep this token: it is never shown again. It goes into TORII_API_KEY.`);
  shell.say(token);
  return EXIT.done;
}

export async function revokeKey({ shell, api, format }: Context, id: string): Promise<ExitCode> {
  write(shell, format, await api.revokeApiKey(id), ({ name }) => `${id} (${name}) is revoked`);
  return EXIT.done;
}

/** The newest first, page by page, until there are as many as were asked for, or all. */
export async function audit({ shell, api, format }: Context, { last }: { last?: number }): Promise<ExitCode> {
  const all: EventAnswer[] = [];
  let left = last ?? Number.POSITIVE_INFINITY;
  for (let cursor: string | undefined, more = true; more && left > 0; ) {
    const page = await api.audit(cursor, Math.min(left, PAGE));
    // A page is shown as it comes: nobody waits for ninety days of it.
    if (format !== 'table') all.push(...page.entries);
    else if (page.entries.length > 0 || cursor === undefined) shell.say(showAudit(shell, page.entries));
    left -= page.entries.length;
    ({ cursor, more } = page);
  }
  if (format !== 'table') shell.say(serialised(format, all));
  return EXIT.done;
}

/** What the API gives at once, at most. */
const PAGE = 1_000;
