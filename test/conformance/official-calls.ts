import { createRequire } from 'node:module';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import type { Action } from '../../local/cloud/product.ts';
import type { ProductTable } from '../../local/cloud/products.ts';
import { clientConfig } from '../contract/clients.ts';

/** Parameters, and an answer, in the words of the wire. */
export type Fields = Readonly<Record<string, unknown>>;

/** Calls an action through its official SDK. Rejects with the SDK's error: `code`, `statusCode`. */
export type Call = (action: string, fields?: Fields) => Promise<Record<string, unknown>>;

interface Model {
  toMap(): Record<string, unknown>;
}

interface ModelClass {
  new (fields: Fields): Model;
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, unknown>>;
}

type Method = (...given: readonly unknown[]) => Promise<{ readonly body?: Model }>;

const requireSdk = createRequire(import.meta.url);

/**
 * Every action of a product through its official SDK, as it is on npm, by the SDK's own request models: a parameter that
 * a model does not have is an error. Numbers beyond 2^53 are rounded in answers, as the SDK rounds them.
 */
export function officialCalls(
  table: ProductTable,
  sdk: string,
  cloud: LocalCloud,
  account: Account = cloud.account,
): Call {
  const models: Readonly<Record<string, unknown>> & { readonly default: new (config: unknown) => object } =
    requireSdk(sdk);
  // The generator writes SetDNSSLBStatus as setDNSSLBStatus, and its model as SetDnsslbstatusRequest.
  const classes = new Map(Object.entries(models).map(([name, model]) => [name.toLowerCase(), model as ModelClass]));
  const client = new models.default(clientConfig(cloud, account));
  const methods = new Map(
    Object.getOwnPropertyNames(Object.getPrototypeOf(client)).map((name) => [name.toLowerCase(), name]),
  );
  return async (action, fields = {}) => {
    const row = table.actions.find(({ name }) => name === action);
    const method = methods.get(action.toLowerCase());
    if (!row || method === undefined) throw new Error(`the table and ${sdk} do not both have ${action}`);
    const inPath = row.style === 'RPC' ? [] : [...row.style.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const others = Object.entries(fields).filter(([name]) => !inPath.includes(name));
    const request = classes.get(`${action}request`.toLowerCase());
    const given = [
      ...inPath.map((name) => fields[name]),
      ...(request ? [build(request, asModelled(request, row, Object.fromEntries(others)))] : []),
    ];
    if (!request && others.length > 0) throw new Error(`${sdk} gives ${action} no ${others.map(([name]) => name)}`);
    const { body } = await (Reflect.get(client, method) as Method).apply(client, given);
    return body?.toMap() ?? {};
  };
}

/** Function Compute's models hold what travels in the body in a field of that name. */
function asModelled(model: ModelClass, { parameters }: Action<never>, fields: Fields): Fields {
  if (!Object.values(model.names()).includes('body')) return fields;
  const isInBody = (name: string) => parameters[name]?.in === 'body';
  const entries = Object.entries(fields);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !isInBody(name))),
    body: Object.fromEntries(entries.filter(([name]) => isInBody(name))),
  };
}

function build(model: ModelClass, wire: Fields): Model {
  const fields = new Map(Object.entries(model.names()).map(([field, name]) => [name, field]));
  const types = model.types();
  const given = Object.entries(wire).filter(([, value]) => value !== undefined);
  const values = given.map(([name, value]) => {
    const field = fields.get(name);
    if (field === undefined) throw new Error(`${model.name} has no ${name}`);
    return [field, asTyped(types[field], value)] as const;
  });
  return new model(Object.fromEntries(values));
}

function asTyped(type: unknown, value: unknown): unknown {
  if (typeof type === 'function') return build(type as ModelClass, value as Fields);
  if (Array.isArray(value) && typeof type === 'object' && type !== null && 'itemType' in type) {
    return value.map((item) => asTyped(type.itemType, item));
  }
  return value;
}
