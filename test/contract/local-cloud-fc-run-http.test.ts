import { expect, test } from 'vitest';
import { call, fcSigned, startFunctionsCloud } from './functions-cloud.ts';

const http = (config: Record<string, unknown>) => [{ name: 'http', type: 'http', config }];

test('an HTTP trigger hands its function the v1 event, and its client what the function says', async () => {
  const { deploy, functions, cloud } = await startFunctionsCloud();
  await deploy('web', {
    code: `
      const told = JSON.parse(event);
      if (told.rawPath === '/plain') return { some: 'value' };
      if (told.rawPath === '/bad') throw new Error('bad');
      return { statusCode: 201, headers: { 'X-Mine': 'yes', 'x-fc-own': 'no' }, body: JSON.stringify(told) };`,
    triggers: http({ authType: 'anonymous', methods: ['GET', 'POST'] }),
  });
  const url = functions.urlOf('web', 'http');
  const answer = await fetch(`${url}/orders/4%202?a=1&a=2`, {
    method: 'POST',
    body: '{"n":1}',
    headers: { 'x-some': 'thing' },
  });
  expect([answer.status, answer.headers.get('x-mine'), answer.headers.get('x-fc-own')]).toEqual([201, 'yes', null]);
  expect(await answer.json()).toMatchObject({
    version: 'v1',
    rawPath: '/orders/4%202',
    queryParameters: { a: '1,2' },
    headers: { 'X-Some': 'thing' },
    body: '{"n":1}',
    isBase64Encoded: false,
    requestContext: {
      accountId: cloud.account.id,
      requestId: answer.headers.get('x-fc-request-id'),
      timeEpoch: '1772438400000',
      http: { method: 'POST', path: '/orders/4 2', protocol: 'HTTP/1.1' },
    },
  });
  const plain = await fetch(`${url}/plain`);
  expect([plain.status, await plain.json()]).toEqual([200, { some: 'value' }]);
  const bad = await fetch(`${url}/bad`);
  expect([bad.status, bad.headers.get('x-fc-error-type')]).toEqual([502, 'UnhandledInvocationError']);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
  await functions.delete('web');
  expect(functions.urlOf('web', 'http')).toBe('');
  await expect(fetch(url)).rejects.toThrow();
});

test('with authType function only a signature of the account opens it', async () => {
  const { deploy, functions, cloud } = await startFunctionsCloud();
  await deploy('web', { code: `return 'in';`, triggers: http({ authType: 'function', methods: ['GET'] }) });
  const endpoint = functions.urlOf('web', 'http');
  expect((await fetch(endpoint)).status).toBe(403);
  expect((await call({ endpoint, account: { ...cloud.account, accessKeySecret: 'wrong' } }, 'GET', '/')).status).toBe(
    403,
  );
  expect((await call({ endpoint, account: cloud.addAccount('9999999999999999') }, 'GET', '/')).status).toBe(403);
  expect(await call({ endpoint, account: cloud.account }, 'GET', '/')).toMatchObject({ status: 200, text: 'in' });
  expect(cloud.functions.invocations).toHaveLength(1);
});

test('a call to invoke is refused unless it is signed by somebody who may', async () => {
  const { cloud, invoke } = await startFunctionsCloud();
  const path = '/2023-03-30/functions/f/invocations';
  const unsigned = await fetch(cloud.endpoint + path, { method: 'POST' });
  expect(unsigned.status).toBe(403);
  const wrong = await call({ ...cloud, account: { ...cloud.account, accessKeySecret: 'wrong' } }, 'POST', path);
  expect([wrong.status, JSON.parse(wrong.text).Code]).toEqual([403, 'SignatureNotMatch']);
  const nobody = await invoke('f');
  expect([nobody.status, JSON.parse(nobody.text).Code]).toEqual([404, 'FunctionNotFound']);
  // Whoever may not know gets no answer to whether it is there.
  const arn = `acs:ram::${cloud.account.id}:role/reader`;
  cloud.ram.putRole({ arn, trust: { services: ['ecs.aliyuncs.com'] } });
  const session = cloud.accounts.issueTemporary(cloud.account.id, Date.now() + 60_000, { arn, sessionName: 'test' });
  const headers = { 'x-acs-security-token': session.securityToken };
  const denied = await call({ ...cloud, account: { ...cloud.account, ...session } }, 'POST', path, { headers });
  expect([denied.status, JSON.parse(denied.text).Code]).toEqual([403, 'AccessDenied']);
  expect(cloud.calls.of('InvokeFunction').map(({ code }) => code)).toEqual([
    'MissingParameter',
    'SignatureNotMatch',
    'FunctionNotFound',
    'AccessDenied',
  ]);
});

test('the scheme FC is taken at this version too, unless the gateway is told to refuse it', async () => {
  const { cloud, deploy } = await startFunctionsCloud();
  await deploy('f', { code: `return 'in';` });
  const path = '/2023-03-30/functions/f/invocations';
  const post = () =>
    fetch(cloud.endpoint + path, {
      method: 'POST',
      headers: fcSigned('POST', path, cloud.account),
      body: Buffer.from(''),
    });
  const answer = await post();
  expect([answer.status, await answer.text()]).toEqual([200, 'in']);
  cloud.functions.assumptions.fcScheme = 'refused';
  expect((await post()).status).toBe(403);
});

test('the switches of what nobody could check', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('web', { code: 'return event;', triggers: http({ authType: 'anonymous', methods: ['GET'] }) });
  expect((await invoke('web', 'hello')).text).toBe('hello');
  cloud.functions.assumptions.invokedHttpFunction = 'http-event';
  expect(JSON.parse((await invoke('web', 'hello')).text)).toMatchObject({
    version: 'v1',
    rawPath: '/2023-03-30/functions/web/invocations',
    body: 'hello',
  });
  cloud.functions.assumptions.emptyAccepted = 'json';
  const accepted = await invoke('web', '', { 'x-fc-invocation-type': 'Async' });
  expect([accepted.status, accepted.headers.get('content-type'), accepted.text]).toEqual([202, 'application/json', '']);
});

test('faults strike invocations like any other call', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('f', { code: '' });
  cloud.faults.add({ product: 'fc', action: 'InvokeFunction', kind: 'server-error', times: 1 });
  expect((await invoke('f')).status).toBe(503);
  cloud.faults.add({ product: 'fc', action: 'InvokeFunction', kind: 'drop-after', times: 1 });
  await expect(invoke('f', '', { 'x-fc-invocation-type': 'Async' })).rejects.toThrow();
  await cloud.clock.step();
  expect(cloud.functions.invocations).toHaveLength(1);
});
