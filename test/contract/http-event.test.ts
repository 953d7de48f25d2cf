import { describe, expect, it } from 'vitest';
import {
  NotAnHttpEvent,
  readHttpEvent,
  SeveralCookies,
  toHttpResult,
} from '../../shared/function-compute/http-event.ts';

const EVENT = {
  version: 'v1',
  rawPath: '/v1/gateways/chat%20prod',
  headers: { 'Content-Type': 'application/json', 'X-Request-By': 'a,b' },
  queryParameters: { dry: '1', note: 'a b&c' },
  body: '{"a":1}',
  isBase64Encoded: false,
  requestContext: {
    accountId: '1234567890123456',
    domainName: 'x.cn-hangzhou.fcapp.run',
    domainPrefix: 'x',
    requestId: '1-abc',
    time: '2026-11-23T09:00:00Z',
    timeEpoch: '1795424400000',
    http: {
      method: 'PUT',
      path: '/v1/gateways/chat prod',
      protocol: 'HTTP/1.1',
      sourceIp: '203.0.113.9',
      userAgent: 'curl/8',
    },
  },
};

const read = (changes: Record<string, unknown> = {}) =>
  readHttpEvent(Buffer.from(JSON.stringify({ ...EVENT, ...changes })));
const withMethod = (method: string) => ({ ...EVENT.requestContext, http: { ...EVENT.requestContext.http, method } });

describe("an HTTP trigger's event becomes a web Request", () => {
  it('with its method, address, body and context', async () => {
    const { request, context } = read();

    expect(request.method).toBe('PUT');
    expect(request.url).toBe('https://x.cn-hangzhou.fcapp.run/v1/gateways/chat%20prod?dry=1&note=a+b%26c');
    expect(new URL(request.url).searchParams.get('note')).toBe('a b&c');
    expect(await request.json()).toEqual({ a: 1 });
    expect(context).toEqual({
      requestId: '1-abc',
      accountId: '1234567890123456',
      domainName: 'x.cn-hangzhou.fcapp.run',
      sourceIp: '203.0.113.9',
      receivedAt: 1795424400000,
    });
  });

  it('with headers that are found whatever their case', () => {
    const { request } = read();

    expect(request.headers.get('content-type')).toBe('application/json');
    expect([...request.headers.keys()]).toContain('x-request-by');
    expect(request.headers.get('x-request-by')).toBe('a,b');
  });

  it('with every value of a repeated header or parameter', () => {
    const { request } = read({
      headers: { Accept: ['text/html', 'text/plain'] },
      queryParameters: { name: ['a', 'b'] },
    });

    expect(request.headers.get('accept')).toBe('text/html, text/plain');
    expect(new URL(request.url).searchParams.getAll('name')).toEqual(['a', 'b']);
  });

  it('with the bytes of a base64 body', async () => {
    const bytes = Buffer.from([0, 255, 10, 128]);
    const { request } = read({ body: bytes.toString('base64'), isBase64Encoded: true });

    expect(Buffer.from(await request.arrayBuffer())).toEqual(bytes);
  });

  it.each(['GET', 'HEAD'])('without a body for %s', async (method) => {
    const { request } = read({ requestContext: withMethod(method), body: 'ignored' });

    expect(request.method).toBe(method);
    expect(request.body).toBeNull();
  });

  it('that cannot be led to another host by its path', () => {
    expect(new URL(read({ rawPath: '//evil.example/x' }).request.url).host).toBe('x.cn-hangzhou.fcapp.run');
  });

  it.each([
    ['a timer', { triggerName: 'tick', triggerTime: 'x' }, 'triggerName, triggerTime'],
    ['an array', [], 'no object'],
    ['a request without a path', { requestContext: EVENT.requestContext }, 'requestContext'],
  ])('but %s is refused', (_case, event, seen) => {
    const given = Buffer.from(JSON.stringify(event));

    expect(() => readHttpEvent(given)).toThrow(NotAnHttpEvent);
    expect(() => readHttpEvent(given)).toThrow(seen);
  });

  it('but what is not JSON is refused', () => {
    expect(() => readHttpEvent(Buffer.from('GET /'))).toThrow(NotAnHttpEvent);
  });
});

describe('a web Response becomes the result of an HTTP trigger', () => {
  it('as text', async () => {
    const response = Response.json({ ok: 'ä' }, { status: 202, headers: { 'x-one': '1' } });

    expect(await toHttpResult(response)).toEqual({
      statusCode: 202,
      headers: { 'content-type': 'application/json', 'x-one': '1' },
      isBase64Encoded: false,
      body: '{"ok":"ä"}',
    });
  });

  it.each([
    ['an image', 'image/png', Buffer.from([137, 80, 78, 71])],
    ['text that is not UTF-8', 'text/plain', Buffer.from([0xff, 0xfe])],
  ])('as base64: %s', async (_case, type, bytes) => {
    const result = await toHttpResult(new Response(bytes, { headers: { 'content-type': type } }));

    expect(result.isBase64Encoded).toBe(true);
    expect(Buffer.from(result.body, 'base64')).toEqual(bytes);
  });

  it('without a body', async () => {
    expect(await toHttpResult(new Response(null, { status: 204 }))).toEqual({
      statusCode: 204,
      headers: {},
      isBase64Encoded: false,
      body: '',
    });
  });

  it('with one cookie, and never silently without a second', async () => {
    const response = new Response(null, { headers: { 'set-cookie': 'a=1' } });
    expect((await toHttpResult(response)).headers['set-cookie']).toBe('a=1');

    response.headers.append('set-cookie', 'b=2');
    await expect(toHttpResult(response)).rejects.toBeInstanceOf(SeveralCookies);
  });
});
