export type Edition = 'free' | 'personal' | 'enterprise-standard' | 'enterprise-ultimate';

/**
 * What a domain's edition allows. TTL ranges: alibabacloud.com/help/doc-detail/29806.htm. The number of A or AAAA
 * values of one name and line is inferred.
 */
export const EDITIONS: Readonly<Record<Edition, EditionTerms>> = {
  free: { versionCode: 'mianfei', versionName: 'Free', minTtl: 600, addresses: 10 },
  personal: { versionCode: 'version_personal', versionName: 'Personal', minTtl: 600, addresses: 10 },
  'enterprise-standard': {
    versionCode: 'version_enterprise_basic',
    versionName: 'Enterprise Standard',
    minTtl: 60,
    addresses: 50,
  },
  'enterprise-ultimate': {
    versionCode: 'version_enterprise_advanced',
    versionName: 'Enterprise Ultimate',
    minTtl: 1,
    addresses: 90,
  },
};

export interface EditionTerms {
  readonly versionCode: string;
  readonly versionName: string;
  /** Seconds. */
  readonly minTtl: number;
  readonly addresses: number;
}
