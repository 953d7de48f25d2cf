import { stringify } from 'yaml';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { indented, write } from '../output.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';
import type { Context } from './context.ts';

export interface RecoverOptions {
  dryRun?: boolean;
  region: string[];
}

/** Declares anew what bears Torii's mark. 2: a dry run found something; 3: something is left to declare by hand. */
export async function recover({ shell, api, format }: Context, options: RecoverOptions): Promise<ExitCode> {
  const { dryRun = false, region } = options;
  const answer = await api.recover({ dryRun, ...(region.length > 0 && { regions: region }) });
  write(shell, format, answer, show);
  if (answer.left.some(({ reason }) => reason !== 'DeclaredAlready')) return EXIT.waiting;
  return dryRun && answer.recovered.length > 0 ? EXIT.changes : EXIT.done;
}

function show({ dryRun, regions, recovered, left }: RecoveryAnswer): string {
  if (recovered.length + left.length === 0) return `nothing in ${regions.join(', ')} bears Torii's mark`;
  return [
    ...recovered.flatMap(({ name, region, gatewayId, declaration, notes }) => [
      `${name} (${region}, ${gatewayId}) ${dryRun ? 'would be' : 'is'} declared, and only reported:`,
      indented(stringify(declaration).trimEnd()),
      ...notes.map((note) => `  · ${note}`),
      ...(dryRun
        ? []
        : [`  go on: torii describe ${name}, and when it says what you want: torii mode ${name} enforce`]),
    ]),
    ...left.map(({ gatewayId, region, reason, message }) => `${gatewayId} (${region}) is left (${reason}): ${message}`),
  ].join('\n');
}
