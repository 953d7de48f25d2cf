import { coversName } from '../../../shared/domain-rules/certificates.ts';
import type { HeldCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { ChainCheck, ChainFault } from '../../../shared/domain-rules/issuing/observation.ts';
import type { IssuedSource } from '../../../shared/domain-rules/issuing/source.ts';

/** What a certificate is judged by without asking anybody. */
export interface ChainQuestion {
  source: IssuedSource;
  chainPem: string;
  privateKeyPem?: string | undefined;
  /** What it has to serve. */
  names: readonly string[];
  /** PEM of the roots that clients trust. */
  trustedRoots: string[];
  /** ms since the epoch. */
  now: number;
}

/**
 * Checks a chain, leaf first. Whom clients trust is known for authorities that everybody trusts; whoever named another
 * one gives out its root as they like, so that its chain has to be whole and no more.
 */
export async function checkChain({ source, chainPem, privateKeyPem, names, trustedRoots, now }: ChainQuestion) {
  const { checkMaterial } = await import('../../../shared/tls/check-material.ts');
  const isPublic = source.from === 'acme' && source.issuer === 'letsencrypt';
  const [top] = chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)?.slice(-1) ?? [];
  const roots = isPublic || top === undefined ? trustedRoots : [...trustedRoots, top];
  return checkMaterial({ certificatePem: chainPem, privateKeyPem, names, roots, now });
}

/** What is wrong with the current certificate that its dates do not tell; undefined where its chain is not known. */
export async function checkCurrent(
  { chainPem, names: borne }: HeldCertificate,
  source: IssuedSource,
  { trustedRoots, now }: { trustedRoots: string[]; now: number },
): Promise<ChainCheck | undefined> {
  if (chainPem === undefined) return undefined;
  const wanted = source.from === 'upload' ? borne : source.names.filter((name) => coversName(borne, name));
  const verdict = await checkChain({ source, chainPem, names: wanted, trustedRoots, now });
  if (verdict.ok || !isFault(verdict.reason)) return { ok: true };
  return { ok: false, reason: verdict.reason, message: verdict.message };
}

function isFault(reason: string): reason is ChainFault {
  return ['KeyTooWeak', 'ChainBroken', 'NotTrusted', 'NamesDiffer'].includes(reason);
}
