import { expect, test } from 'vitest';
import { EVENT } from '../../local/cloud/eventbridge/put-events-table.ts';
import type { Parameter } from '../../local/cloud/product.ts';
import { cloudWithFunctions, publisher } from '../contract/eventbridge-cloud.ts';
import { signedPutEvents } from '../contract/signed-put-events.ts';

async function cloudWithBus() {
  const made = await cloudWithFunctions();
  await made.manage('CreateEventBus', { EventBusName: 'torii' });
  const { cloud } = made;
  const post = async (body: string, { query = '', method = 'POST', headers = signedPutEvents(cloud.account) } = {}) => {
    const sent = { method, headers, ...(method === 'POST' && { body }) };
    const answer = await fetch(`${cloud.endpoint}/openapi/putEvents${query}`, sent);
    return { status: answer.status, ...Object(await answer.json()) };
  };
  return { ...made, post };
}

const sound = { specversion: '1.0', id: 'event-1', source: 'torii', type: 'torii.test', aliyuneventbusname: 'torii' };

test('an event that breaks a row of the table fails alone, and is told why', async () => {
  const { post } = await cloudWithBus();
  const accepted: string[] = [];
  for (const [name, row] of Object.entries<Parameter>(EVENT)) {
    for (const value of wrongValues(row)) {
      const { EntryList } = await post(JSON.stringify([{ ...sound, [name]: value }]));
      if (EntryList?.[0].ErrorCode !== 'JsonAttributeInvalid') accepted.push(`${name}=${String(value).slice(0, 20)}`);
    }
  }
  expect(accepted).toEqual([]);
});

function wrongValues({ type, required, enum: allowed, maxLength, pattern, default: preset }: Parameter): unknown[] {
  if (type !== 'string' || preset !== undefined) return [];
  return [
    7,
    ...(required ? [undefined, ''] : []),
    ...(allowed ? ['0.3'] : []),
    ...(maxLength === undefined ? [] : ['a'.repeat(maxLength + 1)]),
    ...(pattern ? ['not good'] : []),
  ];
}

test('what is no request for events is refused in words of EventBridge', async () => {
  const { cloud, post } = await cloudWithBus();
  expect(await post('', { method: 'GET' })).toMatchObject({ status: 400, code: 'UnsupportedHTTPMethod' });
  expect(await post('{}')).toMatchObject({ status: 400, code: 'JsonAttributeInvalid' });
  expect(await post('[]', { headers: {} as never })).toMatchObject({ status: 400, code: 'MissingParameter' });
  expect(await post('[]', { query: '?a=%zz' })).toMatchObject({ status: 400, code: 'InvalidParameter' });
  const large = 'x'.repeat(4 * 1024 * 1024 + 1);
  expect(await post(large)).toMatchObject({ status: 413, code: 'RequestTooLarge', requestId: expect.any(String) });
  const nobody = { ...cloud.account, accessKeyId: 'STS.nobody' };
  const headers = signedPutEvents(nobody);
  expect(await post('[]', { headers })).toMatchObject({ status: 403, code: 'InvalidStsAccessKeyId' });
});

test('who may not publish to a bus is told nothing of it', async () => {
  const { cloud } = await cloudWithBus();
  const arn = `acs:ram::${cloud.account.id}:role/reader`;
  cloud.ram.putRole({ arn, trust: { services: ['ecs.aliyuncs.com'] } });
  const session = cloud.accounts.issueTemporary(cloud.account.id, Date.now() + 60_000, { arn, sessionName: 'test' });
  await expect(publisher(cloud, session)({ bus: 'nowhere' })).rejects.toMatchObject({ code: 'AccessDenied' });
});
