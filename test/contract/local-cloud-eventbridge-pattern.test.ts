import { describe, expect, test } from 'vitest';
import { parseEventPattern } from '../../local/cloud/eventbridge/event-pattern.ts';

/** The sample event of the documentation, with more in its data. */
const event = {
  id: '7adc8c1a-645d-4476-bdef-5d6fb57f',
  source: 'acs.oss',
  specversion: '1.0',
  type: 'oss:ObjectCreated:PostObject',
  subject: 'acs:oss:cn-hangzhou:1234567:xls-papk/game_apk/123.jpg',
  data: {
    name: 'test',
    scope: 100,
    empty: '',
    nothing: null,
    on: true,
    tags: ['red', 'green'],
    ip: '10.0.0.17',
    owner: { region: 'cn-beijing' },
  },
};

const wants = (pattern: unknown) => parseEventPattern(JSON.stringify(pattern))(event);

describe('a filter pattern', () => {
  test.each<[what: string, pattern: unknown, wanted: boolean]>([
    ['nothing', {}, true],
    ['one of several values', { source: ['acs.ecs', 'acs.oss'] }, true],
    ['another value', { source: ['acs.ecs'] }, false],
    ['upper and lower case', { source: ['ACS.OSS'] }, false],
    ['all of several fields', { source: ['acs.oss'], type: ['other'] }, false],
    ['prefix', { type: [{ prefix: 'oss:Object' }] }, true],
    ['suffix', { subject: [{ suffix: '.jpg' }] }, true],
    ['prefix and suffix of one field', { subject: [{ prefix: 'acs:oss:', suffix: '.png' }] }, false],
    ['contains', { type: [{ contains: 'Created' }] }, true],
    ['fields of the data', { data: { name: ['test'] } }, true],
    ['fields inside those', { data: { owner: { region: [{ prefix: 'cn-' }] } } }, true],
    ['a field that is not there', { data: { owner: { zone: ['a'] } } }, false],
    ['a field inside a text', { data: { name: { first: ['test'] } } }, false],
    ['a number', { data: { scope: [100] } }, true],
    ['a number as text', { data: { scope: ['100'] } }, false],
    ['true', { data: { on: [true] } }, true],
    ['null', { data: { nothing: [null] } }, true],
    ['null where nothing is', { data: { missing: [null] } }, false],
    ['the empty text', { data: { empty: [''] } }, true],
    ['a value in a list', { data: { tags: ['green'] } }, true],
    ['anything but a value', { data: { name: [{ 'anything-but': 'test' }] } }, false],
    ['anything but another value', { data: { name: [{ 'anything-but': 'other' }] } }, true],
    ['anything but some numbers', { data: { scope: [{ 'anything-but': [99, 100] }] } }, false],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'acs.' } }] }, false],
    ['anything but, where nothing is', { data: { missing: [{ 'anything-but': 'x' }] } }, false],
    ['numeric, equal', { data: { scope: [{ numeric: ['=', 100] }] } }, true],
    ['numeric, within', { data: { scope: [{ numeric: ['>', 0, '<=', 100] }] } }, true],
    ['numeric, beyond', { data: { scope: [{ numeric: ['<', 100] }] } }, false],
    ['numeric of a text', { data: { name: [{ numeric: ['>=', 0] }] } }, false],
    ['an address in a block', { data: { ip: [{ cidr: '10.0.0.0/24' }] } }, true],
    ['an address outside', { data: { ip: [{ cidr: '10.0.1.0/24' }] } }, false],
    ['a block and no address', { data: { name: [{ cidr: '10.0.0.0/8' }] } }, false],
    ['exists', { data: { name: [{ exists: true }] } }, true],
    ['exists, but is null', { data: { nothing: [{ exists: false }] } }, false],
    ['does not exist', { data: { missing: [{ exists: false }] } }, true],
    ['what every object inherits', { data: { toString: [{ exists: true }] } }, false],
  ])('%s', (_what, pattern, wanted) => {
    expect(wants(pattern)).toBe(wanted);
  });

  test.each<[why: string, pattern: unknown]>([
    ['a value without its list', { source: 'acs.oss' }],
    ['an empty list', { source: [] }],
    ['an operator that no document names', { source: [{ wildcard: '*' }] }],
    ['a name that every object inherits', { source: [{ toString: 'x' }] }],
    ['an empty condition', { source: [{}] }],
    ['a list in a list', { source: [['acs.oss']] }],
    ['a prefix that is no text', { source: [{ prefix: 1 }] }],
    ['half a range', { data: { scope: [{ numeric: ['>', 0, '<'] }] } }],
    ['an unknown comparison', { data: { scope: [{ numeric: ['!=', 1] }] } }],
    ['a block of IPv6', { data: { ip: [{ cidr: 'fd00::/8' }] } }],
    ['anything but a suffix', { source: [{ 'anything-but': { suffix: 'x' } }] }],
    ['exists, perhaps', { source: [{ exists: 'yes' }] }],
    ['six expressions of one field', { source: Array.from({ length: 6 }, (_, index) => ({ prefix: String(index) })) }],
    ['a list for a pattern', []],
  ])('is refused for %s', (_why, pattern) => {
    expect(() => wants(pattern)).toThrow(expect.objectContaining({ code: 'InvalidEventPattern' }));
  });

  test('is refused where it is no JSON', () => {
    expect(() => parseEventPattern('source = acs.oss')).toThrow('not JSON');
  });
});
