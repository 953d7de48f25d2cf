export type Edition = 'free' | 'personal' | 'enterprise-standard' | 'enterprise-ultimate';

/**
 * What a domain's edition allows. TTL ranges: alibabacloud.com/help/doc-detail/29806.htm. The number of A or AAAA
 * values of one name and line is inferred, and so is who has lines for provinces.
 */
export const EDITIONS: Readonly<Record<Edition, EditionTerms>> = {
  free: { versionCode: 'mianfei', versionName: 'Free', minTtl: 600, addresses: 10, hasRegionLines: false },
  personal: {
    versionCode: 'version_personal',
    versionName: 'Personal',
    minTtl: 600,
    addresses: 10,
    hasRegionLines: false,
  },
  'enterprise-standard': {
    versionCode: 'version_enterprise_basic',
    versionName: 'Enterprise Standard',
    minTtl: 60,
    addresses: 50,
    hasRegionLines: true,
  },
  'enterprise-ultimate': {
    versionCode: 'version_enterprise_advanced',
    versionName: 'Enterprise Ultimate',
    minTtl: 1,
    addresses: 90,
    hasRegionLines: true,
  },
};

export interface EditionTerms {
  readonly versionCode: string;
  readonly versionName: string;
  /** Seconds. */
  readonly minTtl: number;
  readonly addresses: number;
  /** Lines finer than an operator. */
  readonly hasRegionLines: boolean;
}
