import type { ApiKeyAnswer } from './access-answers.ts';
import type { EventAnswer } from './answers.ts';
import { instant, table } from './output.ts';
import type { Shell } from './shell.ts';

export function showKeys(keys: ApiKeyAnswer[]): string {
  if (keys.length === 0) return 'there is no API key: torii keys add NAME';
  const day = (at: number | undefined, otherwise: string) => (at === undefined ? otherwise : instant(at).slice(0, 10));
  return table(
    ['ID', 'NAME', 'ROLE', 'STATE', 'MADE', 'ENDS', 'LAST USED'],
    keys.map(({ id, name, role, state, createdAt, expiresAt, lastUsedAt }) => [
      id,
      name,
      role,
      state,
      day(createdAt, ''),
      day(expiresAt, 'never'),
      lastUsedAt === undefined ? 'never' : instant(lastUsedAt).slice(0, 13).concat('h'),
    ]),
  );
}

/** One line each: when, from where, who did what, and what became of it. */
export function showAudit({ paint }: Pick<Shell, 'paint'>, entries: EventAnswer[]): string {
  if (entries.length === 0) return 'nothing was changed yet';
  return entries
    .map(
      ({ at, message, data }) =>
        `${paint('dim', `${instant(at)}  ${String(data?.address ?? '').padEnd(15)}`)}  ${message}`,
    )
    .join('\n');
}
