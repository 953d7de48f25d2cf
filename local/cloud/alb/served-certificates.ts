import { X509Certificate } from 'node:crypto';
import type { StoredCertificate } from '../cas/certificate.ts';

/** A certificate that the nodes of an instance have loaded; they keep their own copy. */
export interface ServedCertificate {
  /** As listeners take it: `18541350-cn-hangzhou`. */
  readonly id: string;
  readonly isDefault: boolean;
  /** Both PEM. The same object for as long as it is served. */
  readonly material: { readonly certificate: string; readonly privateKey: string };
}

/** What of a listener says what it is to serve, and what it does so far. */
interface Furnished {
  readonly settings: { readonly certificateIds: readonly string[] };
  /** Additional certificates: id → status. */
  readonly certificates: ReadonlyMap<string, string>;
  readonly served: readonly ServedCertificate[];
}

/** What a listener serves once its nodes have taken in how it is now. One without its key cannot be served. */
export function servedBy(
  { settings, certificates, served }: Furnished,
  find: (id: string) => StoredCertificate | undefined,
): readonly ServedCertificate[] {
  const wanted = [
    ...settings.certificateIds.map((id) => ({ id, isDefault: true })),
    ...[...certificates].filter(([, status]) => status !== 'Associating').map(([id]) => ({ id, isDefault: false })),
  ];
  return wanted.flatMap(({ id, isDefault }) => {
    const before = served.find((each) => each.id === id);
    if (before) return { ...before, isDefault };
    const stored = find(id);
    if (!stored?.privateKey) return [];
    const { certificate, privateKey } = stored;
    return { id, isDefault, material: { certificate, privateKey } };
  });
}

/**
 * The additional certificate for a server name, else the default one. Of several that match, one with the very name goes
 * before a wildcard (inferred), and else the `newest` or the `oldest`: which, no document says.
 */
export function chooseCertificate(
  served: readonly ServedCertificate[],
  name: string,
  preferred: 'newest' | 'oldest',
): ServedCertificate | undefined {
  const additional = served.filter(({ isDefault }) => !isDefault);
  const ordered = preferred === 'newest' ? additional.toReversed() : additional;
  const matching = ordered.flatMap((each) => {
    const match = leafOf(each.material).checkHost(name, { subject: 'never' });
    return match === undefined ? [] : { each, isExact: match.toLowerCase() === name };
  });
  const best = matching.find(({ isExact }) => isExact) ?? matching[0];
  return best?.each ?? served.find(({ isDefault }) => isDefault);
}

/** Handshakes are many, and certificates few. */
const leaves = new WeakMap<ServedCertificate['material'], X509Certificate>();

/** The first of the PEM. */
function leafOf(material: ServedCertificate['material']): X509Certificate {
  const known = leaves.get(material);
  if (known) return known;
  const leaf = new X509Certificate(material.certificate);
  leaves.set(material, leaf);
  return leaf;
}
