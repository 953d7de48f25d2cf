import type { Sealed } from '../../shared/secrets/sealed-box.ts';
import type { DocumentKey, DocumentKind, StoredDocument } from '../../shared/state/store.ts';

/** One sealed text at rest. */
export interface KeptBox {
  /** `issuer corporate-ca` */
  where: string;
  /** It opens in no other. */
  context: string;
  sealed: Sealed;
}

/** The kinds of documents that something is sealed in. */
export const SEALED_KINDS: readonly DocumentKind[] = [
  'master-key',
  'acme-account',
  'issuer',
  'uploaded-certificate',
  'issuance',
  'provisioning',
];

/** All that is sealed in a document, wherever in its body it is. */
export function boxesIn({ key, body }: Pick<StoredDocument, 'key' | 'body'>): KeptBox[] {
  return sealedTextsIn(body, []).map(({ path, sealed }) => ({
    where: key.kind === 'provisioning' ? `gateway ${key.region}/${key.name}` : `${key.kind} ${key.name}`,
    context: contextOf(key, path),
    sealed,
  }));
}

/** As the functions seal it: a gateway's by the service whose configuration it is, all else by the document. */
function contextOf({ account, region, kind, name }: DocumentKey, path: readonly string[]): string {
  if (kind !== 'provisioning') return `${kind}/${name}`;
  const service = path[path.indexOf('kept') + 1] ?? '';
  return ['provisioning', account, region, name, service].map(encodeURIComponent).join('/');
}

function sealedTextsIn(value: unknown, path: string[]): { path: string[]; sealed: Sealed }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isSealed(value)) return [{ path, sealed: value }];
  return Object.entries(value).flatMap(([name, one]) => sealedTextsIn(one, [...path, name]));
}

function isSealed(value: object): value is Sealed {
  const { key, iv, data, tag } = value as Partial<Record<keyof Sealed, unknown>>;
  return [key, iv, data, tag].every((part) => typeof part === 'string');
}
