import type { AlbClient } from '../../shared/cloud/alb.ts';
import { CallOutcomeUnknown, CloudError } from '../../shared/cloud/cloud-errors.ts';
import { ACCESS_TAG, OWNER_TAG } from '../../shared/cloud/load-balancer-observation.ts';
import { retryRuleFor } from '../../shared/cloud/retry-rules.ts';
import type { AclStep, EditsRefused } from '../../shared/domain-rules/provisioning/acl-step.ts';

type StepOf<Kind extends AclStep['kind']> = Extract<AclStep, { kind: Kind }>;

/** `refused`: nothing was done, and what the cloud said about it is worth remembering (see `editsOf`). */
export type AclOutcome =
  | { kind: 'done'; message: string }
  | { kind: 'refused'; refused: EditsRefused; message: string };

export interface AclStepContext {
  /** A new idempotency token: at most 64 ASCII characters. */
  newId: () => string;
  /** ms since the epoch. */
  now: number;
}

/**
 * Makes the one change that a step stands for: it is accepted, and shows later. What is done already is done.
 *
 * Each call has a token of its own, under which the transport may make it again; the same step later on is another call.
 *
 * @throws CloudError · CallOutcomeUnknown (a list may have been made) · AclChangedMeanwhile
 */
export async function applyAclStep(alb: AlbClient, step: AclStep, context: AclStepContext): Promise<AclOutcome> {
  switch (step.kind) {
    case 'create-acl':
      return createAcl(alb, step, context);
    case 'fill-acl':
      return fillAcl(alb, step, context);
    case 'trim-acl':
      return trimAcl(alb, step, context);
    case 'guard-listener':
      return guardListener(alb, step, context);
    case 'unguard-listener':
      return changeListener(step, context, 'ResourceNotAssociated.Acl', `${step.aclId} is being taken off`, () =>
        alb.dissociateAclsFromListener(step.listenerId, [step.aclId], context.newId()),
      );
    case 'delete-acl':
      await unless('ResourceNotFound.Acl', alb.deleteAcl(step.aclId, context.newId()));
      return done(`${step.aclId} is being deleted`);
  }
}

async function createAcl(
  alb: AlbClient,
  { name, owner, access }: StepOf<'create-acl'>,
  { newId }: AclStepContext,
): Promise<AclOutcome> {
  const Tag = [
    { Key: OWNER_TAG, Value: owner },
    { Key: ACCESS_TAG, Value: access },
  ];
  try {
    const { AclId } = await alb.createAcl({ AclName: name, Tag }, newId());
    return done(`${AclId} is being made`);
  } catch (error) {
    // Only a refusal says that there is no list now. The token dies with this call: it is looked for, not made again.
    if (error instanceof CloudError && wasRefused(error)) throw error;
    throw new CallOutcomeUnknown('alb', 'CreateAcl', error instanceof CloudError ? error.code : 'deadline');
  }
}

function wasRefused({ product, code, status }: CloudError): boolean {
  return code !== 'NoAnswer' && retryRuleFor(product, code, status)?.done !== 'unknown';
}

async function fillAcl(alb: AlbClient, step: StepOf<'fill-acl'>, { newId }: AclStepContext): Promise<AclOutcome> {
  const { aclId } = step;
  if (!aclId) throw new Error(`${step.id} needs a list, and none is known`);
  const add = (entries: string[]) =>
    alb.addEntriesToAcl(
      aclId,
      entries.map((Entry) => ({ Entry, Description: 'torii' })),
      newId(),
    );
  if (await unless('ResourceAlreadyExist.AclEntry', add(step.entries))) return done(`${aclId} is being filled`);
  // One of them is there, so none was added.
  const present = (await alb.allAclEntries(aclId)).map(({ Entry }) => Entry);
  const missing = step.entries.filter((entry) => !present.includes(entry));
  if (missing.length > 0) await add(missing);
  return done(`${aclId} had ${step.entries.length - missing.length} of the entries already`);
}

/** Looks first: a list that others took entries off meanwhile must not become empty, which would let everybody in. */
async function trimAcl(
  alb: AlbClient,
  { id, aclId, entries, remaining }: StepOf<'trim-acl'>,
  { newId }: AclStepContext,
): Promise<AclOutcome> {
  if (!aclId) throw new Error(`${id} needs a list, and none is known`);
  const seen = await alb.allAclEntries(aclId);
  const available = seen.filter(({ Status = 'Available' }) => Status === 'Available').map(({ Entry }) => Entry);
  const missing = remaining.filter((entry) => !available.includes(entry));
  if (missing.length > 0) throw new AclChangedMeanwhile(aclId, missing);
  const leaving = entries.filter((entry) => available.includes(entry));
  if (leaving.length > 0) await alb.removeEntriesFromAcl(aclId, leaving, newId());
  return done(`${aclId} loses ${leaving.length} entries`);
}

async function guardListener(
  alb: AlbClient,
  step: StepOf<'guard-listener'>,
  context: AclStepContext,
): Promise<AclOutcome> {
  const { loadBalancerId, listenerId, aclId } = step;
  if (!loadBalancerId || !listenerId || !aclId) {
    throw new Error(`${step.id} needs a listener and a list, and not both are known`);
  }
  const message = `${aclId} is being put on ${listenerId}`;
  return changeListener({ loadBalancerId, listenerId }, context, 'ResourceAlreadyAssociated.Acl', message, () =>
    alb.associateAclsWithListener(listenerId, 'White', [aclId], context.newId()),
  );
}

/** @param doneBefore the code that says that there is nothing to do any more */
async function changeListener(
  { loadBalancerId, listenerId }: { loadBalancerId: string; listenerId: string },
  { now }: AclStepContext,
  doneBefore: string,
  message: string,
  change: () => Promise<unknown>,
): Promise<AclOutcome> {
  try {
    await unless(doneBefore, change());
    return done(message);
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'OperationDenied.ServiceManagedResource') throw error;
    return {
      kind: 'refused',
      refused: { loadBalancerId, listenerId, at: now },
      message: `refused: a service manages ${loadBalancerId}`,
    };
  }
}

/** @returns whether the call was taken; false where it was refused with this code */
async function unless(code: string, call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof CloudError && error.code === code) return false;
    throw error;
  }
}

function done(message: string): AclOutcome {
  return { kind: 'done', message };
}

/** Somebody took entries off the list that are to stay on it: it is looked at again before anything else goes. */
export class AclChangedMeanwhile extends Error {
  readonly code = 'AclChangedMeanwhile';
  readonly retryable = true;

  constructor(aclId: string, missing: string[]) {
    super(`${aclId} has not got ${missing.join(', ')} any more: nothing is taken off it before that is looked at`);
    this.name = 'AclChangedMeanwhile';
  }
}
