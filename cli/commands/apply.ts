import { readDeclarations } from '../declarations.ts';
import { ApiRefusal } from '../errors.ts';
import { EXIT, type ExitCode, worst } from '../exit-code.ts';
import { serialised } from '../output.ts';
import { showProblem } from '../show-error.ts';
import { agree, type Consent } from './consent.ts';
import type { Context } from './context.ts';
import { planOne } from './plan.ts';
import { journalEnd, type WatchOptions, watch } from './watch.ts';

export interface ApplyOptions extends Consent, WatchOptions {
  file: string[];
  /** Id or name of a gateway that is there already. */
  adopt?: string;
}

/** Declares, says yes where told, and follows until it is as declared. One refused declaration keeps all back. */
export async function apply(context: Context, options: ApplyOptions): Promise<ExitCode> {
  const { shell, api, format } = context;
  const written = readDeclarations(options.file, shell.readInput);
  if (written.length > 1) {
    const refused: unknown[] = [];
    for (const declaration of written) {
      const planned = await planOne(context, declaration);
      if ('refused' in planned) refused.push(planned.refused.problem);
    }
    if (refused.length > 0) {
      if (format !== 'table') shell.say(serialised(format, refused));
      return EXIT.failed;
    }
  }
  const codes: ExitCode[] = [];
  for (const { name, value, placeOf } of written) {
    const region = regionIn(value);
    const cursor = await journalEnd(context, { name, region });
    try {
      const answer = await api.declare(name, value, options.adopt);
      const operation = await agree(context, answer, options);
      if (operation) codes.push(await watch(context, { plan: answer.plan, ...operation }, cursor, options));
      else codes.push(EXIT.waiting);
      if (!operation && format !== 'table') shell.say(serialised(format, answer));
    } catch (error) {
      if (!(error instanceof ApiRefusal) || format !== 'table') throw error;
      shell.warn(showProblem(shell, error.problem, { name, placeOf }));
      codes.push(EXIT.failed);
    }
  }
  return worst(codes);
}

function regionIn(value: unknown): string | undefined {
  const { spec } = (value ?? {}) as { spec?: { region?: unknown } };
  return typeof spec?.region === 'string' ? spec.region : undefined;
}
