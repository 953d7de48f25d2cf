import type { Finding } from '../condition.ts';
import type { Plan } from '../plan.ts';
import type { GatewayName, IssuanceMemory, WantedCertificate } from './issuance.ts';
import type { IssuanceObservation } from './observation.ts';
import type { IssuanceStep } from './step.ts';

/** All that a plan for one certificate is made from. Nothing else may influence it. */
export interface IssuanceInput {
  /** The document's name: what our certificates and records are marked with. */
  key: string;
  account: string;
  wanted: WantedCertificate;
  memory: IssuanceMemory;
  observation: IssuanceObservation;
  /** Ids of steps that were called and whose outcome nobody knows. */
  openIntents: string[];
  /** ms since the epoch. */
  now: number;
}

export interface IssuanceDecision {
  plan: Plan<IssuanceStep>;
  findings: Finding[];
  memory: IssuanceMemory;
  /** When time alone changes the answer, in ms since the epoch; null: never. */
  nextCheckAt: number | null;
  /** Gateways that should hear of a newer certificate, and its id. */
  renewed: { certificateId: string; gateways: GatewayName[] } | undefined;
}
