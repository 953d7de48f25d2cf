import type { CasReader } from '../../shared/cloud/cas.ts';
import { type CertificateFact, coversName } from '../../shared/domain-rules/certificates.ts';
import type { IssuanceMemory, WantedCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { declaredSources } from '../../shared/domain-rules/rotation/plan-wanting.ts';
import type { Subject, WorkerDocument } from '../../shared/engine/worker.ts';
import type { CertificatesMemory, Observation } from './decide.ts';
import type { Documents } from './documents.ts';
import { namesOf, readListed } from './listed-certificate.ts';

/** What there is for the declared names: in Certificate Management Service, and of what is got for the gateway. */
export async function observe(
  { cas, documents }: { cas: CasReader; documents: Documents },
  subject: Subject<CertificatesMemory>,
): Promise<Observation> {
  const { declared, memory } = subject;
  const keys = [...new Set([...declaredSources(declared.declaration).keys(), ...(memory.wants ?? [])])];
  const [candidates, wanted, issued] = await Promise.all([
    fitting(cas, subject),
    entries(keys, async (key) => (await documents.get<WantedCertificate>('wanted-certificate', key))?.body),
    entries(keys, async (key) => readIssued(await documents.get<WorkerDocument<IssuanceMemory>>('issuance', key))),
  ]);
  return { candidates, wanted, issued };
}

/** The certificates in Certificate Management Service that fit one of the names that are to be served from there. */
async function fitting(cas: CasReader, { declared, memory }: Subject<CertificatesMemory>): Promise<CertificateFact[]> {
  const domains = declared.declaration.spec.domains.filter(({ certificate }) => certificate === 'cas');
  if (domains.length === 0 || declared.deletion) return [];
  const [uploaded, issued] = await Promise.all([
    cas.allUserCertificates({ OrderType: 'UPLOAD' }),
    cas.allUserCertificates({ OrderType: 'CERT' }),
  ]);
  const listed = new Map([...uploaded, ...issued].map((one) => [one.CertificateId, one]));
  const fitting = [...listed.values()].filter((one) => domains.some(({ name }) => coversName(namesOf(one), name)));
  const facts = await Promise.all(fitting.map((one) => memory.known[one.CertificateId] ?? readListed(cas, one)));
  return facts.filter((fact) => fact !== undefined);
}

function readIssued(document: { body: WorkerDocument<IssuanceMemory> } | undefined): Observation['issued'][string] {
  if (!document) return { blocked: [] };
  const { memory, conditions, blocked } = document.body;
  const found = conditions.find(({ type }) => type === 'CertificatesValid');
  const finding = found && { status: found.status, reason: found.reason, message: found.message };
  return { current: memory.current, finding, blocked };
}

async function entries<Value>(keys: string[], read: (key: string) => Promise<Value>): Promise<Record<string, Value>> {
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await read(key)] as const)));
}
