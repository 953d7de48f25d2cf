import { describe, expect, it } from 'vitest';
import { canonicalQuery, signedHeaders } from '../../cli/sign.ts';
import { acs3Headers } from '../../shared/cloud/acs3.ts';

const LONG_TERM = { accessKeyId: 'LTAI-test', accessKeySecret: 'a-secret-of-the-test' };
const TEMPORARY = { ...LONG_TERM, accessKeyId: 'STS.test', securityToken: 'CAIS+token/with==signs' };
const STAMP = { now: Date.UTC(2026, 2, 2, 8, 0, 0, 7), nonce: '7a1f' };

describe("the command line's signature is, byte for byte, the one of the cloud's clients", () => {
  it.each<[string, string, string, Record<string, string>, string]>([
    ['a list', 'GET', '/v1/gateways', {}, ''],
    ['a query', 'GET', '/v1/gateways/chat-prod/journal', { region: 'cn-beijing', after: "1 7+*~!(')" }, ''],
    ['names that sort by case', 'DELETE', '/v1/gateways/chat-prod', { unbindServices: 'true', Region: 'x' }, ''],
    ['a body in another script', 'PUT', '/v1/gateways/chat-prod', {}, '{"metadata": {"labels": {"组": "网关 *"}}}'],
    ['an API below a path', 'POST', '/api/v1/gateways/a%2Ab/approve', {}, '{"planHash": "0"}'],
  ])('%s', (_, method, path, query, body) => {
    const contentType = body ? { contentType: 'application/json' } : {};
    for (const keys of [LONG_TERM, TEMPORARY]) {
      const url = new URL(`https://torii.example.com:8443${path}`);
      url.search = canonicalQuery(query);
      const ours = signedHeaders({ method, url, body, ...contentType }, keys, STAMP);
      const call = { method, path, query, body, host: 'torii.example.com:8443', ...contentType };
      const theirs = acs3Headers({ ...call, action: 'InvokeHTTPTrigger', version: '2023-03-30' }, keys, STAMP);
      expect(ours).toEqual(theirs);
    }
  });

  it('leaves out of the query what has no value', () => {
    expect(canonicalQuery({ region: undefined, after: '' })).toBe('after=');
  });
});
