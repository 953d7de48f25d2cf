import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { sign } from '../contract/acs3.ts';
import { call, type Deployment, HandMadeFunctions, REGION } from '../contract/functions-cloud.ts';

const ASYNC = { 'x-fc-invocation-type': 'Async' };
const functions = new HandMadeFunctions();
let cloud: LocalCloud;

const deploy = (name: string, deployment: Deployment) => functions.deploy(cloud.account.id, name, deployment);
const http = (config: Record<string, unknown> = {}) => [
  { name: 'http', type: 'http', config: { authType: 'anonymous', methods: ['GET', 'POST'], ...config } },
];
const FUNCTION = '/2023-03-30/functions/f';

beforeAll(async () => {
  cloud = await startLocalCloud({ defaultRegion: REGION, functions });
  await deploy('f', { code: 'return String(event);', asyncInvokeConfig: {}, triggers: http({ authType: 'function' }) });
});
afterAll(() => cloud.close());

/** The code of a refusal; at an HTTP trigger that of a failed run stands in a header. */
function codeOf({ text, headers }: { text: string; headers: Headers }): string {
  return headers.get('x-fc-error-type') ?? JSON.parse(text).Code;
}

interface Place {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly endpoint: () => string;
  /** What the codes of the gateway are called there. */
  readonly words?: Readonly<Record<string, string>>;
}

const api = { endpoint: () => cloud.endpoint };
const words = { SignatureDoesNotMatch: 'SignatureNotMatch', 'InvalidAccessKeyId.NotFound': 'InvalidAccessKeyID' };
const PLACES: readonly Place[] = [
  { ...api, words, name: 'InvokeFunction', method: 'POST', path: `${FUNCTION}/invocations` },
  { ...api, words, name: 'ListAsyncTasks', method: 'GET', path: `${FUNCTION}/async-tasks` },
  { ...api, words, name: 'GetAsyncTask', method: 'GET', path: `${FUNCTION}/async-tasks/none` },
  { ...api, words, name: 'StopAsyncTask', method: 'PUT', path: `${FUNCTION}/async-tasks/none/stop` },
  { name: 'HttpTrigger', method: 'GET', path: '/', endpoint: () => functions.urlOf('f', 'http') },
];

describe.each(PLACES)('$name', ({ method, path, endpoint, words: own = {} }) => {
  const ask = (headers: Record<string, string> = {}, account = cloud.account) =>
    call({ endpoint: endpoint(), account }, method, path, { headers });
  const unsigned = async (headers: Record<string, string>, query = '') => {
    const answer = await fetch(endpoint() + path + query, { method, headers });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const signed = () => {
    const { host: _, ...headers } = sign(
      { method, path, query: {}, headers: { 'x-acs-action': 'any', 'x-acs-version': '2023-03-30' }, body: '' },
      new URL(endpoint()).host,
      cloud.account,
    ).headers;
    return headers;
  };

  test.each<[string, () => Promise<{ status: number; text: string; headers: Headers }>, string]>([
    ['no signature', () => unsigned({}), 'MissingParameter'],
    ['half a signature', () => unsigned({ authorization: 'ACS3-HMAC-SHA256 Credential=a' }), 'IncompleteSignature'],
    ['no date', () => ask({ 'x-acs-date': 'today' }), 'InvalidTimeStamp.Format'],
    ['an old date', () => ask({ 'x-acs-date': '2026-01-01T00:00:00Z' }), 'InvalidTimeStamp.Expired'],
    ['another secret', () => ask({}, { ...cloud.account, accessKeySecret: 'wrong' }), 'SignatureDoesNotMatch'],
    ['a key that nobody has', () => ask({}, { ...cloud.account, accessKeyId: 'LTAI' }), 'InvalidAccessKeyId.NotFound'],
    [
      'a token that is not theirs',
      () => ask({ 'x-acs-security-token': 'x' }),
      'InvalidSecurityToken.MismatchWithAccessKey',
    ],
  ])('is refused with %s', async (_what, asking, code) => {
    const answer = await asking();
    expect([answer.status, codeOf(answer)]).toEqual([403, own[code] ?? code]);
  });

  test('is refused with a key that was made inactive', async () => {
    const account = cloud.accounts.account('8888888888888888') ?? cloud.addAccount('8888888888888888');
    Object.assign(cloud.accounts.key(account.accessKeyId) ?? {}, { isActive: false });
    expect(codeOf(await ask({}, account))).toBe('InvalidAccessKeyId.Inactive');
  });

  test('is refused with temporary credentials that are over', async () => {
    const { securityToken, ...session } = cloud.accounts.issueTemporary(cloud.account.id, Date.now() - 1);
    const answer = await ask({ 'x-acs-security-token': securityToken }, { ...cloud.account, ...session });
    expect(codeOf(answer)).toBe('InvalidSecurityToken.Expired');
  });

  test('is refused when it comes twice, with a query that is none, and to a role that may not', async () => {
    const headers = signed();
    await unsigned(headers);
    expect(codeOf(await unsigned(headers))).toBe('SignatureNonceUsed');
    expect(codeOf(await unsigned({}, '?a=%zz'))).toBe('InvalidParameter');
    const arn = `acs:ram::${cloud.account.id}:role/reader`;
    cloud.ram.putRole({ arn, trust: { services: ['ecs.aliyuncs.com'] } });
    const session = cloud.accounts.issueTemporary(cloud.account.id, Date.now() + 60_000, { arn, sessionName: 'test' });
    const { securityToken, ...key } = session;
    const denied = await ask({ 'x-acs-security-token': securityToken }, { ...cloud.account, ...key });
    expect(codeOf(denied)).toBe('AccessDenied');
  });

  test('is refused with more than 32 MB', async () => {
    expect(await tooMuch(endpoint() + path, method)).toContain('EntityTooLarge');
  });
});

/** `fetch` sends no body with GET. */
function tooMuch(url: string, method: string): Promise<string> {
  const body = Buffer.alloc(32 * 1024 * 1024 + 2);
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': body.length };
    const sent = httpRequest(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    sent.on('error', reject).end(body);
  });
}

