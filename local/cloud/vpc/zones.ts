/** Regions where EAS has an endpoint, and the letters of their zones. The letters of most regions are inferred. */
const ZONE_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'cn-beijing': 'abcdefghijkl',
    'cn-zhangjiakou': 'abc',
    'cn-hangzhou': 'bcdefghijk',
    'cn-shanghai': 'abcdefghlmn',
    'cn-shenzhen': 'abcdef',
    'cn-hongkong': 'bcd',
    'cn-chengdu': 'ab',
    'cn-zhongwei': 'ab',
    'cn-wulanchabu': 'abc',
    'cn-heyuan': 'ab',
    'cn-guangzhou': 'ab',
    'cn-shanghai-finance-1': 'bfgk',
    'cn-north-2-gov-1': 'bl',
    'ap-southeast-1': 'abc',
    'ap-southeast-3': 'abc',
    'ap-southeast-5': 'abc',
    'ap-southeast-7': 'ab',
    'ap-southeast-8': 'ab',
    'ap-northeast-1': 'abc',
    'ap-northeast-2': 'ab',
    'ap-south-1': 'ab',
    'us-east-1': 'ab',
    'us-west-1': 'ab',
    'us-southeast-1': 'ab',
    'na-south-1': 'ab',
    'eu-central-1': 'abc',
    'me-east-1': 'ab',
    'me-central-1': 'ab',
  }),
);

/** Zone ids of a region (`cn-beijing-i`; overseas `ap-southeast-1a`), or undefined for a region we do not know. */
export function zonesOf(region: string): readonly string[] | undefined {
  const letters = ZONE_LETTERS.get(region);
  const hyphen = /\d$/.test(region) && !region.startsWith('cn-') ? '' : '-';
  return letters === undefined ? undefined : [...letters].map((letter) => `${region}${hyphen}${letter}`);
}

/** The regions we know, by id. */
export function regions(): readonly string[] {
  return [...ZONE_LETTERS.keys()];
}
