import type { Command } from 'commander';
import type { Run } from './certificate-commands.ts';
import { deadLetters, forgetDeadLetter, replay } from './commands/dead-letters.ts';

/** `torii dead-letters` and `torii replay`. */
export function addDeadLetterCommands(program: Command, run: Run): void {
  const letters = program
    .command('dead-letters')
    .description('list what was given up after all its retries')
    .action(run((ctx) => deadLetters(ctx)));
  letters
    .command('forget')
    .description('forget one without doing anything about it')
    .argument('<id>')
    .action(run((ctx, id: string) => forgetDeadLetter(ctx, id)));
  program
    .command('replay')
    .description('start again what was given up; doing a thing twice does no harm')
    .argument('[ids...]', 'as torii dead-letters lists them')
    .option('--all', 'all of them')
    .action(run((ctx, ids: string[], { all }: { all?: boolean }) => replay(ctx, ids, all ?? false)));
}
