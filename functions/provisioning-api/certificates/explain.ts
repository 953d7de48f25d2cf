import { judgeRenewal, type RenewalVerdict } from '../../../shared/domain-rules/issuing/renewal-chain.ts';
import type { ApiContext } from '../context.ts';
import type { IssuanceDocument } from './documents.ts';
import { type CertificateEntry, type CertificateRow, certificateEntries, findEntry } from './rows.ts';

/** A row with all that explains it. Nothing in it is secret. */
export interface CertificateDetail extends CertificateRow {
  /** The chain of reasons for another one, in its order. */
  verdicts: RenewalVerdict[];
  order?: OrderProgress;
  retired: RetiredView[];
}

interface OrderProgress {
  via: 'acme' | 'package';
  /** ms since the epoch. */
  startedAt: number;
  /** Ids of the steps that remain. */
  openSteps: string[];
  /** What is waited for, and since when, in ms since the epoch. */
  waits: { id: string; since: number }[];
  /** Records that prove the names, while they are there. */
  records: { recordName: string; type: string }[];
}

interface RetiredView {
  certificateId: string;
  name: string;
  notAfter: number;
  replacedAt: number;
  /** Why it is still there. */
  message: string;
}

/** @throws ApiProblem CertificateNotFound or CertificateAmbiguous */
export async function explainCertificate(api: ApiContext, named: string): Promise<CertificateDetail> {
  const entry = findEntry(await certificateEntries(api), named);
  const { row, issuance } = entry;
  const order = issuance?.memory.order;
  return {
    ...row,
    verdicts: verdictsOf(entry, api.deps.clock.now()),
    ...(issuance && order && { order: { via: order.via, startedAt: order.startedAt, ...progressOf(issuance) } }),
    retired: issuance ? retiredOf(issuance) : [],
  };
}

/** What only a look at the cloud tells counts as certificate-rotator last reported it: among what is blocked or failed. */
function verdictsOf({ row, declared, issuance }: CertificateEntry, now: number): RenewalVerdict[] {
  if (declared) {
    const memory = issuance?.memory ?? { jitter: 0 };
    return judgeRenewal({ source: declared.source, memory, now }).verdicts;
  }
  const { certificateId, reason, message } = row;
  const verdict = certificateId === null ? 'Missing' : 'Expiring';
  return [{ reason: verdict, holds: reason === 'Expiring' || certificateId === null, message }];
}

function progressOf({ openSteps, waitingSince, memory }: IssuanceDocument) {
  return {
    openSteps,
    waits: Object.entries(waitingSince).map(([id, since]) => ({ id, since })),
    records: memory.challengeRecords.map(({ recordName, type }) => ({ recordName, type })),
  };
}

function retiredOf({ memory, kept, openSteps }: IssuanceDocument): RetiredView[] {
  return memory.retired.map(({ certificateId, name, notAfter, replacedAt }) => {
    const told = kept.find(({ what }) => what.includes(certificateId))?.message;
    const isGoing = openSteps.some((id) => id.includes(certificateId));
    const waits = 'It stays until all that use it have the newer one and that was seen to be served, and a day longer.';
    return { certificateId, name, notAfter, replacedAt, message: told ?? (isGoing ? 'It is being deleted.' : waits) };
  });
}
