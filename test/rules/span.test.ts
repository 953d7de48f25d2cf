import { describe, expect, it } from 'vitest';
import { spanMs } from '../../shared/domain-rules/span.ts';
import { declared } from './worlds.ts';

describe('a span of time', () => {
  it.each([
    ['20m', 1_200_000],
    ['6h', 21_600_000],
    ['1d', 86_400_000],
    ['0m', undefined],
    ['20', undefined],
    ['1w', undefined],
    ['1.5h', undefined],
    ['1h30m', undefined],
    [' 1h', undefined],
    ['99999999999999999999d', undefined],
  ])('%s', (text, ms) => {
    expect(spanMs(text)).toBe(ms);
  });
});

describe('spec.probe.every', () => {
  const probing = (every?: string) =>
    declared({
      internet: { allow: ['203.0.113.0/24'] },
      probe: { internet: { from: ['203.0.113.7'] }, ...(every && { every }) },
    }).spec.probe;

  it('says how long a proof counts, from twenty minutes to a week', () => {
    expect(probing('1d')?.everyMs).toBe(86_400_000);
    expect(probing('20m')?.everyMs).toBe(1_200_000);
    expect(probing('7d')?.everyMs).toBe(604_800_000);
    expect(probing()).not.toHaveProperty('everyMs');
  });

  it.each(['19m', '8d', 'daily'])('%s is refused', (every) => {
    expect(() => probing(every)).toThrow(`spec.probe.every: spec.probe.every cannot be "${every}".`);
  });
});
