import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import type { Applied } from '../../../shared/engine/worker.ts';
import { type AcmeStep, applyAcmeStep } from './apply-acme.ts';
import { applyPackageStep } from './apply-package.ts';
import { addChallengeRecord, removeChallengeRecord } from './apply-records.ts';
import { deleteCertificate, uploadCertificate } from './apply-upload.ts';
import { orLearn } from './failure.ts';
import type { Means } from './means.ts';
import { type RotatorMemory, withoutTries } from './memory.ts';
import type { IssuanceSubject } from './observe.ts';
import { reseal } from './reseal.ts';

/** Makes the one change that a step stands for; what comes of a failed attempt is learned as well. */
export async function applyStep(
  means: Means,
  step: IssuanceStep,
  subject: IssuanceSubject,
): Promise<Applied<RotatorMemory>> {
  try {
    const applied = await change(means, step, subject);
    const { learn = (memory: RotatorMemory) => memory } = applied;
    return { ...applied, learn: (memory) => withoutTries(learn(memory), step.id) };
  } catch (error) {
    if (!ENDS_ATTEMPT.includes(step.kind)) throw error;
    const { declared, memory } = subject;
    return orLearn(error, { step, memory, generation: declared.generation, now: means.clock.now() });
  }
}

function change(means: Means, step: IssuanceStep, subject: IssuanceSubject): Promise<Applied<RotatorMemory>> {
  switch (step.kind) {
    case 'add-challenge-record':
      return addChallengeRecord(means.alidns, step);
    case 'remove-challenge-record':
      return removeChallengeRecord(means.alidns, step);
    case 'upload-certificate':
      return uploadCertificate(means, step, subject);
    case 'delete-certificate':
      return deleteCertificate(means.cas, step);
    case 'apply-for-package':
    case 'renew-package-order':
    case 'cancel-package-order':
      return applyPackageStep(means, step);
    case 'reseal':
      return reseal(means, subject);
    default:
      return applyAcmeStep(means, step satisfies AcmeStep, subject);
  }
}

/**
 * Without these no certificate comes. What comes after it is there is tried until it goes well: giving up an upload would
 * cost another order.
 */
const ENDS_ATTEMPT: IssuanceStep['kind'][] = [
  'make-account',
  'order-certificate',
  'add-challenge-record',
  'answer-challenge',
  'finalise-order',
  'fetch-certificate',
  'apply-for-package',
  'renew-package-order',
];
