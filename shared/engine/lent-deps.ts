import type { FunctionContext } from '../function-compute/context.ts';
import { type Deps, depsFromHost } from './deps.ts';

/**
 * What one invocation works with: lent by a runtime in the same process where TORII_HOST names one, else what a deployed
 * function has.
 *
 * @throws HostMissing, NoCredentials, ClockUnreachable
 */
export async function depsFor(
  environment: Record<string, string | undefined>,
  context: FunctionContext,
): Promise<Deps> {
  if (environment.TORII_HOST) return depsFromHost(environment.TORII_HOST, context);
  // Loaded only here: a runtime on a laptop lends all of it.
  const { deployedDeps } = await import('./deployed-deps.ts');
  return deployedDeps(environment, context);
}

/** Whether time is the machine's: else whoever owns the clock ends an invocation at its timeout, too. */
export function goesByMachineTime({ TORII_HOST, TORII_CLOCK }: Record<string, string | undefined>): boolean {
  return !TORII_HOST && !TORII_CLOCK;
}
