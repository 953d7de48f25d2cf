/** What a package of certificates is good for. */
export interface PackageTerms {
  /** As lists show it. */
  readonly productName: string;
  readonly rootBrand: string;
  readonly certType: 'FREE' | 'DV' | 'OV';
  /** Days that a certificate is valid: three months, or a year. */
  readonly lifeDays: number;
  /** `one` plain name, up to five `plain` names, up to five `wildcards`, or five of `either`. */
  readonly names: 'one' | 'plain' | 'wildcards' | 'either';
}

const YEAR = 365;
const paid = (brand: string, certType: 'DV' | 'OV', names: PackageTerms['names']): PackageTerms => ({
  productName: `${brand} ${certType}`,
  rootBrand: brand,
  certType,
  lifeDays: YEAR,
  names,
});
const free = (lifeDays: number): PackageTerms => ({
  productName: 'DigiCert FREE',
  rootBrand: 'DigiCert',
  certType: 'FREE',
  lifeDays,
  names: 'one',
});

/** By `ProductCode` (SDK remarks of CreateCertificateForPackageRequest). */
export const PACKAGES = {
  'digicert-free-1-free': free(90),
  'symantec-free-1-free': free(YEAR),
  // Called a wildcard certificate in the remarks, and single-domain by its code: here it is either (inferred).
  'symantec-dv-1-starter': paid('DigiCert', 'DV', 'either'),
  'symantec-ov-1-personal': paid('DigiCert', 'OV', 'plain'),
  'symantec-ov-w-personal': paid('DigiCert', 'OV', 'wildcards'),
  'geotrust-dv-1-starter': paid('GeoTrust', 'DV', 'plain'),
  'geotrust-dv-w-starter': paid('GeoTrust', 'DV', 'wildcards'),
  'geotrust-ov-1-personal': paid('GeoTrust', 'OV', 'plain'),
  'geotrust-ov-w-personal': paid('GeoTrust', 'OV', 'wildcards'),
  'globalsign-dv-1-personal': paid('GlobalSign', 'DV', 'plain'),
  'globalsign-dv-w-advanced': paid('GlobalSign', 'DV', 'wildcards'),
  'globalsign-ov-1-personal': paid('GlobalSign', 'OV', 'plain'),
  'globalsign-ov-w-advanced': paid('GlobalSign', 'OV', 'wildcards'),
  'cfca-ov-1-personal': paid('CFCA', 'OV', 'plain'),
  'cfca-ev-w-advanced': paid('CFCA', 'OV', 'wildcards'),
} as const satisfies Record<string, PackageTerms>;

export type ProductCode = keyof typeof PACKAGES;

export const PRODUCT_CODES = Object.keys(PACKAGES) as [ProductCode, ...ProductCode[]];

export const FREE_PACKAGE: ProductCode = 'digicert-free-1-free';

const MOST_NAMES = 5;

/** Whether a package's certificates can be for these names, all lower case. */
export function fits(productCode: ProductCode, names: readonly string[]): boolean {
  const { names: terms }: PackageTerms = PACKAGES[productCode];
  const wildcards = names.filter((name) => name.startsWith('*.')).length;
  if (names.length === 0 || names.length > MOST_NAMES || new Set(names).size < names.length) return false;
  if (wildcards > 0 && wildcards < names.length) return false;
  if (terms === 'one') return names.length === 1 && wildcards === 0;
  return terms === 'either' || (terms === 'wildcards') === wildcards > 0;
}
