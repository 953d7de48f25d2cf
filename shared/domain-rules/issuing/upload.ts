import { utcDay } from '../certificates.ts';
import { type Blocked, emptyPlan, type Plan } from '../plan.ts';
import type { IssuanceInput } from './input.ts';
import type { HeldCertificate, IssuanceMemory } from './issuance.ts';
import { certificateNamePrefix } from './naming.ts';
import type { ObservedUpload } from './observation.ts';
import type { RenewalViolation } from './renewal-chain.ts';
import type { UploadSource } from './source.ts';
import type { IssuanceStep } from './step.ts';
import { stepHead } from './step-head.ts';

/** Puts a certificate and its key into Certificate Management Service; one that is there already is found by its name. */
export function uploadStep(key: string, names: readonly string[], after: string[] = []): IssuanceStep {
  const namePrefix = certificateNamePrefix(key, names);
  const head = stepHead('upload-certificate', `put the certificate into Certificate Management Service`, { after });
  return { ...head, kind: 'upload-certificate', namePrefix };
}

/**
 * What comes of what the owner gave.
 *
 * ```
 *  nothing given, or what was given expired ... blocked
 *  it is in the service already ............... it is the current one
 *  it is the current one and that is due ...... blocked, unless somebody deleted it: then uploaded again
 *  else ....................................... uploaded
 * ```
 */
export function takeUpload(
  { upload }: UploadSource,
  due: RenewalViolation,
  { key, observation, now }: Pick<IssuanceInput, 'key' | 'observation' | 'now'>,
  memory: IssuanceMemory,
): { plan: Plan<IssuanceStep>; current?: HeldCertificate } {
  const given = observation.upload;
  const blocked = (reason: string, message: string): { plan: Plan<IssuanceStep> } => {
    const wayOut = `torii certificates upload ${upload} --cert chain.pem --key key.pem`;
    return { plan: { ...emptyPlan(), blocked: [{ what: `upload/${upload}`, reason, message, wayOut }] } };
  };
  if (given === undefined || given === 'missing') {
    return blocked('UploadMissing', `no certificate was given under the name ${upload}`);
  }
  if (given.notAfter <= now) {
    return blocked('UploadExpired', `the certificate given as ${upload} expired on ${utcDay(given.notAfter)}`);
  }
  const { current } = memory;
  if (given.certificateId !== undefined && given.certificateId !== current?.certificateId) {
    return { plan: emptyPlan(), current: asHeld(given, given.certificateId, memory, now) };
  }
  if (given.fingerprint === current?.fingerprint && due.reason !== 'Gone') {
    return blocked('NewerUploadNeeded', `${due.message} The certificate given as ${upload} is the one that is in use.`);
  }
  return { plan: { ...emptyPlan(), steps: [uploadStep(key, given.names)] } };
}

/** One that somebody else put there has no name of ours, so it is never deleted. */
function asHeld(
  { names, notBefore, notAfter, fingerprint, serialNumber, chainPem }: ObservedUpload,
  certificateId: string,
  { retired }: IssuanceMemory,
  now: number,
): HeldCertificate {
  const known = retired.find((one) => one.certificateId === certificateId);
  return {
    certificateId,
    name: known?.name ?? '',
    names,
    notBefore,
    notAfter,
    fingerprint,
    serialNumber,
    chainPem,
    heldSince: now,
  };
}

/** An upload waits until there is room for it: first what of ours nobody uses goes, else its owner has to make room. */
export function withRoom(
  plan: Plan<IssuanceStep>,
  deletions: IssuanceStep[],
  { mayTryUpload = false }: Pick<IssuanceInput['observation'], 'mayTryUpload'>,
): Plan<IssuanceStep> {
  const isUpload = ({ kind }: IssuanceStep) => kind === 'upload-certificate';
  if (deletions.length === 0) {
    const blocked: Blocked = {
      what: 'uploads',
      reason: 'QuotaFull',
      message: 'the account may add no more certificates to Certificate Management Service, and none of ours can go',
      wayOut: 'delete certificates there that nobody uses, or have the quota raised',
    };
    const steps = plan.steps.filter((step) => mayTryUpload || !isUpload(step));
    return { ...plan, steps, blocked: [...plan.blocked, blocked] };
  }
  const first = deletions.map(({ id }) => id);
  return {
    ...plan,
    steps: plan.steps.map((step) => (isUpload(step) ? { ...step, after: [...step.after, ...first] } : step)),
  };
}
