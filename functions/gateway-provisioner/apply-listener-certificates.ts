import type { AlbClient } from '../../shared/cloud/alb.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { ListenerCertificateStep } from '../../shared/domain-rules/provisioning/listener-certificate-step.ts';
import { withOurs } from '../../shared/domain-rules/provisioning/listener-certificates-memory.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import type { Applied } from '../../shared/engine/worker.ts';
import type { AclStepContext } from './apply-listener-acl.ts';

type Learned = Applied<ProvisioningMemory>;

/**
 * Puts one certificate on a listener, or takes one of ours off it: it is accepted, and shows later. One that is there
 * already was put there by somebody else, and stays theirs. That the instance may not be edited (G16) or has no room is
 * learned, and not tried again for a while.
 *
 * @throws CloudError
 */
export async function applyListenerCertificate(
  alb: Pick<AlbClient, 'associateAdditionalCertificatesWithListener' | 'dissociateAdditionalCertificatesFromListener'>,
  step: ListenerCertificateStep,
  { newId, now }: AclStepContext,
): Promise<Learned> {
  const { kind, loadBalancerId, listenerId, certificateId, identifier } = step;
  try {
    if (kind === 'dissociate-certificate') {
      await alb.dissociateAdditionalCertificatesFromListener(listenerId, [identifier], newId());
      return { message: `${identifier} is being taken off ${listenerId}` };
    }
    await alb.associateAdditionalCertificatesWithListener(listenerId, [identifier], newId());
    return {
      learn: (memory) => ({ ...memory, listenerCertificates: withOurs(memory, listenerId, certificateId) }),
      message: `${identifier} is being put on ${listenerId}`,
    };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { code, message } = error;
    if (DONE_BEFORE.includes(code)) return { message: `there was nothing to do (${code})` };
    if (code === 'OperationDenied.ServiceManagedResource') {
      return {
        learn: (memory) => ({ ...memory, editsRefused: { loadBalancerId, listenerId, at: now } }),
        message: `refused: a service manages ${loadBalancerId}`,
      };
    }
    if (!code.startsWith('ResourceQuotaExceeded.')) throw error;
    return {
      learn: (memory) => ({ ...memory, certificatesFull: { loadBalancerId, message, at: now } }),
      message: `refused: ${loadBalancerId} has no room for another certificate`,
    };
  }
}

export function isListenerCertificateStep(step: ProvisioningStep): step is ListenerCertificateStep {
  return step.kind === 'associate-certificate' || step.kind === 'dissociate-certificate';
}

/** It is there, is there as the default one, or is not there any more. */
const DONE_BEFORE = [
  'ResourceAlreadyAssociated.Certificate',
  'OperationDenied.DefaultCertificateUsed',
  'ResourceNotAssociated.Certificate',
];
