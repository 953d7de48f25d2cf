import type { CertificateSource, KeyType } from './source.ts';

/** A source as an owner writes it, in the long form. */
export type WrittenSource =
  | 'cas'
  | 'none'
  | { acme: string; names: string[]; keyType: KeyType }
  | { package: string; names: string[] }
  | { upload: string };

/** The way back from a source to what may be declared. */
export function writtenSource(source: CertificateSource): WrittenSource {
  if (typeof source === 'string') return source;
  switch (source.from) {
    case 'acme':
      return { acme: source.issuer, names: source.names, keyType: source.keyType };
    case 'package':
      return { package: source.product, names: source.names };
    case 'upload':
      return { upload: source.upload };
  }
}
