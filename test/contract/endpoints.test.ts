import { describe, expect, it } from 'vitest';
import { type CloudProduct, endpointResolver } from '../../shared/cloud/endpoints.ts';

describe('the real addresses', () => {
  it.each<[CloudProduct, string | undefined, string]>([
    ['eas', 'cn-beijing', 'https://pai-eas.cn-beijing.aliyuncs.com'],
    ['alb', 'cn-beijing', 'https://alb.cn-beijing.aliyuncs.com'],
    ['vpc', 'cn-hangzhou', 'https://vpc.aliyuncs.com'],
    ['vpc', 'cn-beijing', 'https://vpc.cn-beijing.aliyuncs.com'],
    ['alidns', undefined, 'https://alidns.aliyuncs.com'],
    ['cas', 'cn-shanghai', 'https://cas.aliyuncs.com'],
    ['cas', 'ap-southeast-1', 'https://cas.ap-southeast-1.aliyuncs.com'],
  ])('%s in %s', (product, region, url) => {
    expect(endpointResolver()(product, region)).toBe(url);
  });

  it.each([undefined, '', 'evil.example/', 'a.b'])('are not made from the region %j', (region) => {
    expect(() => endpointResolver()('eas', region)).toThrow(/without a region/);
  });

  it('give way to one address for everything', () => {
    expect(endpointResolver('http://127.0.0.1:8080/')('cas', undefined)).toBe('http://127.0.0.1:8080');
  });

  it.each(['127.0.0.1:8080', 'ftp://h', 'http://h/path', 'http://user@h', 'http://h?x'])(
    'refuse %j for it',
    (override) => {
      expect(() => endpointResolver(override)).toThrow(/must be an origin/);
    },
  );
});
