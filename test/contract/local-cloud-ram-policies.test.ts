import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { evaluate, type Verdict } from '../../local/cloud/ram/evaluate.ts';
import { type PolicyDocument, readPolicy } from '../../local/cloud/ram/policy-document.ts';
import { readTrust, trusts, trustText } from '../../local/cloud/ram/trust.ts';
import { matchesPattern, matchesResource } from '../../local/cloud/ram/wildcard.ts';

const policy = (...statements: object[]): PolicyDocument => {
  const read = readPolicy(JSON.stringify({ Version: '1', Statement: statements }));
  if (!read) throw new Error('no policy');
  return read;
};
const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
const GATEWAY = 'acs:eas:cn-beijing:1:gateway/gw-1';

describe('a policy', () => {
  it.each<[string, object[], string, string, Verdict]>([
    ['allows what it names', [allow('eas:DescribeGateway')], 'eas:DescribeGateway', GATEWAY, 'Allow'],
    ['knows no case in actions', [allow('EAS:describegateway')], 'eas:DescribeGateway', GATEWAY, 'Allow'],
    ['takes * for any characters', [allow('eas:Describe*')], 'eas:DescribeGateway', GATEWAY, 'Allow'],
    ['takes ? for one character', [allow('eas:DescribeGatewa?')], 'eas:DescribeGateway', GATEWAY, 'Allow'],
    ['allows nothing else', [allow('eas:List*')], 'eas:DescribeGateway', GATEWAY, 'ImplicitDeny'],
    [
      'keeps to its resource',
      [allow('eas:*', 'acs:eas:*:1:gateway/gw-2')],
      'eas:DescribeGateway',
      GATEWAY,
      'ImplicitDeny',
    ],
    [
      'keeps to its region',
      [allow('eas:*', 'acs:eas:cn-hangzhou:*:*')],
      'eas:DescribeGateway',
      GATEWAY,
      'ImplicitDeny',
    ],
    ['does not reach * by a resource', [allow('eas:*', 'acs:eas:*:*:*')], 'eas:ListGateway', '*', 'ImplicitDeny'],
    [
      'that denies wins',
      [allow('*'), { ...allow('eas:Delete*'), Effect: 'Deny' }],
      'eas:DeleteGateway',
      GATEWAY,
      'ExplicitDeny',
    ],
    [
      'with NotAction means all else',
      [{ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' }],
      'eas:ListGateway',
      '*',
      'Allow',
    ],
    [
      'with NotAction spares what it names',
      [{ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' }],
      'ram:GetRole',
      '*',
      'ImplicitDeny',
    ],
    [
      'with NotResource means all else',
      [{ Effect: 'Deny', Action: '*', NotResource: GATEWAY }, allow('*')],
      'eas:DescribeGateway',
      `${GATEWAY}2`,
      'ExplicitDeny',
    ],
    [
      'with NotResource spares what it names',
      [{ Effect: 'Deny', Action: '*', NotResource: GATEWAY }, allow('*')],
      'eas:DescribeGateway',
      GATEWAY,
      'Allow',
    ],
  ])('%s', (_says, statements, action, resource, verdict) => {
    expect(evaluate([policy(...statements)], { action, resource, context: {} })).toBe(verdict);
  });

  it.each<[object, Record<string, string>, Verdict]>([
    [{ StringEquals: { 'acs:Service': ['a', 'b'] } }, { 'acs:Service': 'b' }, 'Allow'],
    [{ StringEquals: { 'acs:Service': 'a' } }, {}, 'ImplicitDeny'],
    [{ StringNotEquals: { 'acs:Service': ['a', 'b'] } }, { 'acs:Service': 'b' }, 'ImplicitDeny'],
    [{ StringEqualsIgnoreCase: { k: 'A' } }, { k: 'a' }, 'Allow'],
    [{ StringLike: { k: 'torii-*' } }, { k: 'torii-x' }, 'Allow'],
    [{ StringNotLike: { k: 'torii-*' } }, { k: 'torii-x' }, 'ImplicitDeny'],
    [{ Bool: { 'acs:SecureTransport': true } }, { 'acs:SecureTransport': 'true' }, 'Allow'],
    [{ IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }, { 'acs:SourceIp': '10.9.9.9' }, 'Allow'],
    [{ IpAddress: { 'acs:SourceIp': ['192.0.2.1', '2001:db8::/32'] } }, { 'acs:SourceIp': '2001:db8::1' }, 'Allow'],
    [{ NotIpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }, { 'acs:SourceIp': '10.9.9.9' }, 'ImplicitDeny'],
    [
      { DateLessThan: { 'acs:CurrentTime': '2026-03-01T00:00:00Z' } },
      { 'acs:CurrentTime': '2026-02-01T00:00:00Z' },
      'Allow',
    ],
    [
      { DateGreaterThan: { 'acs:CurrentTime': '2026-03-01T00:00:00Z' } },
      { 'acs:CurrentTime': '2026-02-01T00:00:00Z' },
      'ImplicitDeny',
    ],
    [{ StringEquals: { a: '1', b: '2' } }, { a: '1' }, 'ImplicitDeny'],
  ])('on the condition %j', (Condition, context, verdict) => {
    const read = policy(allow('eas:*', '*', { Condition }));
    expect(evaluate([read], { action: 'eas:ListGateway', resource: '*', context })).toBe(verdict);
  });

  it.each([
    '',
    '[]',
    '{}',
    '{"Version":"2","Statement":[]}',
    '{"Version":"1","Statement":[]}',
    '{"Version":"1","Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Resource":"*"}]}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*"}]}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}]}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"no colon","Resource":"*"}]}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"gateway/1"}]}',
  ])('is not %s', (text) => expect(readPolicy(text)).toBeUndefined());
});

describe('a trust policy', () => {
  const me = { account: '1', arn: 'acs:ram::1:role/me' };

  it('names services, accounts and roles', () => {
    const services = readTrust(trustText({ services: ['fc.aliyuncs.com'] }));
    expect(services && trusts(services, { service: 'fc.aliyuncs.com' })).toBe(true);
    expect(services && trusts(services, { service: 'ecs.aliyuncs.com' })).toBe(false);
    expect(services && trusts(services, me)).toBe(false);
    const accounts = readTrust(trustText({ accounts: ['1'] }));
    expect(accounts && trusts(accounts, me)).toBe(true);
    expect(accounts && trusts(accounts, { ...me, account: '2' })).toBe(false);
    const one = readTrust(trustText({ accounts: ['1'] }).replace(':root', ':role/me'));
    expect(one && trusts(one, me)).toBe(true);
    expect(one && trusts(one, { ...me, arn: 'acs:ram::1:role/you' })).toBe(false);
  });

  it.each([
    '{}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{}}]}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"anyone"}}]}',
  ])('is not %s', (text) => expect(readTrust(text)).toBeUndefined());
});

const word = fc.stringMatching(/^[a-c]{0,6}$/);
const pattern = fc.stringMatching(/^[a-c*?]{0,7}$/);
const action = fc.constantFrom('eas:ListGateway', 'eas:DeleteGateway', 'ram:GetRole', 'vpc:CreateVSwitch');
const resource = fc.constantFrom('*', GATEWAY, 'acs:vpc:cn-beijing:1:vswitch/*', 'acs:ram::1:role/x');
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.array(fc.constantFrom('*', 'eas:*', 'eas:List*', 'ram:Get*', 'vpc:Create?Switch'), {
    minLength: 1,
    maxLength: 3,
  }),
  Resource: fc.array(fc.constantFrom('*', GATEWAY, 'acs:eas:*:*:*', 'acs:vpc:*:1:*'), { minLength: 1, maxLength: 3 }),
});
const document = fc.array(statement, { minLength: 1, maxLength: 4 }).map((statements) => policy(...statements));
const request = fc.record({ action, resource, context: fc.constant({}) });

describe('laws of policies', () => {
  test('a pattern says of a text what the regular expression of it says', () => {
    fc.assert(
      fc.property(pattern, word, (given, text) => {
        const expression = new RegExp(`^${given.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesPattern(given, text)).toBe(expression.test(text));
      }),
      { numRuns: 500 },
    );
  });

  test('a star reaches no further than its part of an ARN', () => {
    expect(matchesResource('acs:eas:*', GATEWAY)).toBe(false);
    expect(matchesResource('acs:eas:*:2:gateway/gw-1', 'acs:eas:x:2:y:2:gateway/gw-1')).toBe(false);
    expect(matchesResource('acs:alidns:*:1:domain/*', 'acs:alidns::1:domain/mine.example')).toBe(true);
  });

  test('no policies allow nothing, and a denial cannot be allowed away', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 3 }), document, request, (policies, more, asked) => {
        expect(evaluate([], asked)).toBe('ImplicitDeny');
        if (evaluate(policies, asked) === 'ExplicitDeny')
          expect(evaluate([...policies, more], asked)).toBe('ExplicitDeny');
      }),
    );
  });

  test('the order of policies does not matter', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 4 }), request, (policies, asked) => {
        expect(evaluate(policies.toReversed(), asked)).toBe(evaluate(policies, asked));
      }),
    );
  });
});
