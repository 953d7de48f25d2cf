import { emptyPlan, type Plan } from '../plan.ts';
import type { IssuanceInput } from './input.ts';
import type { ChallengeRecord, IssuanceMemory } from './issuance.ts';
import { challengeMark } from './naming.ts';
import { type ChallengePlace, recordKey } from './observation.ts';
import type { IssuanceStep } from './step.ts';
import { stepHead } from './step-head.ts';
import { PUBLISHED, RECORDED } from './wait.ts';

/** What has to be said in the DNS for a name to be proved. */
export interface Proof {
  /** The name to be proved, as the certificate will bear it. */
  name: string;
  /** Where it is asked for: `_acme-challenge.example.com`. */
  asked: string;
  type: 'TXT' | 'CNAME';
  value: string;
}

/** How far a proof is. */
export interface Proving {
  plan: Plan<IssuanceStep>;
  /** Its record, by `recordKey`; undefined where it cannot be made. */
  record?: string;
  /** What comes before the other side is told to look. */
  after: string[];
  /** Set where the name servers have not said it for too long. */
  tooLate?: string;
}

type ProofInput = Pick<IssuanceInput, 'key' | 'account' | 'observation' | 'openIntents' | 'now'>;

/**
 * Gets one record to where everybody finds it.
 *
 * ```
 *  place not looked at yet ............. waits
 *  no zone of the account holds it ..... blocked: ZoneMissing
 *  the zone is asked elsewhere ......... blocked: NotDelegated
 *  the record is there (ours or not) ... waits until every name server says it; too late after 15 minutes
 *  it would hide a wildcard (RFC 4592) . waits for the names' own records, or blocked: WouldShadow
 *  a CNAME among other records ......... blocked: NameTaken (RFC 1034, section 3.6.2)
 *  else ................................ added
 * ```
 */
export function prove({ name, asked, type, value }: Proof, input: ProofInput, memory: IssuanceMemory): Proving {
  const place = input.observation.places[asked];
  if (!place) return { plan: waiting(`place/${asked}`, `where ${asked} leads to is being looked up`), after: [] };
  const blocked = (reason: string, message: string, wayOut: string): Proving => ({
    plan: { ...emptyPlan(), blocked: [{ what: `challenge/${name}`, reason, message, wayOut }] },
    after: [],
  });
  const { zone, recordName } = place;
  const elsewhere = `delegate ${asked} by a CNAME into a zone that is there, or declare another certificate (cas or upload)`;
  if (zone === undefined) {
    const message = `no zone in Alibaba Cloud DNS holds ${recordName}, so ${name} cannot be proved`;
    return blocked('ZoneMissing', message, `add the zone of ${recordName} to Alibaba Cloud DNS, ${elsewhere}`);
  }
  if (!place.delegated) {
    const message = `the public DNS asks ${place.nameServers.join(', ') || 'nobody'} for ${zone}, not Alibaba Cloud DNS, so a record at ${recordName} is not found`;
    return blocked('NotDelegated', message, `set the name servers of ${zone} at its registrar, ${elsewhere}`);
  }
  const record = { recordName, zone, type, value };
  const key = recordKey(record);
  const publication = input.observation.published[key];
  const addId = `add-challenge-record/${key}`;
  const after = [addId, `${PUBLISHED}${key}`];
  if (publication === 'published') return { plan: emptyPlan(), record: key, after };
  if (place.existing.some((one) => says(one, record))) {
    const plan = waiting(
      `${PUBLISHED}${key}`,
      `${recordName} is stored, and not all of ${zone}'s name servers say it yet`,
    );
    const since = memory.challengeRecords.find((one) => recordKey(one) === key)?.waitedSince ?? input.now;
    const isLate = input.now - since >= PATIENCE_MS;
    const silent = publication === 'silent' ? ': one of them does not answer' : '';
    return isLate
      ? {
          plan,
          record: key,
          after,
          tooLate: `the name servers of ${zone} did not all say ${recordName} within 15 minutes${silent}`,
        }
      : { plan, record: key, after };
  }
  const hidden = place.shadowed.filter((one) => !place.comingSoon.includes(one.name));
  const [first] = hidden;
  if (first) {
    const message = `a record at ${recordName} would make ${first.name} exist, so that ${first.wildcard} (→ ${first.target}) answers for it no more (RFC 4592, section 2.2.1)`;
    return blocked(
      'WouldShadow',
      message,
      `make a record of its own for ${first.name} (→ ${first.target}), or ${elsewhere}`,
    );
  }
  const [coming] = place.shadowed;
  if (coming) {
    const message = `${coming.name} gets its own record first, so that ${recordName} does not hide ${coming.wildcard} from it`;
    const wait = {
      id: `${RECORDED}${coming.name}`,
      on: 'peer' as const,
      reason: 'AwaitingRecord',
      message,
      typicalSeconds: 30,
    };
    return { plan: { ...emptyPlan(), waits: [wait] }, after: [] };
  }
  if (type === 'CNAME' && place.existing.length > 0) {
    const message = `${recordName} has other records, and a CNAME stands alone (RFC 1034, section 3.6.2)`;
    return blocked('NameTaken', message, `remove the other records of ${recordName} if nobody needs them`);
  }
  const mark = challengeMark(input.account, input.key);
  const head = stepHead(addId, `add ${type} ${recordName} to prove ${name}`, { target: recordName });
  const step: IssuanceStep = { ...head, kind: 'add-challenge-record', record, ttl: place.ttl, mark };
  return { plan: { ...emptyPlan(), steps: [step] }, record: key, after };
}

