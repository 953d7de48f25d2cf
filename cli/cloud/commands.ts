import { type Command, InvalidArgumentError, Option } from 'commander';
import { runOfCheckout } from '../checkout-program.ts';
import { type Format, write } from '../output.ts';
import type { Shell } from '../shell.ts';
import type {
  AccountAnswer,
  CallsAnswer,
  CountsAnswer,
  FixtureAnswer,
  LimitsAnswer,
  StatusAnswer,
  SwitchAnswer,
} from './answers.ts';
import { CLOUD_PORT, cloudControl } from './control.ts';
import { addDayCommands } from './day-commands.ts';
import type { Drive, Driving } from './drive.ts';
import { showAccounts, showCalls, showCounts, showFixtures, showLimits, showStatus, showSwitches } from './show.ts';
import { addSnapshotCommands } from './snapshot-commands.ts';

/** `torii cloud`: starts a local cloud, and drives one that runs. */
export function addCloudCommands(program: Command, shell: Shell, format: () => Format): void {
  const group = program
    .command('cloud')
    .description('start an Alibaba Cloud of one’s own on this machine, or drive one that runs');

  group
    .command('start', { isDefault: true })
    .description('start one in the foreground, until Ctrl-C (see: torii cloud -- --help)')
    .allowUnknownOption()
    .argument('[options...]', `--port ${CLOUD_PORT} --state FILE --scale N --json …`)
    .action((options: string[]) => runOfCheckout('local/cloud/main.ts', options));

  const drive: Drive = (name, description, run) =>
    group
      .command(name)
      .description(description)
      .addOption(
        new Option('--cloud <url>', 'where it is').default(
          shell.environment.TORII_CLOUD || `http://127.0.0.1:${CLOUD_PORT}`,
          `TORII_CLOUD, or port ${CLOUD_PORT}`,
        ),
      )
      .action(async (...given: unknown[]) => {
        const command = given.at(-1) as Command;
        const options = command.opts<{ cloud: string }>();
        const driving: Driving = {
          cloud: cloudControl(options.cloud),
          answer: (answer, inWords) => write(shell, format(), answer, inWords),
        };
        await run(driving, options as Record<string, unknown>, ...command.processedArgs.flat());
      });

  drive('status', 'say where everything of it is', async ({ cloud, answer }) =>
    answer(await cloud.ask<StatusAnswer>('GET', '/status'), showStatus),
  );
  drive('accounts', 'list the accounts with their keys, or add one', async ({ cloud, answer }, _options, id) => {
    if (id) await cloud.ask('POST', '/accounts', { id });
    const { accounts } = await cloud.ask<{ accounts: AccountAnswer[] }>('GET', '/accounts');
    answer(accounts, showAccounts);
  }).argument('[id]', '16 digits');
  addDayCommands(drive);

  drive('assume', 'list the switches, show one, or set it', async ({ cloud, answer }, _options, name, value) => {
    const path = name === undefined ? '/switches' : `/switches/${encodeURIComponent(name)}`;
    type Found = { switches: SwitchAnswer[] } | SwitchAnswer;
    const found =
      value === undefined
        ? await cloud.ask<Found>('GET', path)
        : await cloud.ask<Found>('PUT', path, { value: typed(value) });
    answer('switches' in found ? found.switches : [found], showSwitches);
  })
    .argument('[name]', 'such as eas.albPerAccess')
    .argument('[value]', 'null lifts a limit');

  drive('calls', 'show the journal of calls', async ({ cloud, answer }, options) => {
    const { clear, count, cloud: _address, ...filter } = options;
    const query = new URLSearchParams(
      Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]),
    );
    if (clear) {
      await cloud.ask('DELETE', '/calls');
      answer({ cleared: true }, () => 'all calls are forgotten');
    } else if (count) {
      answer(await cloud.ask<CountsAnswer>('GET', `/calls/count?${query}`), showCounts);
    } else {
      answer(await cloud.ask<CallsAnswer>('GET', `/calls?${query}`), showCalls);
    }
  })
    .option('--product <name>', 'of one product')
    .option('--action <name>', 'of one action')
    .option('--account <id>', 'of one account')
    .option('--code <code>', 'with one error code')
    .option('--limit <number>', 'the newest so many', amount)
    .option('--count', 'how many there were, by action')
    .option('--clear', 'forget them all');

  drive(
    'limits',
    'show the published rates of calls; enforce them, or do not',
    async ({ cloud, answer }, _options, to) => {
      if (to !== undefined && to !== 'on' && to !== 'off') throw new InvalidArgumentError('Say on or off.');
      const limits = await (to === undefined
        ? cloud.ask<LimitsAnswer>('GET', '/limits')
        : cloud.ask<LimitsAnswer>('PUT', '/limits', { enforce: to === 'on' }));
      answer(limits, showLimits);
    },
  ).argument('[on|off]');

  drive('make', 'make what an owner makes in a console', async ({ cloud, answer }, _options, name, ...pairs) => {
    if (name === undefined) {
      const { fixtures } = await cloud.ask<{ fixtures: FixtureAnswer[] }>('GET', '/fixtures');
      answer(fixtures, showFixtures);
      return;
    }
    const given = Object.fromEntries(pairs.map(pair));
    answer(await cloud.ask<object>('POST', `/fixtures/${encodeURIComponent(name)}`, given), (made) =>
      JSON.stringify(made, null, 2),
    );
  })
    .argument('[fixture]', 'such as vpc.addVpc; without it they are listed')
    .argument('[fields...]', 'name=value');

  addSnapshotCommands(drive);
}

/** `name=value`; a value that is JSON is what it says, but for ids, which are text however many digits they have. */
function pair(text: string): [string, unknown] {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError(`${text} is no name=value.`);
  return [text.slice(0, cut), typed(text.slice(cut + 1))];
}

function typed(text: string): unknown {
  if (!/^([[{"]|-?\d{1,12}(\.\d+)?$|(true|false|null)$)/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function amount(text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0) return value;
  throw new InvalidArgumentError('It is a number.');
}
