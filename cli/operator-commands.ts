import { type Command, Option } from 'commander';
import { type DoctorOptions, doctor } from './commands/doctor.ts';
import { type InitOptions, init } from './commands/init.ts';
import { exportState, importState } from './commands/moving-state.ts';
import type { ExitCode } from './exit-code.ts';
import type { Shell } from './shell.ts';

/** What an operator runs with keys of the account, and not through the API: it may not be there, or not know anything. */
export function addOperatorCommands(program: Command, shell: Shell, ended: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .description('look at an account before deployment: roles, policies, opened products, zones; reads only')
    .option('-f, --file <path>', 'declarations whose domains are looked at, too; may be given again', collect, [])
    .option('--policies', 'print the policy of each function, as its role needs it')
    .option('--json', 'answer as JSON')
    .action(async (options: DoctorOptions) => ended(await doctor(shell, options)));

  program
    .command('init')
    .description('make what Torii needs in an account: roles, event buses, tables, the first API key; twice is once')
    .option('--dry-run', 'only say what would be done')
    .addOption(
      new Option('--key-role <role>', 'of the first API key').choices(['viewer', 'operator', 'admin']).default('admin'),
    )
    .option('--no-key', 'make no API key')
    .option('--json', 'answer as JSON')
    .action(async (options: InitOptions) => ended(await init(shell, options)));

  program
    .command('export')
    .description('write all that Torii remembers into a file; secrets in it stay sealed')
    .argument('<file>')
    .option('--journal', 'also what happened: journals and the audit log')
    .action(async (file: string, options: { journal?: boolean }) => ended(await exportState(shell, file, options)));

  program
    .command('import')
    .description('write what torii export read; refuses where something is there')
    .argument('<file>')
    .option('--replace', 'what is there makes way')
    .option('--dry-run', 'only check the file and what is there')
    .action(async (file: string, options: { replace?: boolean; dryRun?: boolean }) =>
      ended(await importState(shell, file, options)),
    );
}

function collect(one: string, before: string[]): string[] {
  return [...before, one];
}
