import type { StepHead } from '../plan.ts';

/** The changes to the additional certificates of a listener: one certificate at a time, so that one refusal is about one. */
export type ListenerCertificateStep = StepHead & {
  kind: 'associate-certificate' | 'dissociate-certificate';
  loadBalancerId: string;
  listenerId: string;
  /** As Certificate Management Service numbers it. */
  certificateId: string;
  /** As ALB writes it, with its suffix. */
  identifier: string;
};

export function associateId(listenerId: string, certificateId: string): string {
  return `associate-certificate/${listenerId}/${certificateId}`;
}

export function dissociateId(listenerId: string, certificateId: string): string {
  return `dissociate-certificate/${listenerId}/${certificateId}`;
}
