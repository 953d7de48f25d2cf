import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openApi from '@alicloud/openapi-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Account, Accounts } from '../../local/cloud/accounts.ts';
import { Calls } from '../../local/cloud/calls.ts';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { Faults } from '../../local/cloud/faults/faults.ts';
import { frontDoor } from '../../local/cloud/front-door/front-door.ts';
import { shape, toJson } from '../../local/cloud/front-door/serialise.ts';
import { ApiError, actionsOf, mount, type Product } from '../../local/cloud/product.ts';
import { Progress } from '../../local/cloud/progress.ts';
import { seededIds, seededRandom, seededRequestIds } from '../../local/cloud/random.ts';
import { rpc, send, sign } from './acs3.ts';
import { RuntimeOptions } from './clients.ts';

/** A product of our own, made of the shapes that the real ones use. */
interface Kettle {
  boiled: number;
  gate: Promise<void>;
  events: string[];
}

const row = actionsOf<Kettle>();

const product: Product<Kettle> = {
  name: 'kettle',
  version: '2030-01-01',
  errors: {
    TooHot: { status: 409, message: 'The kettle {name} has {degrees} degrees.' },
    TokenReused: { status: 400, message: 'The token was used for something else.' },
    Unlisted: { status: 400, message: 'No action lists me.' },
  },
  actions: [
    row({
      name: 'GetKettle',
      style: { method: 'GET', path: '/api/kettles/{KettleId}' },
      parameters: {
        KettleId: { in: 'path', type: 'string', required: true },
        Filter: { type: 'json' },
      },
      response: { KettleId: 'string', Filter: 'json', Degrees: 'integer', Boils: 'boolean', Size: 'string' },
      errors: ['TooHot', 'TokenReused'],
      handler: (_state, { parameters: { KettleId, Filter }, region }) => {
        if (KettleId === 'hot') throw new ApiError('TooHot', { name: KettleId, degrees: '120' });
        if (KettleId === 'unlisted') throw new ApiError('Unlisted');
        if (KettleId === 'broken') throw new TypeError('a secret in a message');
        const wide: Record<string, unknown> = { KettleId, Filter, Degrees: 20, Boils: false, Size: region, Secret: 1 };
        return KettleId === 'misshapen' ? { ...wide, Degrees: 'warm' as never } : wide;
      },
    }),
    row({
      name: 'ListKettles',
      style: { method: 'GET', path: '/api/kettles/all' },
      parameters: {},
      response: { requestId: 'string', All: 'boolean' },
      errors: [],
      handler: () => ({ All: true }),
    }),
    row({
      name: 'MakeKettle',
      style: { method: 'POST', path: '/api/kettles' },
      parameters: {
        Name: { in: 'body', type: 'string', required: true },
        Litres: { in: 'body', type: 'number', default: 1.5 },
        Labels: { in: 'body', type: 'json' },
        Parts: { in: 'body', type: 'objects', fields: { Kind: { type: 'string', required: true } } },
        Whole: { in: 'whole-body', type: 'json' },
        Dry: { type: 'boolean' },
      },
      response: {
        Name: 'string',
        Litres: 'number',
        Labels: 'json',
        Parts: [{ Kind: 'string' }],
        Whole: 'json',
        Dry: 'boolean',
      },
      errors: [],
      handler: (_state, { parameters }) => parameters,
    }),
    row({
      name: 'Boil',
      style: 'RPC',
      parameters: {
        Sugar: { type: 'list', max: 3 },
        Cups: {
          type: 'objects',
          fields: {
            Size: { type: 'integer', required: true, min: 1 },
            Lid: { type: 'object', fields: { Colour: { type: 'string', enum: ['Red', 'Blue'], ignoreCase: true } } },
          },
        },
        AdminToken: { type: 'string' },
        ClientToken: { type: 'string' },
      },
      response: { Times: 'integer', Sugar: ['string'], Cups: [{ Size: 'integer', Lid: { Colour: 'string' } }] },
      errors: [],
      idempotency: { parameter: 'ClientToken', mismatch: 'TokenReused' },
      handler: async (state, { parameters: { Sugar, Cups } }) => {
        state.events.push('entered');
        await state.gate;
        state.boiled += 1;
        state.events.push('answered');
        return { Times: state.boiled, Sugar, Cups };
      },
    }),
  ],
};

let state: Kettle;
let clock: VirtualClock;
let calls: Calls;
let account: Account;
let server: Server;
let endpoint: string;

