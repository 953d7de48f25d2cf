import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { rpc, send, sign } from '../contract/acs3.ts';

export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };
export type Parameters = Readonly<Record<string, Value>>;

/** What a call was answered. */
export interface Answered {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly body: Record<string, unknown>;
}

/** Calls an RPC action with parameters as the wire has them: lists and objects are flattened, `Tag.1.Key=…`. */
export async function ask(
  cloud: LocalCloud,
  version: string,
  action: string,
  parameters: Parameters = {},
): Promise<Answered> {
  const request = rpc(action, version, Object.fromEntries(flattened(parameters)));
  const { status, body } = await send(cloud.endpoint, sign(request, new URL(cloud.endpoint).host, cloud.account));
  return { status, body, code: status === 200 ? undefined : String(body.Code) };
}

function flattened(value: Value, path = ''): [string, string][] {
  if (typeof value !== 'object') return [[path, String(value)]];
  const below = Array.isArray(value)
    ? value.map((item: Value, index) => [String(index + 1), item] as const)
    : Object.entries(value as Parameters);
  return below.flatMap(([name, inner]) => flattened(inner, path === '' ? name : `${path}.${name}`));
}
