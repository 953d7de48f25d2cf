import type { CasReader, UserCertificate } from '../../shared/cloud/cas.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { type CertificateFact, coversName } from '../../shared/domain-rules/certificates.ts';
import type { Subject } from '../../shared/engine/worker.ts';
import type { CertificatesMemory } from './decide.ts';

/** The certificates in Certificate Management Service that fit one of the declared names. */
export async function observe(
  cas: CasReader,
  { declared, memory }: Subject<CertificatesMemory>,
): Promise<CertificateFact[]> {
  const domains = declared.declaration.spec.domains.filter(({ certificate }) => certificate === 'cas');
  if (domains.length === 0 || declared.deletion) return [];
  const [uploaded, issued] = await Promise.all([
    cas.allUserCertificates({ OrderType: 'UPLOAD' }),
    cas.allUserCertificates({ OrderType: 'CERT' }),
  ]);
  const listed = new Map([...uploaded, ...issued].map((one) => [one.CertificateId, one]));
  const fitting = [...listed.values()].filter((one) => domains.some(({ name }) => coversName(namesOf(one), name)));
  const facts = await Promise.all(fitting.map((one) => memory.known[one.CertificateId] ?? readFact(cas, one)));
  return facts.filter((fact) => fact !== undefined);
}

/** A list has whole days only; the certificate's own instants are in its detail, and never change. */
async function readFact(cas: CasReader, listed: UserCertificate): Promise<CertificateFact | undefined> {
  try {
    const detail = await cas.getUserCertificateDetail(listed.CertificateId);
    return {
      certificateId: listed.CertificateId,
      name: listed.Name ?? '',
      names: namesOf(listed),
      notBefore: detail.NotBefore ?? Date.parse(`${detail.StartDate}T00:00:00Z`),
      ...fingerprintOf(detail.Sha2 ?? listed.Sha2),
      notAfter: detail.NotAfter ?? Date.parse(`${detail.EndDate}T00:00:00Z`),
    };
  } catch (error) {
    // Deleted between the two calls.
    if (error instanceof CloudError && error.code === 'NotFound') return undefined;
    throw error;
  }
}

/** As Node spells it, without the colons. */
function fingerprintOf(sha2: string | undefined): { fingerprint?: string } {
  const digits = (sha2 ?? '').replaceAll(':', '').toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? { fingerprint: digits } : {};
}

function namesOf({ CommonName, Sans }: UserCertificate): string[] {
  const names = [...(Sans ?? '').split(','), CommonName ?? ''].map((name) => name.trim().toLowerCase());
  return [...new Set(names.filter((name) => name !== ''))];
}
