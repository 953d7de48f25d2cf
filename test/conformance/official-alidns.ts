import AlidnsSdk, * as models from '@alicloud/alidns20150109';
import { onTestFinished } from 'vitest';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from '../contract/clients.ts';

/** Calls an action through the official SDK, in the words of the wire. Rejects with the SDK's error: `code`, `statusCode`. */
export type Call = (action: string, query?: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;

interface Model {
  toMap(): Record<string, unknown>;
}

interface ModelClass {
  new (fields: Readonly<Record<string, unknown>>): Model;
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, unknown>>;
}

/** A cloud for the length of a test. */
export async function openCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  return cloud;
}

export function officialAlidns(cloud: LocalCloud, account: Account = cloud.account): Call {
  const client = new AlidnsSdk(clientConfig(cloud, account)) as unknown as Record<
    string,
    (request: Model) => Promise<{ body?: Model }>
  >;
  return async (action, query = {}) => {
    const method = client[action.charAt(0).toLowerCase() + action.slice(1)];
    if (!method) throw new Error(`the SDK has no ${action}`);
    const { body } = await method.call(client, build(modelNamed(`${action}Request`), query));
    return body?.toMap() ?? {};
  };
}

/** The generator writes SetDNSSLBStatus as SetDnsslbstatus. */
function modelNamed(name: string): ModelClass {
  const found = Object.entries(models).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (!found) throw new Error(`the SDK has no ${name}`);
  return found[1] as unknown as ModelClass;
}

function build(model: ModelClass, wire: Readonly<Record<string, unknown>>): Model {
  const fields = new Map(Object.entries(model.names()).map(([field, name]) => [name, field]));
  const types = model.types();
  const values = Object.entries(wire).map(([name, value]) => {
    const field = fields.get(name);
    if (field === undefined) throw new Error(`${model.name} has no ${name}`);
    return [field, asTyped(types[field], value)] as const;
  });
  return new model(Object.fromEntries(values));
}

function asTyped(type: unknown, value: unknown): unknown {
  if (typeof type === 'function') return build(type as ModelClass, value as Record<string, unknown>);
  if (Array.isArray(value) && typeof type === 'object' && type !== null && 'itemType' in type) {
    return value.map((item) => asTyped(type.itemType, item));
  }
  return value;
}
