import type { EditionTerms } from './editions.ts';

/** For whose resolvers a record is. Codes: help.aliyun.com/document_detail/29807.html. */
export interface Line {
  readonly code: string;
  readonly name: string;
  /** The wider line that this one is part of. */
  readonly father?: string;
}

/** What every edition has. */
const WIDE: readonly Line[] = [
  { code: 'default', name: 'Default' },
  { code: 'telecom', name: 'China Telecom' },
  { code: 'unicom', name: 'China Unicom' },
  { code: 'mobile', name: 'China Mobile' },
  { code: 'edu', name: 'CERNET' },
  { code: 'oversea', name: 'Outside China' },
  { code: 'drpeng', name: 'Dr. Peng' },
  { code: 'btvn', name: 'China Broadcasting Network' },
  { code: 'aliyun', name: 'Alibaba Cloud' },
  { code: 'search', name: 'Search engines' },
  { code: 'google', name: 'Google', father: 'search' },
  { code: 'baidu', name: 'Baidu', father: 'search' },
  { code: 'biying', name: 'Bing', father: 'search' },
];

const OPERATORS = ['telecom', 'unicom', 'mobile', 'edu'];
const PROVINCES = (
  'anhui beijing chongqing fujian gansu guangdong guangxi guizhou hainan hebei heilongjiang henan hubei hunan jiangsu ' +
  'jiangxi jilin liaoning neimenggu ningxia qinghai shaanxi shandong shanghai shanxi sichuan tianjin xinjiang xizang ' +
  'yunnan zhejiang'
).split(' ');

/** `cn_mobile_anhui` (the documents' example), for each operator and province. */
const FINE = OPERATORS.flatMap((father) =>
  PROVINCES.map((province): Line => ({ code: `cn_${father}_${province}`, name: `${father} ${province}`, father })),
);

const WIDE_ONLY = byCode(WIDE);
const ALL = byCode([...WIDE, ...FINE]);

/** By code. */
export function linesOf({ hasRegionLines }: EditionTerms): ReadonlyMap<string, Line> {
  return hasRegionLines ? ALL : WIDE_ONLY;
}

export const lineFields = {
  LineCode: 'string',
  LineName: 'string',
  LineDisplayName: 'string',
  FatherCode: 'string',
} as const;

export function lineBodies(lines: ReadonlyMap<string, Line>) {
  return [...lines.values()].map(({ code, name, father }) => ({
    LineCode: code,
    LineName: code,
    LineDisplayName: name,
    FatherCode: father,
  }));
}

/** `{"default":{},"mobile":{"cn_mobile_anhui":{},…}}` */
export function lineTree(lines: ReadonlyMap<string, Line>): string {
  const tree: Record<string, Record<string, object>> = {};
  for (const { code, father } of lines.values()) {
    if (father === undefined) tree[code] = {};
    else tree[father] = { ...tree[father], [code]: {} };
  }
  return JSON.stringify(tree);
}

function byCode(lines: readonly Line[]): ReadonlyMap<string, Line> {
  return new Map(lines.map((line) => [line.code, line]));
}
