import { depsFor } from '../../shared/engine/lent-deps.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import { type HttpResult, readHttpEvent, toHttpResult } from '../../shared/function-compute/http-event.ts';
import { provisioningApi } from './app.ts';
import { readers } from './observe.ts';

/** Takes declarations, plans and approvals, and shows how far each gateway has come. Writes no cloud product. */
export async function handler(event: Buffer, context: FunctionContext): Promise<HttpResult> {
  const deps = await depsFor(process.env, context);
  const { request } = readHttpEvent(event);
  const signal = new AbortController().signal;
  const read = readers({ deps, context, environment: process.env, signal });
  const { TORII_MASTER_KEYS: masterKeys, TORII_TRUSTED_ROOTS: trustedRoots } = process.env;
  const app = provisioningApi({ deps, account: context.accountId, read, masterKeys, trustedRoots });
  return toHttpResult(await app.fetch(request));
}
