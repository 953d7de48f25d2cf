import EventBridge, * as models from '@alicloud/eventbridge';
import * as openApi from '@alicloud/openapi-core';
import { onTestFinished } from 'vitest';
import type { Account } from '../../local/cloud/accounts.ts';
import type { FunctionInvocations } from '../../local/cloud/fc/functions.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { genericClient, RuntimeOptions } from './clients.ts';

export const REGION = 'cn-hangzhou';

/** What a function was given, in order of arrival. */
export interface Arrival {
  /** Virtual time, ms since the epoch. */
  readonly at: number;
  readonly functionArn: string;
  readonly body: unknown;
}

/** A cloud with functions of these names, which take whatever comes; it closes with the test. */
export async function cloudWithFunctions(...names: string[]) {
  const made = await openCloudWithFunctions(...names);
  onTestFinished(() => made.cloud.close());
  return made;
}

/** For several tests that leave nothing behind; whoever opens it closes it. */
export async function openCloudWithFunctions(...names: string[]) {
  const cloud = await startLocalCloud();
  const arrivals: Arrival[] = [];
  const functions = new Set(names.map((name) => functionArn(cloud, name)));
  const invocations: FunctionInvocations = {
    enqueue: (arn, event) => {
      if (!functions.has(arn)) return false;
      const text = event.toString('utf8');
      arrivals.push({ at: cloud.clock.now(), functionArn: arn, body: isJson(text) ? JSON.parse(text) : text });
      return true;
    },
  };
  cloud.eventbridge.functions = invocations;
  return { cloud, arrivals, functions, manage: manager(cloud), publish: publisher(cloud) };
}

export function functionArn({ account }: Pick<LocalCloud, 'account'>, name: string): string {
  return `acs:fc:${REGION}:${account.id}:functions/${name}`;
}

export function busArn({ account }: Pick<LocalCloud, 'account'>, name: string): string {
  return `acs:eventbridge:${REGION}:${account.id}:eventbus/${name}`;
}

/** The management API through the generic official client: objects and lists travel as JSON text. */
export function manager(cloud: LocalCloud, account: Account = cloud.account) {
  const client = genericClient(cloud, account);
  return async (action: string, parameters: Record<string, unknown> = {}) => {
    const query = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
    const params = new openApi.$OpenApiUtil.Params({
      action,
      version: '2020-04-01',
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const request = new openApi.$OpenApiUtil.OpenApiRequest({ query });
    return (await client.callApi(params, request, new RuntimeOptions())).body;
  };
}

export interface Published {
  readonly bus?: string;
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly data?: unknown;
}

/** PutEvents through EventBridge's own client. */
export function publisher(
  cloud: Pick<LocalCloud, 'endpoint' | 'account'>,
  credentials: { accessKeyId: string; accessKeySecret: string; securityToken?: string } = cloud.account,
) {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const client = new EventBridge(
    new models.Config({
      ...{ accessKeyId, accessKeySecret, regionId: REGION, protocol: 'http' },
      ...(securityToken !== undefined && { securityToken }),
      endpoint: new URL(cloud.endpoint).host,
    }),
  );
  return (...events: Published[]) =>
    client.putEvents(
      events.map(({ bus = 'torii', id = 'event-1', source = 'torii', type = 'torii.test', subject, data = {} }) => {
        return new models.CloudEvent({
          ...{ id, source, type, ...(subject !== undefined && { subject }) },
          data: Buffer.from(JSON.stringify(data), 'utf8'),
          extensions: { aliyuneventbusname: bus },
        });
      }),
    );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
