import { describe, expect, it } from 'vitest';
import {
  decideRecord,
  type ExistingRecord,
  expectedRecord,
  longestZone,
  ownerMark,
  readOwnerMark,
  recordName,
} from '../../shared/domain-rules/domains.ts';

const gateway = { account: '1234567890123456', region: 'cn-beijing', name: 'chat-prod' };
const mark = ownerMark(gateway);
const otherMark = ownerMark({ ...gateway, name: 'chat-test' });
const target = 'gw-1.cn-beijing.pai-eas.aliyuncs.com';
const wanted = expectedRecord({ name: 'chat.example.com', zone: 'example.com', target });

describe('finding the zone and host record of a name (G41)', () => {
  const zones = ['example.com', 'Eu.Example.com.', 'ple.com', 'example.org'];
  it.each([
    ['chat.example.com', 'example.com', 'chat'],
    ['a.b.example.com', 'example.com', 'a.b'],
    ['Chat.EU.example.com.', 'Eu.Example.com.', 'chat'],
    ['example.com', 'example.com', '@'],
    ['eu.example.com', 'Eu.Example.com.', '@'],
  ])('%s is in %s as %s', (name, zone, rr) => {
    expect(longestZone(name, zones)).toBe(zone);
    expect(longestZone(name, [...zones].reverse())).toBe(zone);
    expect(recordName(name, zone)).toBe(rr);
  });

  it.each(['chat.example.net', 'com', 'notexample.com', ''])('%s is in none', (name) => {
    expect(longestZone(name, ['example.com', ''])).toBeUndefined();
    expect(() => recordName(name, 'example.com')).toThrow('not in zone');
  });

  it('points the name to the gateway’s public domain name', () => {
    expect(
      expectedRecord({ name: 'Chat.example.com', zone: 'example.com', target: 'GW-1.pai-eas.aliyuncs.com.' }),
    ).toEqual({
      rr: 'chat',
      type: 'CNAME',
      value: 'gw-1.pai-eas.aliyuncs.com',
      ttl: 600,
    });
    expect(expectedRecord({ name: 'a.b.c', zone: 'c', target, ttl: 60 }).ttl).toBe(60);
  });
});

describe('the mark of ownership', () => {
  it.each([
    [mark, gateway],
    [`made by ${mark}, keep`, gateway],
    ['torii:1/cn-beijing/chat/extra', undefined],
    ['torii:cn-beijing', undefined],
    ['not-torii:1/cn-beijing/chat', undefined],
    ['made by hand', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (remark, owner) => {
    expect(readOwnerMark(remark)).toEqual(owner);
  });
});

describe('deciding about one record', () => {
  it.each<[string, Partial<ExistingRecord>[], Record<string, unknown>]>([
    ['nothing is there', [], { kind: 'add', reason: 'NoRecord' }],
    ['only other names', [{ rr: 'www' }, { rr: '@' }], { kind: 'add' }],
    ['ours is as wanted', [{ remark: mark }], { kind: 'keep', reason: 'OwnEqual', recordId: '1', surplus: [] }],
    [
      'ours in other letters',
      [{ remark: mark, rr: 'CHAT', type: 'cname', value: `${target.toUpperCase()}.` }],
      { kind: 'keep' },
    ],
    [
      'ours points elsewhere',
      [{ remark: mark, value: 'old.example' }],
      { kind: 'update', recordId: '1', differs: ['value'] },
    ],
    ['ours has another TTL', [{ remark: mark, ttl: 60 }], { kind: 'update', differs: ['ttl'] }],
    ['ours is switched off', [{ remark: mark, status: 'Disable' }], { kind: 'update', differs: ['status'] }],
    ['ours became an A record', [{ remark: mark, type: 'A', value: '203.0.113.7' }], { differs: ['type', 'value'] }],
    [
      'two of ours, the second as wanted',
      [{ remark: mark, value: 'old.example' }, { remark: mark }],
      { kind: 'keep', recordId: '2', surplus: ['1'] },
    ],
    [
      'two of ours, both wrong',
      [
        { remark: mark, value: 'old.example', ttl: 60 },
        { remark: mark, ttl: 60 },
      ],
      { kind: 'update', recordId: '2', differs: ['ttl'], surplus: ['1'] },
    ],
    ['an equal one without a remark', [{}], { kind: 'adopt-equal', reason: 'UnmarkedEqual', recordId: '1' }],
    ['an equal one with a blank remark and another TTL', [{ remark: ' ', ttl: 60 }], { kind: 'adopt-equal' }],
    ['someone’s equal one', [{ remark: 'by hand' }], { kind: 'keep', reason: 'ForeignEqual', surplus: [] }],
    ['someone’s equal one, switched off', [{ status: 'DISABLE' }], { kind: 'conflict', reason: 'ForeignDisabled' }],
    ['another CNAME', [{ value: 'other.example' }], { kind: 'conflict', reason: 'ForeignValue', recordIds: ['1'] }],
    [
      'another CNAME beside ours, which shares the traffic',
      [{ remark: mark }, { value: 'other.example' }],
      { kind: 'conflict', reason: 'ForeignValue', recordIds: ['2'] },
    ],
    ['an A record', [{ type: 'A', value: '203.0.113.7' }], { kind: 'conflict', reason: 'OtherType' }],
    [
      'a TXT record beside ours',
      [{ remark: mark }, { type: 'TXT', value: 'v=spf1' }],
      { kind: 'conflict', reason: 'OtherType', recordIds: ['2'] },
    ],
    [
      'the record of another gateway, even an equal one',
      [{ remark: otherMark }],
      { kind: 'conflict', reason: 'OtherGateway' },
    ],
    [
      'several others: the gravest kind, all of it',
      [{ value: 'other.example' }, { type: 'A' }, { type: 'AAAA' }],
      { kind: 'conflict', reason: 'OtherType', recordIds: ['2', '3'] },
    ],
  ])('%s', (_, existing, expected) => {
    expect(decideRecord({ wanted, mark, existing: existing.map(record) })).toMatchObject({ ...expected, reported: [] });
  });

  it.each<[string, Partial<ExistingRecord>, string[]]>([
    ['another gateway of Torii', { remark: otherMark }, ['chat-test', 'cn-beijing', '1234567890123456', 'record 1']],
    ['somebody, by the remark', { value: 'x.example', remark: 'mail team' }, ['x.example', '"mail team"', 'record 1']],
    ['somebody unknown', { type: 'A', value: '203.0.113.7' }, ['A chat 203.0.113.7', 'no remark']],
  ])('a conflict names the other record and its owner: %s', (_, other, parts) => {
    const { message } = decideRecord({ wanted, mark, existing: [record(other, 0)] });
    for (const part of parts) expect(message).toContain(part);
  });

  it('leaves records of other lines alone and reports them', () => {
    const existing = [
      { line: 'telecom', value: 'other.example' },
      { line: 'oversea', remark: mark },
    ].map(record);
    const decision = decideRecord({ wanted, mark, existing });
    expect(decision).toMatchObject({
      kind: 'add',
      reported: [expect.stringContaining('line telecom'), expect.any(String)],
    });
  });
});

function record(fields: Partial<ExistingRecord>, index: number): ExistingRecord {
  return {
    recordId: String(index + 1),
    rr: 'chat',
    type: 'CNAME',
    value: target,
    line: 'default',
    status: 'ENABLE',
    ttl: 600,
    ...fields,
  };
}
