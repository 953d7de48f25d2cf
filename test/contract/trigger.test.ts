import { describe, expect, it } from 'vitest';
import { concerns } from '../../functions/gateway-provisioner/service-events.ts';
import { deadlineOf } from '../../shared/function-compute/deadline.ts';
import { createLogger } from '../../shared/function-compute/logger.ts';
import {
  readServiceEvent,
  readTrigger,
  readVSwitchChange,
  UnknownTrigger,
} from '../../shared/function-compute/trigger.ts';

const DECLARED = {
  id: '45ef4dewdwe1',
  source: 'torii',
  specversion: '1.0',
  type: 'torii.gateway.declared',
  time: '2026-11-23T07:49:00Z',
  aliyuneventbusname: 'default',
  data: { name: 'chat-prod' },
};

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('an event function knows why it was started', () => {
  it('reads a timer', () => {
    const event = bytes({ triggerTime: '2026-11-23T07:49:00Z', triggerName: 'tick', payload: '{"kind":"tick"}' });

    expect(readTrigger(event)).toEqual({
      kind: 'timer',
      triggerName: 'tick',
      triggerTime: Date.UTC(2026, 10, 23, 7, 49),
      payload: '{"kind":"tick"}',
    });
  });

  it('reads a timer without a payload', () => {
    expect(readTrigger(bytes({ triggerTime: '2026-11-23T07:49:00Z', triggerName: 'tick' }))).toMatchObject({
      kind: 'timer',
      payload: '',
    });
  });

  it.each([
    ['one event (event-driven)', DECLARED, [DECLARED]],
    [
      'a batch of objects (event-streaming)',
      [DECLARED, { ...DECLARED, id: '2' }],
      [DECLARED, { ...DECLARED, id: '2' }],
    ],
    ['a batch of JSON texts', [JSON.stringify(DECLARED), DECLARED], [DECLARED, DECLARED]],
    ['an empty batch', [], []],
  ])('reads %s', (_case, event, events) => {
    expect(readTrigger(bytes(event))).toEqual({ kind: 'events', events });
  });

  it.each([
    [{ gateway: 'chat-prod', generation: 3 }],
    ['a text'],
    [null],
    [42],
    [{ id: 'looks like an event', source: 'but', type: 'has no specversion' }],
  ])('takes %j for the payload of a direct invocation', (payload) => {
    expect(readTrigger(bytes(payload))).toEqual({ kind: 'invocation', payload });
  });

  it.each([
    ['nothing', Buffer.alloc(0), '0 bytes that are not JSON'],
    ['half a JSON text', Buffer.from('{"id":'), 'not JSON'],
    ['an HTTP request', bytes({ version: 'v1', rawPath: '/', headers: {}, requestContext: {} }), 'an HTTP request'],
    ['a batch of something else', bytes([{ token: 'tok-1' }]), 'a batch that holds an object of token: string'],
    ['a batch of texts that are not JSON', bytes(['plain']), 'text that is not JSON'],
    ['a timer of no known time', bytes({ triggerName: 'tick', triggerTime: 'soon' }), 'triggerTime: string'],
  ])('refuses %s, and says what it saw', (_case, event, seen) => {
    expect(() => readTrigger(event)).toThrow(UnknownTrigger);
    expect(() => readTrigger(event)).toThrow(seen);
  });

  it('never repeats the values it refuses', () => {
    expect(() => readTrigger(bytes([{ token: 'tok-1' }]))).not.toThrow(/tok-1/);
  });
});

describe('an event of the VPC product says what became of a vSwitch', () => {
  const audit = (data: unknown, more: object = {}) =>
    readVSwitchChange({
      id: '1',
      source: 'acs.vpc',
      specversion: '1.0',
      type: 'vpc:ActionTrail:ApiCall',
      data,
      ...more,
    });
  const created = {
    eventName: 'CreateVSwitch',
    acsRegion: 'cn-beijing',
    requestParameters: { VpcId: 'vpc-1', ZoneId: 'cn-beijing-i' },
    responseElements: { VSwitchId: 'vsw-1' },
  };
  const change = { eventName: 'CreateVSwitch', region: 'cn-beijing', vpcId: 'vpc-1', vSwitchId: 'vsw-1' };

  it('by API or in the console, in whatever case, and as an object or as its text', () => {
    expect(audit(created)).toEqual(change);
    expect(audit(created, { type: 'vpc:ActionTrail:ConsoleOperation' })).toEqual(change);
    const { requestParameters, responseElements } = created;
    const spelled = { EventName: 'CreateVSwitch', AcsRegion: 'cn-beijing', RequestParameters: { vpcId: 'vpc-1' } };
    expect(audit({ ...spelled, ResponseElements: { vSwitchId: 'vsw-1' } })).toEqual(change);
    const texts = {
      requestParameters: JSON.stringify(requestParameters),
      responseElements: JSON.stringify(responseElements),
    };
    expect(audit({ ...created, ...texts })).toEqual(change);
  });

  it('that goes, which names no VPC', () => {
    const gone = { eventName: 'DeleteVSwitch', acsRegion: 'cn-beijing', requestParameters: { VSwitchId: 'vsw-1' } };
    expect(audit(gone)).toEqual({ ...change, eventName: 'DeleteVSwitch', vpcId: undefined });
  });

  it.each([
    ['another call', { ...created, eventName: 'DeleteVpc' }, {}],
    ['a call that was refused', { ...created, errorCode: 'QuotaExceeded.VSwitch' }, {}],
    ['no region', { ...created, acsRegion: undefined }, {}],
    ['no data', null, {}],
    ['another source', created, { source: 'acs.ecs' }],
    ['another type', created, { type: 'vpc:Config:ConfigurationItemChangeNotification' }],
  ])('is nothing where it tells of %s', (_, data, more) => {
    expect(audit(data, more)).toBeUndefined();
  });
});