beforeEach(async () => {
  state = { boiled: 0, gate: Promise.resolve(), events: [] };
  clock = new VirtualClock(new Date('2026-03-02T08:00:00Z'));
  calls = new Calls();
  const accounts = new Accounts();
  account = accounts.add('1234567890123456');
  server = frontDoor({
    products: [mount(product, state)],
    accounts,
    calls,
    clock,
    faults: new Faults(clock, 1),
    progress: new Progress(clock, 1, 1),
    newId: seededIds(seededRandom(1, 'ids')),
    newRequestId: seededRequestIds(seededRandom(1, 'request-ids')),
    machineNow: Date.now,
    defaultRegion: 'cn-hangzhou',
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** The official generic client, as an SDK of a resource-oriented product uses it. */
function roa(method: string, pathname: string, { query = {}, body, signatureAlgorithm }: RoaCall = {}) {
  const client = new openApi.default(
    new openApi.$OpenApiUtil.Config({
      ...account,
      endpoint: new URL(endpoint).host,
      protocol: 'http',
      ...(signatureAlgorithm && { signatureAlgorithm }),
    }),
  );
  const params = new openApi.$OpenApiUtil.Params({
    action: 'Whatever',
    version: product.version,
    protocol: 'HTTP',
    pathname,
    method,
    authType: 'AK',
    style: 'ROA',
    reqBodyType: 'json',
    bodyType: 'json',
  });
  const request = new openApi.$OpenApiUtil.OpenApiRequest({ query, ...(body === undefined ? {} : { body }) });
  return client.callApi(params, request, new RuntimeOptions());
}

interface RoaCall {
  query?: object;
  body?: unknown;
  signatureAlgorithm?: 'v2';
}

function boil(query: Record<string, string>) {
  return send(endpoint, sign(rpc('Boil', product.version, query), new URL(endpoint).host, account));
}

test('a path parameter is decoded, a JSON parameter parsed, and only declared fields leave', async () => {
  const { body } = await roa('GET', '/api/kettles/my%20kettle', { query: { Filter: '{"a":[1]}', Unknown: 'x' } });
  expect(body).toEqual({
    RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
    KettleId: 'my kettle',
    Filter: { a: [1] },
    Degrees: 20,
    Boils: false,
    Size: 'cn-hangzhou',
  });
});

test('a path verifies with the characters that clients leave as they are', async () => {
  expect((await roa('GET', '/api/kettles/a*b~c')).body.KettleId).toBe('a*b~c');
});

test('a literal path wins over a template, and a lower-case requestId is kept where it is declared', async () => {
  const { body } = await roa('GET', '/api/kettles/all');
  expect(body).toEqual({ requestId: expect.any(String), All: true });
});

test('an integer beyond 2^53 leaves as a bare number, with every digit', () => {
  const body = { Serial: 98987582437920968n, Below: [{ Serial: -9007199254740993n }], Text: '98987582437920968' };
  expect(toJson(shape(body, { Serial: 'bigint', Below: [{ Serial: 'bigint' }], Text: 'string' }))).toBe(
    '{"Serial":98987582437920968,"Below":[{"Serial":-9007199254740993}],"Text":"98987582437920968"}',
  );
  expect(() => shape({ Serial: 7 }, { Serial: 'bigint' })).toThrow(TypeError);
});

test('a JSON body comes field by field and as a whole, chunked as the SDK sends it', async () => {
  const body = { Name: 'tea', Labels: { for: ['two'] }, Parts: [{ Kind: 'lid' }] };
  const answer = await roa('POST', '/api/kettles', { body, query: { Dry: 'true' } });
  expect(answer.body).toMatchObject({ ...body, Litres: 1.5, Whole: body, Dry: true });
});

test('the older signature of ROA verifies as well, and refuses what was signed with another secret', async () => {
  const older = { query: { Filter: '{"a": "b c"}', Empty: '' }, signatureAlgorithm: 'v2' } as const;
  expect((await roa('GET', '/api/kettles/x', older)).body).toMatchObject({ Filter: { a: 'b c' } });
  account = { ...account, accessKeySecret: 'wrong' };
  await expect(roa('GET', '/api/kettles/x', older)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
});

test.each<[string, unknown, string]>([
  ['a body that is no JSON', '{"Name":', 'InvalidParameter'],
  ['a body without what is required', {}, 'MissingName'],
  ['a field of another type', { Name: ['x'] }, 'InvalidName'],
  ['a nested field that is missing', { Name: 'x', Parts: [{}] }, 'MissingParts.1.Kind'],
])('refuses %s', async (_name, body, code) => {
  await expect(roa('POST', '/api/kettles', { body })).rejects.toMatchObject({ code, statusCode: 400 });
});

test("an error of the table leaves with the table's status and message", async () => {
  await expect(roa('GET', '/api/kettles/hot')).rejects.toMatchObject({
    code: 'TooHot',
    statusCode: 409,
    message: expect.stringContaining('The kettle hot has 120 degrees.'),
  });
});

test.each(['unlisted', 'broken', 'misshapen'])('our own mistake (%s) is a 500 that tells nothing', async (id) => {
  await expect(roa('GET', `/api/kettles/${id}`)).rejects.toMatchObject({
    code: 'InternalError',
    statusCode: 500,
    message: expect.not.stringContaining('secret'),
  });
  expect(calls.all().at(-1)).toMatchObject({ status: 500, failure: expect.any(Error) });
});

test('flattened lists and nested objects are put together in their order', async () => {
  const { body } = await boil({
    'Sugar.2': 'b',
    'Sugar.10': 'c',
    'Sugar.1': 'a',
    'Cups.1.Size': '2',
    'Cups.1.Lid.Colour': 'red',
    'Cups.2.Size': '3',
  });
  expect(body).toMatchObject({ Sugar: ['a', 'b', 'c'], Cups: [{ Size: 2, Lid: { Colour: 'Red' } }, { Size: 3 }] });
});

test.each<[Record<string, string>, string]>([
  [{ 'Cups.1.Lid.Colour': 'red' }, 'MissingCups.1.Size'],
  [{ 'Cups.1.Size': '0' }, 'InvalidCups.1.Size'],
  [{ 'Cups.1.Size': '1', 'Cups.1.Lid.Colour': 'green' }, 'InvalidCups.1.Lid.Colour'],
  [{ Sugar: 'a' }, 'InvalidSugar'],
  [{ 'Sugar.1': 'a', 'Sugar.2': 'a', 'Sugar.3': 'a', 'Sugar.4': 'a' }, 'InvalidSugar'],
])('refuses %j: %s', async (query, code) => {
  expect(await boil(query)).toMatchObject({ status: 400, body: { Code: code } });
});

test('a token makes a call happen once, even when both come at the same time', async () => {
  const answers = await Promise.all([boil({ ClientToken: 'once' }), boil({ ClientToken: 'once' })]);
  expect(answers.map(({ body }) => body.Times)).toEqual([1, 1]);
  expect(state.boiled).toBe(1);
  expect(await boil({ ClientToken: 'once', 'Sugar.1': 'a' })).toMatchObject({
    status: 400,
    body: { Code: 'TokenReused' },
  });
  expect(await boil({})).toMatchObject({ status: 200, body: { Times: 2 } });
});

test('virtual time stands still while a request is in flight', async () => {
  let open = () => {};
  state.gate = new Promise((resolve) => {
    open = resolve;
  });
  clock.schedule(clock.now(), () => void state.events.push('time moved'));
  const answer = boil({});
  while (!state.events.includes('entered')) await new Promise(setImmediate);
  const step = clock.step();
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  open();
  await Promise.all([answer, step]);
  expect(state.events).toEqual(['entered', 'answered', 'time moved']);
});

test('the journal counts calls by action and keeps no secret', async () => {
  await boil({ AdminToken: 'hush', ClientToken: 'shown' });
  await boil({ AdminToken: 'hush' });
  await expect(roa('GET', '/api/kettles/hot')).rejects.toThrow();
  expect(calls.countByAction()).toEqual(
    new Map([
      ['Boil', 2],
      ['GetKettle', 1],
    ]),
  );
  expect(calls.count()).toBe(3);
  expect(calls.all()[0]).toEqual({
    at: clock.now(),
    product: 'kettle',
    action: 'Boil',
    caller: account.accessKeyId,
    account: account.id,
    status: 200,
    code: undefined,
    requestId: expect.any(String),
    parameters: { AdminToken: '***', ClientToken: 'shown' },
  });
});

test.each<[string, Record<string, string>, string]>([
  ['the host', { host: 'pai-eas.cn-shanghai.aliyuncs.com' }, 'cn-shanghai'],
  ['a header', { 'x-acs-region-id': 'eu-central-1' }, 'eu-central-1'],
])('the region is told by %s', async (_name, headers, region) => {
  const http = await import('node:http');
  const request = { ...rpc('GetKettle', product.version), method: 'GET', path: '/api/kettles/x' };
  const signed = sign({ ...request, headers: { ...request.headers, ...headers } }, new URL(endpoint).host, account);
  const body = await new Promise<string>((resolve, reject) => {
    http
      .get(`${endpoint}${request.path}`, { headers: signed.headers }, async (response) => {
        resolve((await response.setEncoding('utf8').toArray()).join(''));
      })
      .on('error', reject);
  });
  expect(JSON.parse(body)).toMatchObject({ Size: region });
});
