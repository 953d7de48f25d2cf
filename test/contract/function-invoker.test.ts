import { describe, expect, it, onTestFinished } from 'vitest';
import { readFc } from '../../local/cloud/front-door/fc-signature.ts';
import { acs3Headers } from '../../shared/cloud/acs3.ts';
import { acs3Attempt } from '../../shared/function-compute/acs3-attempt.ts';
import { fc2Attempt } from '../../shared/function-compute/fc2-attempt.ts';
import { functionComputeEndpoint, functionInvoker } from '../../shared/function-compute/function-invoker.ts';
import { type LoopbackServer, type Received, type Reply, startLoopbackServer } from './loopback-server.ts';

const ROLE = { accessKeyId: 'STS.test', accessKeySecret: 'a-secret-of-the-test', securityToken: 'CAIS+token==' };
const NOW = Date.UTC(2026, 2, 2, 8);
const PAYLOAD = { account: '123', region: 'cn-beijing', name: 'chat-prod' };
const LATER = { delaySeconds: 30, taskId: 'torii-x-chat-prod-1-5' };
const ACCEPTED: Reply = { status: 202, headers: { 'content-type': 'text/plain', 'x-fc-request-id': 'r-1' }, body: '' };
const refused = (status: number, Code: string): Reply => ({ status, body: { Code, Message: 'm', RequestId: 'r-1' } });
const isFc = ({ headers }: Received) => `${headers.authorization}`.startsWith('FC ');

async function invokerAt(reply: (received: Received, count: number) => Reply, credentials: typeof ROLE = ROLE) {
  const server: LoopbackServer = await startLoopbackServer(reply);
  onTestFinished(() => server.close());
  const slept: number[] = [];
  const at = { endpoint: server.url, apiVersion: '2023-03-30' };
  const learned = { refusesFc: false };
  const invoker = functionInvoker({
    learned,
    fc: fc2Attempt({ ...at, accountId: '123', region: 'cn-beijing', credentials: () => credentials }),
    acs3: acs3Attempt({ ...at, fetch, sign: (call) => acs3Headers(call, credentials, { now: NOW, nonce: 'n' }) }),
    sleep: async (ms) => void slept.push(ms),
    random: () => 0.5,
  });
  const invoke = (payload: unknown = PAYLOAD) => invoker.invokeAsync('torii-x', payload, LATER);
  return { server, slept, invoke, learned };
}

