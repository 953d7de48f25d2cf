import { describe, expect, it } from 'vitest';
import { InvalidEventPattern, matchesPattern, parseEventPattern } from '../../local/runtime/event-pattern.ts';

const DECLARED = { source: 'torii', type: 'torii.gateway.declared', data: { name: 'chat', generation: 1 } };

describe('an event reaches the functions whose pattern it matches', () => {
  it.each([
    ['{}', true],
    ['{"source":["torii"]}', true],
    ['{"source":["Torii"]}', false],
    ['{"source":["acme","torii"]}', true],
    ['{"source":["acme"]}', false],
    ['{"type":["torii.gateway.declared","torii.gateway.approved"]}', true],
    ['{"type":["torii.gateway"]}', false],
    ['{"type":[{"prefix":"torii.gateway."}]}', true],
    ['{"type":[{"prefix":"gateway."}]}', false],
    ['{"type":[{"suffix":".declared"}]}', true],
    ['{"type":[{"suffix":".approved"}]}', false],
    ['{"type":["torii.records.changed",{"prefix":"torii.gateway."}]}', true],
    ['{"source":["torii"],"type":[{"prefix":"torii.zones."}]}', false],
    ['{"source":["acme"],"type":["torii.gateway.declared"]}', false],
    ['{"source":["torii"],"type":["torii.gateway.declared"]}', true],
    ['{"data":{"name":["chat"]}}', true],
    ['{"data":{"name":["mail",{"prefix":"ch"}]}}', true],
    ['{"data":{"name":["mail"]}}', false],
    ['{"data":{"generation":["1"]}}', false],
    ['{"source":["torii"],"data":{"eventName":["CreateVSwitch"]}}', false],
  ])('%s: %s', (pattern, matches) => {
    expect(matchesPattern(parseEventPattern(pattern), DECLARED)).toBe(matches);
  });
});

describe('a pattern that is not played is refused', () => {
  it.each([
    ['torii', 'JSON text of an object'],
    ['["torii"]', 'JSON text of an object'],
    ['null', 'JSON text of an object'],
    ['{"data":["chat"]}', '"data" must be an object'],
    ['{"data":null}', '"data" must be an object'],
    ['{"data":{"name":"chat"}}', '"data.name" must be a list'],
    ['{"subject":["x"]}', '"subject"'],
    ['{"source":"torii"}', '"source" must be a list'],
    ['{"source":[]}', '"source" must be a list with something in it'],
    ['{"type":[{"anything-but":"a"}]}', '{"anything-but":"a"}'],
    ['{"type":[{"prefix":"a","suffix":"b"}]}', '"suffix":"b"'],
    ['{"type":[{"prefix":1}]}', '{"prefix":1}'],
    ['{"type":[null]}', 'null'],
  ])('%s: %s', (pattern, why) => {
    expect(() => parseEventPattern(pattern)).toThrow(InvalidEventPattern);
    expect(() => parseEventPattern(pattern)).toThrow(why);
  });
});