test.each(PLACES.filter(({ name }) => name !== 'HttpTrigger'))(
  '$name of no function is refused',
  async ({ method, path }) => {
    const answer = await call(cloud, method, path.replace('/f/', '/nobody/'));
    expect([answer.status, codeOf(answer)]).toEqual([404, 'FunctionNotFound']);
  },
);

const invoke = (name: string, headers: Record<string, string> = {}, query: Record<string, string> = {}, body = '') =>
  call(cloud, 'POST', `/2023-03-30/functions/${name}/invocations`, { headers, query, body });

test.each<[string, Record<string, string>]>([
  ['another type', { 'x-fc-invocation-type': 'Soon' }],
  ['another type of log', { 'x-fc-log-type': 'Head' }],
  ['a task id that begins with a digit', { ...ASYNC, 'x-fc-async-task-id': '1a' }],
  ['a task id that is too long', { ...ASYNC, 'x-fc-async-task-id': 'a'.repeat(129) }],
  ['a delay of an hour', { ...ASYNC, 'x-fc-async-delay': '3600' }],
  ['a delay before now', { ...ASYNC, 'x-fc-async-delay': '-1' }],
])('an invocation with %s is refused', async (_what, headers) => {
  const answer = await invoke('f', headers);
  expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidArgument']);
});

test.each([
  { limit: '0' },
  { limit: '101' },
  { status: 'Done' },
  { sortOrderByTime: 'up' },
  { includePayload: 'maybe' },
])('tasks are not listed by %o', async (query) => {
  const answer = await call(cloud, 'GET', `${FUNCTION}/async-tasks`, { query });
  expect([answer.status, codeOf(answer)]).toEqual([400, 'InvalidArgument']);
});

test('a task is accepted once, listed by its time and its qualifier, shown, and stopped; another is not there', async () => {
  const task = (id: string) => invoke('f', { ...ASYNC, 'x-fc-async-task-id': id, 'x-fc-async-delay': '60' });
  const before = cloud.clock.now();
  expect([(await task('one')).status, codeOf(await task('one'))]).toEqual([202, 'AsyncTaskAlreadyExists']);
  await cloud.clock.advanceBy(10_000);
  await task('two');
  const listed = async (query: Record<string, string>) => {
    const { text } = await call(cloud, 'GET', `${FUNCTION}/async-tasks`, { query });
    return JSON.parse(text).tasks.map(({ taskId }: { taskId: string }) => taskId);
  };
  expect(await listed({ sortOrderByTime: 'asc' })).toEqual(['one', 'two']);
  expect(await listed({ startedTimeBegin: String(before + 1) })).toEqual(['two']);
  expect(await listed({ startedTimeEnd: String(before + 1), qualifier: 'LATEST' })).toEqual(['one']);
  expect(await listed({ qualifier: 'prod' })).toEqual([]);
  expect(
    JSON.parse((await call(cloud, 'GET', `${FUNCTION}/async-tasks`, { query: { limit: '1' } })).text),
  ).toMatchObject({
    nextToken: 'one',
  });
  expect((await call(cloud, 'PUT', `${FUNCTION}/async-tasks/one/stop`)).status).toBe(200);
  for (const [method, path] of [
    ['GET', 'none'],
    ['PUT', 'none/stop'],
  ] as const) {
    const answer = await call(cloud, method, `${FUNCTION}/async-tasks/${path}`);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'AsyncTaskNotFound']);
  }
  expect(codeOf(await call(cloud, 'GET', `${FUNCTION}/async-tasks/two`, { query: { qualifier: 'prod' } }))).toBe(
    'AsyncTaskNotFound',
  );
});

