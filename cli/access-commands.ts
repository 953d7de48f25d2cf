import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Run } from './certificate-commands.ts';
import { addKey, audit, keys, revokeKey } from './commands/access.ts';

/** `torii keys` and `torii audit`. */
export function addAccessCommands(program: Command, run: Run): void {
  const known = program
    .command('keys')
    .description('list the API keys')
    .action(run((ctx) => keys(ctx)));
  known
    .command('add')
    .description('make an API key; it is shown once')
    .argument('<name>', 'what it is called, for people')
    .addOption(new Option('--role <role>', 'what it may do').choices(['viewer', 'operator', 'admin']).default('viewer'))
    .option('--days <number>', 'when it ends; without it never', days)
    .action(run((ctx, name: string, options: { role: string; days?: number }) => addKey(ctx, name, options)));
  known
    .command('revoke')
    .description('close the door to an API key, at once')
    .argument('<id>')
    .action(run((ctx, id: string) => revokeKey(ctx, id)));

  program
    .command('audit')
    .description('show who changed what, or tried to, the newest first')
    .option('--last <number>', 'no more than these', count)
    .action(run((ctx, options: { last?: number }) => audit(ctx, options)));
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It is a number of entries.');
}

function days(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It is a number of days.');
}
