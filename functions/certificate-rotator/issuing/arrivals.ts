import { recordKey } from '../../../shared/domain-rules/issuing/observation.ts';
import {
  ISSUED,
  ORDER_FOUND,
  ORDER_READY,
  ORDER_SEEN,
  PACKAGE_ISSUED,
  PUBLISHED,
  VALIDATED,
} from '../../../shared/domain-rules/issuing/wait.ts';
import type { Wait } from '../../../shared/domain-rules/plan.ts';
import { isAcmeError } from './failure.ts';
import type { Means } from './means.ts';
import type { IssuanceSubject } from './observe.ts';
import { publicationOf } from './observe-published.ts';

/** Whether any of what is waited for has come, asked with as few calls as that takes. */
export async function hasArrived(means: Means, waits: readonly Wait[], subject: IssuanceSubject): Promise<boolean> {
  const ids = waits.map(({ id }) => id);
  if (ids.some((id) => LOOKED_FOR.includes(id))) return true;
  const found = await Promise.all([
    isPublished(means, ids, subject),
    hasOrderMoved(means, ids, subject),
    hasPackageMoved(means, ids, subject),
  ]);
  return found.includes(true);
}

/** One of several records that is there is no reason to look at all of them: they are answered together. */
async function isPublished(
  { publicDns }: Means,
  ids: readonly string[],
  { memory: { challengeRecords } }: IssuanceSubject,
): Promise<boolean> {
  const awaited = challengeRecords.filter((record) => ids.includes(`${PUBLISHED}${recordKey(record)}`));
  if (awaited.length === 0) return ids.some((id) => id.startsWith(PUBLISHED));
  const said = await Promise.all(
    awaited.map(async (record) => publicationOf(publicDns, record, await nameServersOf(publicDns, record.zone))),
  );
  return said.includes('published');
}

async function hasOrderMoved(
  { issuers }: Means,
  ids: readonly string[],
  { declared: { source }, memory: { order } }: IssuanceSubject,
): Promise<boolean> {
  const validated = ids.some((id) => id.startsWith(VALIDATED));
  const awaited = ids.includes(ISSUED) || ids.includes(ORDER_READY);
  if (source.from !== 'acme' || order?.via !== 'acme' || !(validated || awaited)) return false;
  const issuer = await issuers.find(source.issuer);
  if (!issuer) return true;
  try {
    const { status } = await (await issuers.client(issuer)).order(order.url);
    // Proofs that fail make an order invalid, and all that go well make it ready.
    return status !== (ids.includes(ISSUED) ? 'processing' : 'pending');
  } catch (error) {
    if (!isAcmeError(error)) throw error;
    return !error.retryable;
  }
}

async function hasPackageMoved({ cas }: Means, ids: readonly string[], { memory: { order } }: IssuanceSubject) {
  if (!ids.includes(PACKAGE_ISSUED) || order?.via !== 'package') return false;
  const { Type } = await cas.describeCertificateState(order.orderId);
  return Type === 'certificate' || Type === 'verify_fail';
}

async function nameServersOf(dns: Means['publicDns'], zone: string): Promise<string[]> {
  return dns.nameServersOf(zone).catch(() => []);
}

/** What only a look can find. */
const LOOKED_FOR = [ORDER_FOUND, ORDER_SEEN];
