import { randomBytes } from 'node:crypto';
import { depsFor, goesByMachineTime } from '../../shared/engine/lent-deps.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import type { HttpResult } from '../../shared/function-compute/http-event.ts';
import type { Instance } from './context.ts';
import { inTime } from './in-time.ts';
import { readers } from './observe.ts';
import { newLimits } from './security/limits.ts';
import { readSecuritySettings, type SecuritySettings } from './security/settings.ts';
import { serve } from './serve.ts';

/** Takes declarations, plans and approvals, and shows how far each gateway has come. Writes no cloud product. */
export async function handler(event: Buffer, context: FunctionContext): Promise<HttpResult> {
  const lent = await depsFor(process.env, context);
  const { TORII_MASTER_KEYS: masterKeys, TORII_TRUSTED_ROOTS: trustedRoots } = process.env;
  const security = readSecuritySettings(process.env);
  const time = { timeoutSeconds: context.function.timeout, byMachineTime: goesByMachineTime(process.env) };
  return inTime(lent, time, ({ deps, signal }) =>
    serve(event, {
      deps,
      account: context.accountId,
      read: readers({ deps, context, environment: process.env, signal }),
      region: context.region,
      prefix: process.env.TORII_PREFIX || undefined,
      masterKeys,
      trustedRoots,
      security,
      newBytes: randomBytes,
      instance: instanceWith(security),
    }),
  );
}

/** One environment, one instance: a changed environment is deployed, and starts new ones. */
function instanceWith({ requestsPerMinute }: SecuritySettings): Instance {
  instance ??= { limits: newLimits(requestsPerMinute), oidc: {} };
  return instance;
}

let instance: Instance | undefined;
