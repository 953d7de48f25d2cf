import { expect, onTestFinished, test } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { call, REGION } from './functions-cloud.ts';
import { zipOf } from './zip.ts';

test('what is created through the API runs: by its URL, by an event, and no more once it is deleted', async () => {
  const cloud = await startLocalCloud({ defaultRegion: REGION });
  onTestFinished(() => cloud.close());
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await call(cloud, 'POST', `/2023-03-30${path}`, { body: JSON.stringify(body), headers });
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text);
  };
  const code = `exports.handler = async (event) => { console.log(String(event)); return { statusCode: 200, body: 'up' }; };`;
  await post('/functions', {
    ...{ functionName: 'web', runtime: 'nodejs20', handler: 'index.handler' },
    code: { zipFile: zipOf({ 'index.js': code }).toString('base64') },
  });
  const triggerConfig = JSON.stringify({ authType: 'anonymous', methods: ['GET'] });
  const trigger = await post('/functions/web/triggers', { triggerName: 'http', triggerType: 'http', triggerConfig });
  const url = trigger.httpTrigger.urlInternet;
  expect(await (await fetch(url)).text()).toBe('up');

  const mode = 'event-driven';
  await post('/functions/web/triggers', {
    ...{ triggerName: 'events', triggerType: 'eventbridge' },
    triggerConfig: JSON.stringify({
      ...{ triggerEnable: true, asyncInvocationType: true, eventRuleFilterPattern: '{"source":["acs.test"]}' },
      eventSourceConfig: { eventSourceType: 'Default' },
      eventSinkConfig: { deliveryOption: { mode, eventSchema: 'CloudEvents' } },
      runOptions: { mode },
    }),
  });
  cloud.eventbridge.emit({ source: 'acs.test', type: 'test:Some:Thing', data: { n: 1 } });
  await cloud.clock.advanceBy(60_000);
  const heard = cloud.functions.invocations.filter(({ trigger: by }) => by === 'event');
  expect(heard.map(({ log }) => JSON.parse(log[0]?.text ?? ''))).toMatchObject([
    { source: 'acs.test', data: { n: 1 } },
  ]);

  for (const name of ['http', 'events']) await call(cloud, 'DELETE', `/2023-03-30/functions/web/triggers/${name}`);
  await call(cloud, 'DELETE', '/2023-03-30/functions/web');
  await expect(fetch(url)).rejects.toThrow();
  cloud.eventbridge.emit({ source: 'acs.test', type: 'test:Some:Thing', data: { n: 2 } });
  await cloud.clock.advanceBy(60_000);
  expect(cloud.functions.invocations).toHaveLength(2);
});