/**
 * The records in memory as this look finds them: their ids, and since when they are waited for. One that says what is
 * asked for and bears our mark is ours though memory does not know it; one whose value somebody changed is ours no more.
 */
export function rememberRecords(records: ChallengeRecord[], input: ProofInput): ChallengeRecord[] {
  const mark = challengeMark(input.account, input.key);
  const journaled = records.flatMap((record) => {
    const here = existingAt(record.recordName, input);
    const isOurs = (one: { recordId: string; remark?: string | undefined }) =>
      record.recordId === undefined || one.recordId === record.recordId || one.remark === mark;
    const found = here.find((one) => says(one, record) && isOurs(one));
    if (found) return [{ ...record, recordId: found.recordId, waitedSince: record.waitedSince ?? input.now }];
    return here.some(({ recordId }) => recordId === record.recordId) ? [] : [record];
  });
  const known = journaled.map(recordKey);
  const asked = valuesAsked(input.observation.order);
  const marked = Object.values(input.observation.places).flatMap(({ recordName, zone, existing }) =>
    existing.flatMap(({ recordId, type, value, remark }): ChallengeRecord[] => {
      const isOurs = remark === mark && asked.includes(value) && !known.includes(recordKey({ recordName, value }));
      if (!isOurs || zone === undefined || (type !== 'TXT' && type !== 'CNAME')) return [];
      return [{ recordName, zone, type, value, recordId, waitedSince: input.now }];
    }),
  );
  // Several names may be asked for at one place.
  return [...journaled, ...new Map(marked.map((one) => [recordKey(one), one])).values()];
}

function valuesAsked(order: IssuanceInput['observation']['order']): string[] {
  if (order === undefined || order === 'gone') return [];
  if (order.via === 'package') return order.record ? [order.record.value] : [];
  return order.authorizations.flatMap(({ challenge }) => (challenge ? [challenge.value] : []));
}

/**
 * Takes away what proves nothing any more, by id and value only. What was written down and never found counts as never
 * made, once it would have come to light.
 */
export function removeRecords(
  records: ChallengeRecord[],
  proving: string[] | 'all',
  { openIntents }: Pick<IssuanceInput, 'openIntents'>,
): { plan: Plan<IssuanceStep>; records: ChallengeRecord[] } {
  const isOver = (record: ChallengeRecord) => proving !== 'all' && !proving.includes(recordKey(record));
  const remaining = records.filter(
    (record) =>
      !isOver(record) ||
      record.recordId !== undefined ||
      openIntents.includes(`add-challenge-record/${recordKey(record)}`),
  );
  const steps = remaining
    .filter((record) => isOver(record) && record.recordId !== undefined)
    .map(({ waitedSince: _, ...record }): IssuanceStep => {
      const summary = `remove ${record.type} ${record.recordName}, which has served its purpose`;
      const head = stepHead(`remove-challenge-record/${recordKey(record)}`, summary, { target: record.recordName });
      return { ...head, kind: 'remove-challenge-record', record };
    });
  return { plan: { ...emptyPlan(), steps }, records: remaining };
}

/** @returns a plan of nothing but this wait */
export function waiting(id: string, message: string, typicalSeconds = 5): Plan<IssuanceStep> {
  return { ...emptyPlan(), waits: [{ id, on: 'cloud', reason: 'AwaitingProof', message, typicalSeconds }] };
}

function existingAt(recordName: string, { observation }: ProofInput): ChallengePlace['existing'] {
  return Object.values(observation.places).find((place) => place.recordName === recordName)?.existing ?? [];
}

function says(existing: { type: string; value: string }, record: { type: string; value: string }): boolean {
  return existing.type === record.type && existing.value === record.value;
}

const PATIENCE_MS = 15 * 60_000;
