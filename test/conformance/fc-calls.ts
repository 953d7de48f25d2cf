import { onTestFinished } from 'vitest';
import { fc } from '../../local/cloud/fc/product.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type Answer, sign } from '../contract/acs3.ts';
import { ZIP } from '../contract/fc-cloud.ts';
import { type Fields, officialCalls } from './official-calls.ts';

export const NAME = 'acme-hello';
export const CODE = { zipFile: ZIP.toString('base64') };

export interface FcCalls {
  readonly cloud: LocalCloud;
  /** Any action by its name, through the official SDK; parameters of other actions are left out. @throws where it is refused */
  call(action: string, fields?: Fields): Promise<Record<string, unknown>>;
  /** The code and the status of a refusal, signed by hand: no SDK sends all that is wrong. */
  refusal(action: string, fields?: Fields): Promise<string>;
  /** A function with code, like `acme-hello`. */
  create(fields?: Fields): Promise<Record<string, unknown>>;
}

/** A cloud, closed when the test ends, and its Function Compute. */
export async function startFc(options: LocalCloudOptions = { delayScale: 0 }): Promise<FcCalls> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  const ask = async (action: string, fields: Fields): Promise<Answer> => {
    const request = requestOf(cloud, action, fields);
    const { host: _, ...headers } = request.headers;
    const query = new URLSearchParams(request.query).toString();
    const response = await fetch(`${cloud.endpoint}${request.path}${query && `?${query}`}`, {
      ...{ method: request.method, headers },
      ...(request.body !== '' && { body: request.body }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const official = officialCalls(fc, '@alicloud/fc20230330', cloud);
  const call = (action: string, fields: Fields = {}) => {
    const own = new Set(Object.keys(rowOf(action).parameters));
    return official(action, Object.fromEntries(Object.entries(fields).filter(([name]) => own.has(name))));
  };
  const refusal = async (action: string, fields: Fields = {}) => codeOf(await ask(action, fields));
  const create = (fields: Fields = {}) => call('CreateFunction', { ...FUNCTION, ...fields });
  return { cloud, call, refusal, create };
}

const FUNCTION = { functionName: NAME, runtime: 'nodejs20', handler: 'index.handler', code: CODE };

function codeOf({ status, body }: Answer): string {
  return status < 300 ? 'accepted' : `${status} ${String(body.Code)}`;
}

function requestOf(cloud: LocalCloud, action: string, fields: Fields) {
  const row = rowOf(action);
  const placed = (...places: readonly string[]) =>
    Object.entries(fields).filter(([name]) => places.includes(row.parameters[name]?.in ?? 'query'));
  const path = row.style.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(fields[name])));
  const query = Object.fromEntries(placed('query').map(([name, value]) => [name, textOf(value)]));
  const hasBody = Object.values(row.parameters).some(({ in: place }) => place === 'body');
  const body = hasBody ? JSON.stringify(Object.fromEntries(placed('body'))) : '';
  const headers = { 'x-acs-action': action, 'x-acs-version': '2023-03-30', 'content-type': 'application/json' };
  return sign({ method: row.style.method, path, query, headers, body }, new URL(cloud.endpoint).host, cloud.account);
}

function rowOf(action: string) {
  const row = fc.actions.find(({ name }) => name === action);
  if (!row || row.style === 'RPC') throw new Error(`no action is named ${action}`);
  return { ...row, style: row.style };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
