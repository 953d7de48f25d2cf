import { describe, expect, it } from 'vitest';
import { nearestWord } from '../../shared/domain-rules/nearest-word.ts';

describe('guessing the word that was meant', () => {
  const words = ['region', 'vSwitches', 'allow', 'vpcs', 'nodes'];
  it.each([
    ['regoin', 'region'],
    ['Region', 'region'],
    ['vswitches', 'vSwitches'],
    ['vSwitch', 'vSwitches'],
    ['alow', 'allow'],
    ['allows', 'allow'],
    ['vpc', 'vpcs'],
    ['ndoes', 'nodes'],
    ['nodse', 'nodes'],
    ['modes', 'nodes'],
    ['nodess', 'nodes'],
    ['vcps', 'vpcs'],
    ['nedos', undefined],
    ['ndeos', undefined],
    ['onode', undefined],
    ['mode', undefined],
    ['approve', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%s', (written, meant) => {
    expect(nearestWord(written, words)).toBe(meant);
  });

  it('takes the nearer of two', () => {
    expect(nearestWord('domaims', ['domain', 'domains'])).toBe('domains');
  });
});
