import { randomBytes } from 'node:crypto';
import { depsFromHost } from '../../shared/engine/deps.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import {
  type HttpResult,
  NotAnHttpEvent,
  readHttpEvent,
  toHttpResult,
} from '../../shared/function-compute/http-event.ts';
import { provisioningApi } from './app.ts';
import type { Instance } from './context.ts';
import { readers } from './observe.ts';
import { ApiProblem, problemResponse } from './problem.ts';
import { newLimits } from './security/limits.ts';
import { readSecuritySettings, type SecuritySettings } from './security/settings.ts';

/** Takes declarations, plans and approvals, and shows how far each gateway has come. Writes no cloud product. */
export async function handler(event: Buffer, context: FunctionContext): Promise<HttpResult> {
  const deps = depsFromHost(process.env.TORII_HOST, context);
  const came = readRequest(event);
  if (came instanceof ApiProblem) return toHttpResult(problemResponse(came));
  const { request, context: arrival } = came;
  const signal = new AbortController().signal;
  const read = readers({ deps, context, environment: process.env, signal });
  const { TORII_MASTER_KEYS: masterKeys, TORII_TRUSTED_ROOTS: trustedRoots } = process.env;
  const security = readSecuritySettings(process.env);
  const app = provisioningApi({
    deps,
    account: context.accountId,
    read,
    masterKeys,
    trustedRoots,
    security,
    newBytes: randomBytes,
    instance: instanceWith(security),
  });
  return toHttpResult(await app.fetch(request, arrival));
}

/** What cannot be read as a request at all, such as a header with a line break, is its sender's mistake. */
function readRequest(event: Buffer): ReturnType<typeof readHttpEvent> | ApiProblem {
  try {
    return readHttpEvent(event);
  } catch (error) {
    if (error instanceof NotAnHttpEvent || !(error instanceof TypeError)) throw error;
    return new ApiProblem(400, 'RequestUnreadable', 'the request is not read: its method, address or headers are none');
  }
}

/** One environment, one instance: a changed environment is deployed, and starts new ones. */
function instanceWith({ requestsPerMinute }: SecuritySettings): Instance {
  instance ??= { limits: newLimits(requestsPerMinute), oidc: {} };
  return instance;
}

let instance: Instance | undefined;
