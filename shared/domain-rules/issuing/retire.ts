import { utcDay } from '../certificates.ts';
import { emptyPlan, type Kept, type Plan } from '../plan.ts';
import type { IssuanceInput } from './input.ts';
import type { HeldCertificate, IssuanceMemory, RetiredCertificate } from './issuance.ts';
import { isOursByName } from './naming.ts';
import type { CertificateUse } from './observation.ts';
import type { IssuanceStep } from './step.ts';
import { stepHead } from './step-head.ts';

/** How long an old certificate is kept after nothing needs it any more. */
const GRACE_MS = 24 * 3_600_000;
/** How long one has to be attached where nobody can look whether it is served. */
const UNSEEN_MS = 24 * 3_600_000;
/** When to look again for what time alone does not tell. */
const LOOK_AGAIN_MS = 24 * 3_600_000;
const SOON_MS = 3_600_000;

export interface Retirement {
  plan: Plan<IssuanceStep>;
  retired: RetiredCertificate[];
  /** When the answer may be another, in ms since the epoch. */
  checkAt: number[];
}

type Verdict =
  | { kind: 'delete' }
  /** Nothing of ours is left to be done about it. */
  | { kind: 'forget'; message: string | undefined }
  | { kind: 'keep'; checkAt: number; message?: string };

type RetireInput = Pick<IssuanceInput, 'key' | 'observation' | 'now'>;

/**
 * What becomes of the certificates that newer ones took the place of. The first that holds:
 *
 * ```
 *  deleted by somebody ............................ forgotten
 *  not looked at yet .............................. kept
 *  wanted, attached, proved or kept by a gateway .. kept
 *  used by a product, as the service tells ........ kept, and said so: no gateway of ours explains it
 *  expired ........................................ deleted
 *  the newer one not proved, or where nobody can
 *    look not attached for 24 hours ............... kept
 *  24 hours since then, or since it was replaced .. not over: kept; unless room is needed for a newer one
 *  not named by us ................................ forgotten, and left where it is
 *  else ........................................... deleted
 * ```
 */
export function planRetirement(
  { current, retired }: Pick<IssuanceMemory, 'current' | 'retired'>,
  input: RetireInput,
  { needsRoom }: { needsRoom: boolean },
): Retirement {
  const judged = retired.map((one) => ({ one, verdict: judge(one, current, input, needsRoom) }));
  const steps = judged
    .filter(({ verdict }) => verdict.kind === 'delete')
    .map(({ one: { certificateId, names } }): IssuanceStep => {
      const summary = `delete certificate ${certificateId} for ${names.join(', ')}, which nothing uses any more`;
      const head = stepHead(`delete-certificate/${certificateId}`, summary, { target: certificateId });
      return { ...head, kind: 'delete-certificate', certificateId };
    });
  const kept = judged.flatMap(({ one, verdict }): Kept[] =>
    'message' in verdict && verdict.message !== undefined
      ? [{ what: `certificate/${one.certificateId}`, message: verdict.message }]
      : [],
  );
  return {
    plan: { ...emptyPlan(), steps, kept },
    retired: judged.filter(({ verdict }) => verdict.kind !== 'forget').map(({ one }) => one),
    checkAt: judged.flatMap(({ verdict }) => (verdict.kind === 'keep' ? [verdict.checkAt] : [])),
  };
}

function judge(
  one: RetiredCertificate,
  current: HeldCertificate | undefined,
  { key, observation, now }: RetireInput,
  needsRoom: boolean,
): Verdict {
  const { certificateId, name, notAfter, replacedAt } = one;
  const held = observation.held[certificateId];
  if (held?.status === 'gone') return { kind: 'forget', message: undefined };
  if (!held) return { kind: 'keep', checkAt: now + SOON_MS };
  const isExpired = held.status === 'expired' || now > notAfter;
  const lookAgainAt = isExpired ? now + LOOK_AGAIN_MS : Math.min(now + LOOK_AGAIN_MS, notAfter + 1);
  if (observation.uses.some((use) => isUsedBy(use, certificateId))) return { kind: 'keep', checkAt: lookAgainAt };
  if (held.usedBy !== undefined && held.usedBy.length > 0) {
    const message = `certificate ${certificateId} is replaced, and used by ${held.usedBy.join(', ')} outside of Torii`;
    return { kind: 'keep', checkAt: lookAgainAt, message };
  }
  const taken = isExpired ? [] : observation.uses.map((use) => takenUpAt(use, current?.certificateId));
  const since = taken.filter((at) => at !== undefined);
  if (since.length < taken.length) return { kind: 'keep', checkAt: lookAgainAt };
  const graceEnds = Math.max(replacedAt, ...since) + GRACE_MS;
  const mayHurry = needsRoom && since.every((at) => at <= now);
  if (!isExpired && now < graceEnds && !mayHurry) return { kind: 'keep', checkAt: graceEnds };
  if (!isOursByName(key, name)) {
    const message = `certificate ${certificateId} (until ${utcDay(notAfter)}) is left in the service: it has no name of ours`;
    return { kind: 'forget', message };
  }
  return { kind: 'delete' };
}

function isUsedBy({ wanted, attached, proved, keeps }: CertificateUse, certificateId: string): boolean {
  return [wanted, attached, proved, ...keeps].includes(certificateId);
}

/**
 * When a gateway that is to serve the newer certificate has shown that it does, in ms since the epoch, perhaps yet to
 * come; 0 where it is not to serve it; undefined where it has not.
 */
function takenUpAt(
  { wanted, attached, proved, provable, attachedSince }: CertificateUse,
  newer: string | undefined,
): number | undefined {
  if (newer === undefined || (wanted !== newer && attached !== newer)) return 0;
  if (proved === newer) return attachedSince ?? 0;
  if (provable || attached !== newer || attachedSince === undefined) return undefined;
  return attachedSince + UNSEEN_MS;
}
