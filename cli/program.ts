import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Specification } from '../shared/domain-rules/specifications.ts';
import { addAccessCommands } from './access-commands.ts';
import { toriiApi } from './api.ts';
import { addCertificateCommands, type Run } from './certificate-commands.ts';
import { runOfCheckout } from './checkout-program.ts';
import { addCloudCommands } from './cloud/commands.ts';
import { adopt } from './commands/adopt.ts';
import { type ApplyOptions, apply } from './commands/apply.ts';
import { type CapacityOptions, capacity } from './commands/capacity.ts';
import { approve, remove, setMode } from './commands/change.ts';
import type { Context } from './commands/context.ts';
import { events } from './commands/events.ts';
import { plan } from './commands/plan.ts';
import { describe, explain, get } from './commands/read.ts';
import { type RecoverOptions, recover } from './commands/recover.ts';
import { zones } from './commands/zones.ts';
import { addDeadLetterCommands } from './dead-letter-commands.ts';
import type { ExitCode } from './exit-code.ts';
import { addOperatorCommands } from './operator-commands.ts';
import { FORMATS, type Format } from './output.ts';
import { readSettings, type SettingFlags } from './settings.ts';
import type { Shell } from './shell.ts';

/** The command line. `ended` hears the exit code of the command that ran. */
export function toriiProgram(shell: Shell, ended: (code: ExitCode) => void): Command {
  const program = new Command('torii')
    .description('Keeps PAI-EAS dedicated gateways true to what their owner declared.')
    .option('--url <url>', 'address of the API (TORII_URL)')
    .option('--access-key-id <id>', 'key that signs the requests (ALIBABA_CLOUD_ACCESS_KEY_ID)')
    .option(
      '--access-key-secret <secret>',
      'its secret (ALIBABA_CLOUD_ACCESS_KEY_SECRET); better not on a command line',
    )
    .option('--security-token <token>', 'of temporary keys (ALIBABA_CLOUD_SECURITY_TOKEN)')
    .addOption(new Option('-o, --output <format>', 'how to answer').choices(FORMATS).default('table'))
    .addHelpText('after', EXIT_CODES);

  const context = (): Context => {
    const flags = program.opts<SettingFlags & { output: Format }>();
    return { shell, api: toriiApi(readSettings(flags, shell.environment), shell), format: flags.output };
  };
  const run: Run =
    (command) =>
    async (...given) =>
      ended(await command(context(), ...given));

  program
    .command('plan')
    .description('show what would be done, without changing anything')
    .addOption(fileOption())
    .action(run((ctx, { file }: { file: string[] }) => plan(ctx, file)));

  watching(program.command('apply'))
    .description('declare gateways and follow until they are as declared')
    .addOption(fileOption())
    .option('--approve <hash>', 'say yes to the plan with this hash; may be given again', collect, [])
    .option('--yes', 'say yes to the plan as it is shown', false)
    .option('--force', 'with a yes: also to what is held back as over the safety threshold', false)
    .option('--adopt <id>', 'take over a gateway that is there already (id or name); it is only reported at first')
    .action(run((ctx, options: ApplyOptions) => apply(ctx, options)));

  program
    .command('adopt')
    .description('take over a gateway that is there already: show what differs, and change nothing')
    .addOption(fileOption())
    .option('--id <id>', 'which gateway (gw-… or its name); without it the one that is called as declared')
    .action(run((ctx, options: Parameters<typeof adopt>[1]) => adopt(ctx, options)));

  program
    .command('get')
    .description('list gateways, or show one')
    .argument('[name]')
    .addOption(regionOption())
    .action(run((ctx, name: string | undefined, { region }: Region) => get(ctx, name ? { name, region } : undefined)));

  named(program.command('describe'))
    .description('show conditions with reasons, what is blocked and the way out, what is kept')
    .action(run((ctx, name: string, { region }: Region) => describe(ctx, { name, region })));

  named(program.command('explain'))
    .description('say why a gateway is not Ready, and what leads out of it')
    .action(run((ctx, name: string, { region }: Region) => explain(ctx, { name, region })));

  named(program.command('zones'))
    .description('say through which vSwitch each VPC is linked, and why')
    .action(run((ctx, name: string, { region }: Region) => zones(ctx, { name, region })));

  program
    .command('capacity')
    .description('choose the size for a load, or say what a size carries, by the vendor’s table')
    .option('--qps <number>', 'requests per second at the peak, answers of 1 KB', amount)
    .option('--connections <number>', 'client connections open at once', amount)
    .option('--new-https <number>', 'new HTTPS connections per second', amount)
    .option('--bandwidth <gbit>', 'Gbit/s', amount)
    .option('--keep-alive', 'clients keep their connections; without it they do not, which costs more')
    .option('--no-https', 'requests come unencrypted; without it encrypted, which costs more')
    .addOption(new Option('--specification <size>', 'the size of one node, with --nodes').choices(SIZES))
    .option('--nodes <number>', 'how many nodes', amount)
    .action(run((ctx, options: CapacityOptions) => capacity(ctx, options)));

  addCertificateCommands(program, run);
  addDeadLetterCommands(program, run);
  addAccessCommands(program, run);

  named(program.command('events'))
    .description('show the timeline of a gateway')
    .option('--follow', 'go on until Ctrl-C', false)
    .addOption(pollOption())
    .action(
      run((ctx, name: string, { region, ...options }: Region & { follow: boolean; poll: number }) =>
        events(ctx, { name, region }, options),
      ),
    );

  watching(named(program.command('approve')))
    .description('say yes to what one plan bills, destroys, disrupts or exposes')
    .requiredOption('--plan <hash>', 'which plan')
    .option('--force', 'also to what this plan holds back as over the safety threshold', false)
    .action(
      run((ctx, name: string, { region, ...options }: Region & Parameters<typeof approve>[2]) =>
        approve(ctx, { name, region }, options),
      ),
    );

  watching(named(program.command('delete')))
    .description('take a gateway down, in reverse; it too wants a yes')
    .option('--unbind-services', 'take its services off first', false)
    .option('--approve <hash>', 'say yes to the plan with this hash', collect, [])
    .option('--yes', 'say yes to the plan as it is shown', false)
    .action(
      run((ctx, name: string, { region, ...options }: Region & Parameters<typeof remove>[2]) =>
        remove(ctx, { name, region }, options),
      ),
    );

  named(program.command('mode'))
    .description('say what Torii may do about a gateway from now on')
    .addArgument(new Argument('<mode>').choices(['enforce', 'report', 'paused']))
    .action(
      run((ctx, name: string, mode: Parameters<typeof setMode>[2], { region }: Region) =>
        setMode(ctx, { name, region }, mode),
      ),
    );

  named(program.command('pause'))
    .description('leave a gateway alone, as mode paused does')
    .action(run((ctx, name: string, { region }: Region) => setMode(ctx, { name, region }, 'paused')));

  named(program.command('resume'))
    .description('make a gateway as declared again, as mode enforce does')
    .action(run((ctx, name: string, { region }: Region) => setMode(ctx, { name, region }, 'enforce')));

  program
    .command('recover')
    .description('after what was declared is lost: declare anew, only reported, what bears Torii’s mark in the cloud')
    .option('--dry-run', 'only show what would be declared')
    .option('--region <region>', 'where to look; without it where the functions run; may be given again', collect, [])
    .action(run((ctx, options: RecoverOptions) => recover(ctx, options)));

  addOperatorCommands(program, shell, ended);

  program
    .command('dev')
    .description('start a local cloud with the functions and a sample world in it (in a checkout of Torii)')
    .allowUnknownOption()
    .argument('[options...]', 'see: torii dev -- --help')
    .action(async (options: string[]) => runOfCheckout('local/dev/main.ts', options));

  addCloudCommands(program, shell, () => program.opts<{ output: Format }>().output);
  return program;
}

