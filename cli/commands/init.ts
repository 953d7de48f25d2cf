import type { InitStep } from '../../operator/init/init-step.ts';
import type { Role } from '../../shared/domain-rules/access/role.ts';
import { checkoutFile } from '../checkout-file.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { indented } from '../output.ts';
import { ownCloud } from '../own-cloud.ts';
import type { Shell } from '../shell.ts';

export interface InitOptions {
  dryRun?: boolean;
  keyRole: Role;
  key: boolean;
  json?: boolean;
}

/**
 * Makes what Torii needs in an account, with the operator's own credentials. The token of the first API key alone goes to
 * standard output, so that it can be kept without being seen. 2: a dry run has something to do; 3: something is left to do by
 * hand.
 */
export async function init(shell: Shell, { dryRun = false, keyRole, key, json }: InitOptions): Promise<ExitCode> {
  const { initialise } = await import('../../operator/init/init.ts');
  const { account, steps, token } = await initialise(ownCloud(shell), {
    ...{
      keyRole: key ? keyRole : undefined,
      masterKeys: shell.environment.TORII_MASTER_KEYS,
      deployment: checkoutFile('s.yaml'),
      dryRun,
      now: shell.stamp().now,
    },
    ...(!json && { heard: (step: InitStep) => shell.warn(line(shell, step, dryRun)) }),
  });
  if (json) shell.say(JSON.stringify({ account, dryRun, steps, ...(token && { token }) }, null, 2));
  else if (token) {
    shell.warn('Keep this token: it is never shown again. It goes into TORII_API_KEY.');
    shell.say(token);
  }
  if (steps.some(({ did }) => did === 'left')) return EXIT.waiting;
  return dryRun && steps.some(({ did }) => did !== 'as it should be') ? EXIT.changes : EXIT.done;
}

const STYLES = { made: 'green', changed: 'yellow', 'as it should be': 'dim', left: 'red' } as const;
const WOULD = { made: 'to make', changed: 'to change', 'as it should be': 'as it should be', left: 'left' } as const;

function line(shell: Shell, { what, did, says, wayOut }: InitStep, dryRun: boolean): string {
  const mark = (dryRun ? WOULD[did] : did).padEnd('as it should be'.length);
  const [first, ...rest] = (says ?? '').split('\n');
  return [
    `${shell.paint(STYLES[did], mark)} ${what}${first ? `: ${first}` : ''}`,
    ...rest.map((more) => indented(more, 18)),
    ...(wayOut ? [indented(`→ ${wayOut}`, 18)] : []),
  ].join('\n');
}
