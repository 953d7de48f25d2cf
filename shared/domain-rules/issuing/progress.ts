import type { Plan } from '../plan.ts';
import type { AttemptFailed } from './backoff.ts';
import type { HeldCertificate } from './issuance.ts';
import type { IssuanceStep } from './step.ts';

/** How far an order is, and what comes next. */
export interface OrderProgress {
  plan: Plan<IssuanceStep>;
  /** Records that still have to be there, by `recordKey`; `all` while nobody can say. */
  proving: string[] | 'all';
  /** Set where nothing will come of it. */
  failed?: AttemptFailed;
  /** Set where it is a certificate in Certificate Management Service now. */
  issued?: HeldCertificate;
}
