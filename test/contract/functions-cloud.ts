import { createHmac, randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { AsyncInvokeConfig, DeployedFunction, DeployedTrigger } from '../../local/cloud/fc/functions.ts';
import type { FunctionSource } from '../../local/cloud/fc/run/function-source.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { sign } from './acs3.ts';
import { zipOf } from './zip.ts';

export const REGION = 'cn-beijing';
export const START = Date.parse('2026-03-02T08:00:00Z');

/** What a test deploys. */
export interface Deployment {
  /** The body of `async (event, context) => { … }` in index.js; or whole files. */
  code: string | Record<string, string>;
  handler?: string;
  role?: string;
  timeout?: number;
  environment?: Record<string, string>;
  asyncInvokeConfig?: Partial<AsyncInvokeConfig>;
  reservedConcurrency?: number;
  triggers?: Pick<DeployedTrigger, 'name' | 'type' | 'config'>[];
  rest?: Record<string, unknown>;
}

/** Functions that no API keeps: for tests of what runs them alone. */
export class HandMadeFunctions implements FunctionSource {
  readonly urls = new Map<string, { urlInternet: string; urlIntranet: string }>();
  readonly #functions = new Map<string, DeployedFunction>();
  readonly #listeners = new Set<(change: { function: DeployedFunction }) => void | Promise<void>>();

  all(): Iterable<DeployedFunction> {
    return this.#functions.values();
  }

  onChange(listener: (change: { function: DeployedFunction }) => void | Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async deploy(account: string, name: string, deployment: Deployment): Promise<DeployedFunction> {
    const deployed = this.#functions.get(name) ?? fresh(account, name);
    this.#functions.set(name, deployed);
    const { code, asyncInvokeConfig } = deployment;
    const files =
      typeof code === 'string' ? { 'index.js': `exports.handler = async (event, context) => {\n${code}\n};` } : code;
    deployed.config = configOf(deployment);
    deployed.code = { zip: zipOf(files), checksum: '' };
    deployed.reservedConcurrency = deployment.reservedConcurrency;
    deployed.asyncInvokeConfig = asyncInvokeConfig && { ...ASYNC_DEFAULTS, ...asyncInvokeConfig };
    deployed.triggers.clear();
    for (const trigger of deployment.triggers ?? []) {
      const id = `trigger-${randomUUID()}`;
      deployed.triggers.set(trigger.name, {
        ...trigger,
        ...{ id, invocationRole: undefined, qualifier: 'LATEST', createdAt: START },
      });
    }
    await this.#tell(deployed);
    return deployed;
  }

  async delete(name: string): Promise<void> {
    const deployed = this.#functions.get(name);
    this.#functions.delete(name);
    if (deployed) await this.#tell(deployed);
  }

  urlOf(name: string, trigger: string): string {
    const id = this.#functions.get(name)?.triggers.get(trigger)?.id ?? '';
    return this.urls.get(id)?.urlInternet ?? '';
  }

  async #tell(deployed: DeployedFunction): Promise<void> {
    for (const listener of this.#listeners) await listener({ function: deployed });
  }
}

function fresh(account: string, name: string): DeployedFunction {
  return {
    ...{ account, name, region: REGION, id: name, createdAt: START, triggers: new Map() },
    config: configOf({ code: '' }),
    code: { zip: Buffer.alloc(0), checksum: '' },
    ...{ asyncInvokeConfig: undefined, reservedConcurrency: undefined },
  };
}

function configOf({ handler = 'index.handler', role, timeout = 60, environment = {}, rest = {} }: Deployment) {
  return { handler, runtime: 'nodejs20', role, memorySize: 512, timeout, environmentVariables: environment, rest };
}

const ASYNC_DEFAULTS: AsyncInvokeConfig = {
  asyncTask: true,
  maxAsyncRetryAttempts: 3,
  maxAsyncEventAgeInSeconds: 86_400,
  onSuccess: undefined,
  onFailure: undefined,
};

export interface FunctionsCloud {
  cloud: LocalCloud;
  functions: HandMadeFunctions;
  deploy(name: string, deployment: Deployment): Promise<DeployedFunction>;
  /** Signed by the account's key. */
  invoke(name: string, event?: string | Buffer, headers?: Record<string, string>): Promise<Invoked>;
}

export interface Invoked {
  status: number;
  headers: Headers;
  text: string;
}

/** A cloud whose functions are deployed by hand, closed when the test ends. */
export async function startFunctionsCloud(options: LocalCloudOptions = {}): Promise<FunctionsCloud> {
  const functions = new HandMadeFunctions();
  const cloud = await startLocalCloud({ defaultRegion: REGION, functions, ...options });
  onTestFinished(() => cloud.close());
  return {
    cloud,
    functions,
    deploy: (name, deployment) => {
      if (deployment.role) {
        const trust = { services: ['fc.aliyuncs.com'] };
        cloud.ram.putRole({ arn: deployment.role, trust, policies: ['AdministratorAccess'] });
      }
      return functions.deploy(cloud.account.id, name, deployment);
    },
    invoke: (name, event = '', headers = {}) =>
      call(cloud, 'POST', `/2023-03-30/functions/${name}/invocations`, { body: event, headers }),
  };
}

/** A call signed with ACS3-HMAC-SHA256. */
export async function call(
  { endpoint, account }: Pick<LocalCloud, 'endpoint' | 'account'>,
  method: string,
  path: string,
  {
    body = '',
    headers = {},
    query = {},
  }: { body?: string | Buffer; headers?: Record<string, string>; query?: Record<string, string> } = {},
): Promise<Invoked> {
  const signed = sign(
    {
      method,
      path,
      query,
      headers: { 'x-acs-action': 'InvokeFunction', 'x-acs-version': '2023-03-30', ...headers },
      body: String(body),
    },
    new URL(endpoint).host,
    account,
  );
  const { host: _, ...sent } = signed.headers;
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${endpoint}${path}${search && `?${search}`}`, {
    method,
    headers: sent,
    ...(body.length > 0 && { body: Buffer.from(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The headers of a call signed in Function Compute's own scheme. */
export function fcSigned(
  method: string,
  path: string,
  { accessKeyId, accessKeySecret }: { accessKeyId: string; accessKeySecret: string },
): Record<string, string> {
  const date = new Date().toUTCString();
  const text = [method, '', 'application/octet-stream', date, path].join('\n');
  const signature = createHmac('sha256', accessKeySecret).update(text).digest('base64');
  return { authorization: `FC ${accessKeyId}:${signature}`, date, 'content-type': 'application/octet-stream' };
}