interface Region {
  region?: string;
}

function named(command: Command): Command {
  return command.argument('<name>').addOption(regionOption());
}

function watching(command: Command): Command {
  return command
    .option('--no-wait', 'come back as soon as it is written down')
    .addOption(pollOption())
    .option('--timeout <seconds>', 'watch no longer than this', seconds);
}

function regionOption(): Option {
  return new Option('--region <region>', 'where one name is used in several regions');
}

function fileOption(): Option {
  return new Option('-f, --file <path>', 'file, folder, or - for standard input; may be given again')
    .argParser((path: string, before: string[] | undefined) => [...(before ?? []), path])
    .makeOptionMandatory();
}

function pollOption(): Option {
  return new Option('--poll <seconds>', 'pause between two looks').argParser(seconds).default(2);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0) return value;
  throw new InvalidArgumentError('It is a number of seconds.');
}

function amount(text: string): number {
  const value = Number(text);
  if (text !== '' && value > 0) return value;
  throw new InvalidArgumentError('It is a number above 0.');
}

function collect(one: string, before: string[]): string[] {
  return [...before, one];
}

/** Checked by the API too; here for the help text. */
const SIZES = ['2c4g', '4c8g', '8c16g', '16c32g'] as const satisfies readonly Specification[];

const EXIT_CODES = `
Exit codes: 0 done; 1 error; 2 plan or dry run has changes; 3 blocked, awaiting approval, or only reported.`;
