import { type Command, InvalidArgumentError } from 'commander';
import { certificates, explain, forget, renew, reseal, upload, uploads } from './commands/certificates.ts';
import type { Context } from './commands/context.ts';
import { addIssuer, type IssuerOptions, issuers, removeIssuer } from './commands/issuers.ts';
import type { ExitCode } from './exit-code.ts';

/** Makes the action of a command. */
export type Run = <Given extends unknown[]>(
  command: (context: Context, ...given: Given) => Promise<ExitCode>,
) => (...given: Given) => Promise<void>;

/** `torii certificates` and `torii issuers`. */
export function addCertificateCommands(program: Command, run: Run): void {
  const calendar = program
    .command('certificates')
    .description('say when each certificate renews, and why')
    .option('--days <number>', 'only what renews or ends within so many days', days, 90)
    .action(run((ctx, options: { days: number }) => certificates(ctx, options)));
  calendar
    .command('explain')
    .description('say whether another one is due, how far its order is, and which old ones are still there')
    .argument('<certificate>', 'its key, or a domain that it is for')
    .action(run((ctx, named: string) => explain(ctx, named)));
  calendar
    .command('renew')
    .description('renew certificates now')
    .argument('[certificates...]', 'their keys, or domains that they are for')
    .option('--all', 'all that Torii gets itself')
    .option('--dry-run', 'only say what would be done')
    .action(run((ctx, named: string[], options: { all?: boolean; dryRun?: boolean }) => renew(ctx, named, options)));
  calendar
    .command('upload')
    .description('give a certificate of your own, for domains that declare certificate: {upload: NAME}')
    .argument('<name>')
    .requiredOption('--cert <file>', 'the chain as PEM, leaf first')
    .requiredOption('--key <file>', 'its key as PEM, or - for standard input')
    .action(run((ctx, name: string, options: { cert: string; key: string }) => upload(ctx, name, options)));
  calendar
    .command('uploads')
    .description('list the certificates that were given')
    .action(run((ctx) => uploads(ctx)));
  calendar
    .command('forget')
    .description('forget a certificate that was given, and its key')
    .argument('<name>')
    .action(run((ctx, name: string) => forget(ctx, name)));
  calendar
    .command('reseal')
    .description('seal what was given anew under the current master key, so that an older one can go')
    .action(run((ctx) => reseal(ctx)));

  const known = program
    .command('issuers')
    .description('list the certificate authorities that were made known')
    .action(run((ctx) => issuers(ctx)));
  known
    .command('add')
    .description('make a certificate authority known, for domains that declare certificate: {acme: NAME}')
    .argument('<name>')
    .requiredOption('--directory <url>', 'where its ACME directory is')
    .option('--contact <mailto>', 'whom it may write to; may be given again', collect, [])
    .option('--eab-kid <id>', 'external account binding: the id of its key')
    .option('--eab-key-file <file>', 'the file of that key, base64url, or - for standard input')
    .option('--roots <file>', 'PEM of its roots, where no public authority signed its own certificate')
    .action(run((ctx, name: string, options: IssuerOptions) => addIssuer(ctx, name, options)));
  known
    .command('remove')
    .description('forget a certificate authority')
    .argument('<name>')
    .action(run((ctx, name: string) => removeIssuer(ctx, name)));
}

function days(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It is a number of days.');
}

function collect(one: string, before: string[]): string[] {
  return [...before, one];
}