describe('an event of PAI says which service it is about', () => {
  const told = (data: unknown, more: object = {}) =>
    readServiceEvent({
      id: '1',
      source: 'acs.learn',
      specversion: '1.0',
      type: 'learn:CloudMonitor:EAS:ServiceInstance:Terminating',
      data,
      ...more,
    });

  it.each([
    ['a service', { regionId: 'cn-beijing', instanceName: 'llm' }],
    [
      'an instance of one, by its content',
      { RegionId: 'cn-beijing', InstanceName: 'llm-7d4', Content: { serviceName: 'llm' } },
    ],
    ['an instance of one, whose content is a text', { regionId: 'cn-beijing', content: '{"serviceName":"llm"}' }],
  ])('%s', (_, data) => {
    expect(told(data)).toEqual({ serviceName: 'llm', region: 'cn-beijing' });
  });

  it.each([
    ['no service', { regionId: 'cn-beijing' }, {}],
    ['another product', { instanceName: 'llm' }, { source: 'acs.ecs' }],
    ['a training job', { instanceName: 'llm' }, { type: 'learn:CloudMonitor:DLC:Job' }],
  ])('nothing where it tells of %s', (_, data, more) => {
    expect(told(data, more)).toBeUndefined();
  });

  it('which is a reason to look at the gateways that are to be bound to it', () => {
    const event = (regionId: string, instanceName: string) => ({
      ...{ id: '1', source: 'acs.learn', specversion: '1.0', type: 'learn:CloudMonitor:EAS:Service:Running' },
      data: { regionId, instanceName },
    });
    const gateway = {
      region: 'cn-beijing',
      declared: { declaration: { spec: { services: [{ name: 'llm' }] } } },
    } as never;
    expect(concerns(event('cn-beijing', 'llm'), gateway)).toBe(true);
    expect(concerns(event('cn-hangzhou', 'llm'), gateway)).toBe(false);
    expect(concerns(event('cn-beijing', 'other'), gateway)).toBe(false);
  });
});

describe('what a failure destination is told', () => {
  const told = {
    timestamp: 1795424400000,
    requestContext: {
      requestId: 'r',
      functionArn: 'acs:fc:cn-hangzhou:1234567890123456:functions/worker',
      condition: 'UnhandledInvocationError',
      approximateInvokeCount: 4,
    },
    requestPayload: '{"a":1}',
    responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
    responsePayload: '{"errorMessage":"no","errorType":"TypeError","stackTrace":["secret"]}',
  };
  const givenUp = {
    functionName: 'worker',
    requestId: 'r',
    at: 1795424400000,
    condition: 'UnhandledInvocationError',
    attempts: 4,
    payload: '{"a":1}',
    error: 'TypeError: no',
  };

  it.each<[string, object, object]>([
    ['as documented', {}, {}],
    ['with what it threw as an object', { responsePayload: { errorMessage: 'no', errorType: 'TypeError' } }, {}],
    ['with what it threw as a text', { responsePayload: 'out of memory' }, { error: 'out of memory' }],
    [
      'without anything that it was handed',
      { requestPayload: undefined, responsePayload: undefined },
      { payload: '', error: '' },
    ],
    [
      'of a version of it',
      { requestContext: { ...told.requestContext, functionArn: `${told.requestContext.functionArn}/LATEST` } },
      {},
    ],
  ])('is read %s', (_, more, read) => {
    expect(readTrigger(bytes({ ...told, ...more }))).toEqual({ kind: 'given-up', givenUp: { ...givenUp, ...read } });
  });
});