describe('an asynchronous invocation', () => {
  it('is sent by the official client at version 3.0 of the API, with delay, task and payload', async () => {
    const { server, invoke } = await invokerAt(() => ACCEPTED);

    expect(await invoke()).toBe('scheduled');

    expect(server.received).toMatchObject([
      {
        method: 'POST',
        path: '/2023-03-30/functions/torii-x/invocations',
        headers: {
          'x-fc-invocation-type': 'Async',
          'x-fc-async-delay': '30',
          'x-fc-async-task-id': LATER.taskId,
          'x-fc-account-id': '123',
        },
        body: JSON.stringify(PAYLOAD),
      },
    ]);
  });

  it.each([
    ['of a role', ROLE],
    ['of another kind, that begin otherwise', { ...ROLE, accessKeyId: 'TMP.test' }],
  ])('is signed whole, token included, with temporary keys %s', async (_, credentials) => {
    const { server, invoke } = await invokerAt(() => ACCEPTED, credentials);

    await invoke();

    const [sent] = server.received;
    if (!sent) throw new Error('nothing arrived');
    expect(sent.headers['x-fc-security-token']).toBe(ROLE.securityToken);
    const claim = readFc({ method: 'POST', path: sent.path, query: [], headers: sent.headers } as never);
    expect(claim).toMatchObject({ accessKeyId: credentials.accessKeyId, securityToken: ROLE.securityToken });
    expect(claim.isSignedWith(ROLE.accessKeySecret)).toBe(true);
  });

  it('is taken also where nothing is answered and called JSON', async () => {
    const { invoke, server } = await invokerAt(() => ({ status: 202, body: '' }));
    expect(await invoke()).toBe('scheduled');
    expect(server.received).toHaveLength(1);
  });

  it('with the id of one that is there already starts nothing', async () => {
    const { invoke } = await invokerAt(() => refused(409, 'AsyncTaskAlreadyExist'));
    expect(await invoke()).toBe('already-scheduled');
  });

  it.each<[string, Reply]>([
    ['the service is too busy', refused(429, 'ResourceExhausted')],
    ['it fails inside', refused(503, 'ServiceUnavailable')],
    ['the answer gets lost', 'drop'],
    ['the answer is torn', 'cut'],
  ])('is sent again where %s', async (_, first) => {
    const { invoke, slept, server } = await invokerAt((__, count) => (count === 1 ? first : ACCEPTED));
    expect(await invoke()).toBe('scheduled');
    expect(slept).toEqual([375]);
    expect(server.received).toHaveLength(2);
  });

  it('that was taken though its answer got lost is not doubled', async () => {
    const { invoke } = await invokerAt((_, count) => (count === 1 ? 'drop' : refused(409, 'AsyncTaskAlreadyExist')));
    expect(await invoke()).toBe('already-scheduled');
  });

  it.each<[Reply, string, boolean, number]>([
    [refused(404, 'FunctionNotFound'), 'HttpStatus404', false, 1],
    [refused(500, 'InternalServerError'), 'HttpStatus500', true, 4],
    ['drop', 'NoAnswer', true, 4],
    [
      { body: { errorMessage: 'x' }, headers: { 'x-fc-error-type': 'HandledInvocationError' } },
      'HandledInvocationError',
      false,
      1,
    ],
  ])('fails with its code: %j', async (reply, code, retryable, attempts) => {
    const { invoke, server } = await invokerAt(() => reply);
    await expect(invoke()).rejects.toMatchObject({ name: 'InvocationFailed', code, retryable });
    expect(server.received).toHaveLength(attempts);
  });

  it('of more than 128 KB is refused before it is sent', async () => {
    const { invoke, server } = await invokerAt(() => ACCEPTED);
    await expect(invoke({ much: 'x'.repeat(128 * 1024) })).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    expect(server.received).toEqual([]);
  });
});

describe('where the gateway refuses the FC scheme', () => {
  it('the documented signature is used, from then on alone', async () => {
    const { invoke, server, learned } = await invokerAt((request) =>
      isFc(request) ? refused(403, 'InvalidAuthorization') : ACCEPTED,
    );

    expect(await invoke()).toBe('scheduled');
    expect(await invoke()).toBe('scheduled');

    expect(server.received.map(isFc)).toEqual([true, false, false]);
    expect(learned.refusesFc).toBe(true);
    const [, documented] = server.received;
    expect(documented).toMatchObject({
      path: '/2023-03-30/functions/torii-x/invocations',
      headers: {
        authorization: expect.stringMatching(
          /^ACS3-HMAC-SHA256 Credential=STS\.test,SignedHeaders=content-type;host;x-acs-/,
        ),
        'x-acs-action': 'InvokeFunction',
        'x-acs-version': '2023-03-30',
        'x-acs-security-token': ROLE.securityToken,
        'x-fc-invocation-type': 'Async',
        'x-fc-async-task-id': LATER.taskId,
        'x-fc-async-delay': '30',
      },
      body: JSON.stringify(PAYLOAD),
    });
  });

  it('and the role may not invoke either, it says so and learns nothing', async () => {
    const { invoke, server, learned } = await invokerAt(() => refused(403, 'AccessDenied'));
    await expect(invoke()).rejects.toThrow(/AccessDenied; let this function's role do fc:InvokeFunction/);
    expect(server.received.map(isFc)).toEqual([true, false]);
    expect(learned.refusesFc).toBe(false);
  });
});

it('is sent to a host of the account’s own over TLS, or to the one address for everything', () => {
  expect(functionComputeEndpoint('123', 'cn-beijing')).toBe('https://123.cn-beijing.fc.aliyuncs.com');
  expect(functionComputeEndpoint('123', 'cn-beijing', 'http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
});
