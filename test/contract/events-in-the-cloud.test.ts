import { expect, it, onTestFinished } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { ensureEventRules } from '../../operator/init/event-rules.ts';
import { eventBridgeClient } from '../../shared/cloud/eventbridge.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { deployedDeps } from '../../shared/engine/deployed-deps.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import { readTrigger } from '../../shared/function-compute/trigger.ts';

it('what a deployed function publishes reaches who subscribed, by the rules that an operator makes', async () => {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  const { id: accountId, accessKeyId, accessKeySecret } = cloud.account;
  const region = 'cn-beijing';
  const heard: [name: string, event: Buffer][] = [];
  const refusing = new Set(['torii-dns-recorder']);
  cloud.eventbridge.functions = {
    enqueue(arn, event) {
      const [, name = ''] = /:functions\/([\w-]+)/.exec(arn) ?? [];
      if (refusing.has(name)) return false;
      heard.push([name, event]);
      return true;
    },
  };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const context = {
    ...{ requestId: 'r', accountId, region, logger: silent, tracing: {} },
    credentials: { accessKeyId, accessKeySecret, securityToken: '' },
    function: { name: 'torii-x', handler: 'index.handler', memory: 512, timeout: 60 },
  } as unknown as FunctionContext;
  const environment = { TORII_ENDPOINT: cloud.endpoint };
  const deps = await deployedDeps(environment, context);
  const transport = invocationTransport({ deps, context, environment, signal: new AbortController().signal });
  const client = eventBridgeClient(transport, region);

  const made = await ensureEventRules(client, { accountId, region, busName: 'torii' });
  expect(made.map(({ what }) => what)).toEqual(['bus', 'bus', 'rule', 'rule', 'rule', 'rule', 'rule']);
  expect(await ensureEventRules(client, { accountId, region, busName: 'torii' })).toEqual([]);

  const data = { account: accountId, region, name: 'chat-prod', generation: 1 };
  await deps.events.publish({ type: 'torii.gateway.endpoint-known', data });
  await deps.events.publish({ type: 'torii.zones.decided', data });
  await deps.events.publish({ type: 'torii.gateway.ready', data });
  await cloud.clock.advanceBy(5 * 60_000);

  const told = heard.map(([name, event]) => {
    const trigger = readTrigger(event);
    const [one] = trigger.kind === 'events' ? trigger.events : [];
    return [name, one?.type, one?.aliyuneventbusname, one?.data];
  });
  expect(told).toHaveLength(2);
  expect(told).toContainEqual(['torii-gateway-provisioner', 'torii.zones.decided', 'torii', data]);
  // Nobody took it for dns-recorder, so whoever keeps what was given up is told.
  expect(told).toContainEqual(['torii-zone-checker', 'torii.gateway.endpoint-known', 'torii-dead-letters', data]);
});