describe('an invocation knows how long it has', () => {
  it.each([
    { timeoutSeconds: 60, marginSeconds: 5, now: 1_000, remaining: 55_000 },
    { timeoutSeconds: 60, marginSeconds: 5, now: 55_999, remaining: 1 },
    { timeoutSeconds: 60, marginSeconds: 5, now: 56_000, remaining: 0 },
    { timeoutSeconds: 60, marginSeconds: 5, now: 99_000, remaining: 0 },
    { timeoutSeconds: 3, marginSeconds: 5, now: 1_000, remaining: 0 },
  ])('$remaining ms at $now of $timeoutSeconds s, keeping $marginSeconds s back', (row) => {
    expect(deadlineOf({ startedAt: 1_000, ...row }).remainingMs(row.now)).toBe(row.remaining);
  });
});

describe('a log line', () => {
  const context = {
    requestId: 'r-1',
    function: { name: 'torii-dns-recorder', handler: 'index.handler', memory: 512, timeout: 60 },
    credentials: { accessKeyId: 'STS.abc', accessKeySecret: 'SECRET-of-the-role', securityToken: 'TOKEN-of-the-role' },
  };
  const write = (message: string, fields?: Record<string, unknown>) => {
    const lines: string[] = [];
    const keep = (line: string) => void lines.push(line);
    createLogger(context, { debug: keep, info: keep, warn: keep, error: keep })
      .with({ gateway: 'chat-prod' })
      .warn(message, fields);
    return lines[0] ?? '';
  };
  const PEM = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----';

  it('is one line of JSON with the request, the function and the fields', () => {
    expect(JSON.parse(write('two\nlines', { records: 2 }))).toEqual({
      level: 'warn',
      message: 'two\nlines',
      requestId: 'r-1',
      fn: 'torii-dns-recorder',
      gateway: 'chat-prod',
      records: 2,
    });
    expect(write('two\nlines')).not.toContain('\n');
  });

  it('cannot be made to speak for another request', () => {
    expect(JSON.parse(write('x', { requestId: 'r-2', level: 'info' }))).toMatchObject({
      requestId: 'r-1',
      level: 'warn',
    });
  });

  it('tells an error with its code and cause', () => {
    const error = Object.assign(new Error('lost'), { code: 'ECONNRESET', cause: new Error('socket') });

    expect(JSON.parse(write('failed', { error })).error).toEqual({
      name: 'Error',
      code: 'ECONNRESET',
      message: 'lost',
      cause: { name: 'Error', message: 'socket' },
    });
  });

  it('survives a circle', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => write('x', { circle })).not.toThrow();
  });

  const SECRET = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1';
  it.each([
    ["the role's secret", 'sent SECRET-of-the-role', {}, 'SECRET-of'],
    ["the role's token in a field", 'x', { url: 'https://h/?a=TOKEN-of-the-role' }, 'TOKEN-of'],
    ['a private key', `got ${PEM}`, {}, 'MIGH'],
    ['a private key inside JSON', JSON.stringify({ k: PEM }), {}, 'MIGH'],
    ['a private key that was cut off', PEM.slice(0, 40), {}, 'MIGH'],
    ['a private key deep in a field', 'x', { a: [{ b: PEM }] }, 'MIGH'],
    ['a header in the text', 'Authorization: Bearer tok-1 and more', {}, 'tok-1'],
    ['a header in JSON text', '{"authorization":"tok-1"}', {}, 'tok-1'],
    ['a header in a field', 'x', { headers: { Authorization: 'tok-1' } }, 'tok-1'],
    ['a named access key secret', 'accessKeySecret=short-1&x=y', {}, 'short-1'],
    ['a secret field', 'x', { AccessKeySecret: 'short-1' }, 'short-1'],
    ['a bare access key secret', `key ${SECRET} refused`, {}, SECRET],
    ['a service token', 'x', { service: { token: 'tok-1' } }, 'tok-1'],
    ['an error that quotes a secret', 'x', { error: new Error(`password: ${SECRET}`) }, SECRET],
  ])('masks %s', (_case, message, fields, secret) => {
    const line = write(message, fields);

    expect(line).toContain('***');
    expect(line).not.toContain(secret);
  });

  it('keeps what only resembles a secret', () => {
    const fields = { gatewayId: 'gw-1uhcqmsc7x22ccxy4z', requestId: 'B3B7F1A2', nextToken: 'page-2', count: 3 };

    expect(JSON.parse(write('allowlist of gw-1uhcqmsc7x22ccxy4z has 3 entries', fields))).toMatchObject({
      message: 'allowlist of gw-1uhcqmsc7x22ccxy4z has 3 entries',
      gatewayId: 'gw-1uhcqmsc7x22ccxy4z',
      nextToken: 'page-2',
      count: 3,
    });
  });
});