test('what has ended tells when, how, and who heard of it', async () => {
  const onSuccess = `acs:fc:${REGION}:${cloud.account.id}:functions/f`;
  await deploy('told', { code: 'return "done";', asyncInvokeConfig: { onSuccess } });
  await invoke('told', { ...ASYNC, 'x-fc-async-task-id': 'a' });
  await cloud.clock.advanceBy(60_000);
  const path = '/2023-03-30/functions/told/async-tasks';
  const all = JSON.parse((await call(cloud, 'GET', path, { query: { includePayload: 'true' } })).text).tasks;
  const one = JSON.parse((await call(cloud, 'GET', `${path}/a`)).text);
  for (const task of [all[0], one]) {
    expect(task).toMatchObject({ status: 'Succeeded', destinationStatus: 'Succeeded', returnPayload: 'done' });
    expect(task).toMatchObject({ endTime: expect.any(Number), durationMs: expect.any(Number), taskPayload: '' });
  }
});

test('a version and an alias that are not there are told apart', async () => {
  expect(codeOf(await invoke('f', {}, { qualifier: '9' }))).toBe('VersionNotFound');
  expect(codeOf(await invoke('f', {}, { qualifier: 'prod' }))).toBe('AliasNotFound');
});

const initializer = { instanceLifecycleConfig: { initializer: { handler: 'index.begin', timeout: 3 } } };
const FAILING: readonly (readonly [code: string, status: number, deployment: Deployment])[] = [
  ['UnhandledInvocationError', 502, { code: 'throw new Error("bad");' }],
  ['ProcessExitedError', 502, { code: 'process.exit(0);' }],
  [
    'InitializationError',
    502,
    { code: { 'index.js': 'exports.begin = async () => { throw new Error("bad"); };' }, rest: initializer },
  ],
  ['InstanceStartFailed', 502, { code: { '../evil.js': '' } }],
  [
    'FunctionTimeout',
    504,
    {
      code: `await fetch(process.env.TORII_CLOCK + '/sleep', {
        method: 'POST', body: JSON.stringify({ requestId: context.requestId, ms: 4000 }) });`,
      timeout: 3,
    },
  ],
];

test.each(FAILING)('%s: 200 at the API, %i at an HTTP trigger', async (code, status, deployment) => {
  await deploy(code, { ...deployment, triggers: http() });
  const answers = Promise.all([invoke(code, { 'x-fc-log-type': 'Tail' }), fetch(functions.urlOf(code, 'http'))]);
  let over = false;
  answers.finally(() => {
    over = true;
  });
  await cloud.clock.runUntil(() => over, cloud.clock.now() + 60_000);
  const [invoked, got] = await answers;
  expect([invoked.status, codeOf(invoked)]).toEqual([200, code]);
  expect([got.status, got.headers.get('x-fc-error-type')]).toEqual([status, code]);
});

test.each<[string, number, Partial<Deployment>, object]>([
  ['ResourceExhausted', 429, { reservedConcurrency: 0 }, {}],
  ['FunctionInvocationDisabled', 403, {}, { invocationRestriction: { reason: 'maintenance', changedAt: 0 } }],
])('%s: %i at the API and at an HTTP trigger', async (code, status, deployment, state) => {
  Object.assign(await deploy(code, { code: '', ...deployment, triggers: http() }), state);
  const invoked = await invoke(code);
  expect([invoked.status, codeOf(invoked)]).toEqual([status, code]);
  const got = await fetch(functions.urlOf(code, 'http'));
  expect([got.status, Object(await got.json()).Code]).toEqual([status, code]);
});

test.each<[string, number, Record<string, unknown>, object]>([
  ['MethodNotAllowed', 405, { methods: ['PUT'] }, {}],
  ['NotPlayed', 501, { authType: 'jwt' }, {}],
  ['VersionNotFound', 404, {}, { qualifier: '9' }],
  ['AccessDenied', 403, { disableURLInternet: true }, {}],
])('a trigger answers %s, %i', async (code, status, config, state) => {
  const deployed = await deploy('triggered', { code: '', triggers: http(config) });
  Object.assign(deployed.triggers.get('http') ?? {}, state);
  const got = await fetch(functions.urlOf('triggered', 'http'));
  expect([got.status, Object(await got.json()).Code]).toEqual([status, code]);
});
