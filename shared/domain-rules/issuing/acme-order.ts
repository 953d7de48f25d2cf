import { emptyPlan, mergePlans, type Plan } from '../plan.ts';
import type { AttemptFailed } from './backoff.ts';
import { prove, waiting } from './challenges.ts';
import type { IssuanceInput } from './input.ts';
import type { AcmeOrder, IssuanceMemory } from './issuance.ts';
import type { ObservedAcmeOrder, ObservedAuthorization } from './observation.ts';
import type { OrderProgress } from './progress.ts';
import type { AcmeSource } from './source.ts';
import { type IssuanceStep, ORDER_CERTIFICATE } from './step.ts';
import { stepHead } from './step-head.ts';
import { uploadStep } from './upload.ts';
import { ISSUED, ORDER_READY, ORDER_SEEN, VALIDATED } from './wait.ts';

/** Begins an order (RFC 8555, section 7.4), with an account first where there is none. */
export function orderFromAuthority(
  { issuer, names }: AcmeSource,
  { observation }: Pick<IssuanceInput, 'observation'>,
  memory: IssuanceMemory,
): Plan<IssuanceStep> {
  const { status = 'unknown', message, offersRenewalInfo } = observation.issuer ?? {};
  if (status === 'unknown' || status === 'no-master-key') {
    const unknown = status === 'unknown';
    const blocked = {
      what: `issuer/${issuer}`,
      reason: unknown ? 'IssuerUnknown' : 'NoMasterKey',
      message: message ?? (unknown ? `nobody made the issuer ${issuer} known` : 'account keys cannot be kept'),
      wayOut: unknown
        ? `make ${issuer} known to Torii, or declare another issuer`
        : 'give the functions a master key, which account keys are kept under',
    };
    return { ...emptyPlan(), blocked: [blocked] };
  }
  const makeAccount: IssuanceStep[] =
    status === 'no-account'
      ? [
          {
            ...stepHead(`make-account/${issuer}`, `make an account at ${issuer}`, { target: issuer }),
            kind: 'make-account',
            issuer,
          },
        ]
      : [];
  const replaces = offersRenewalInfo && !goesWithoutReplaces(memory) ? memory.current?.ariId : undefined;
  const head = stepHead(ORDER_CERTIFICATE, `order a certificate for ${names.join(', ')} from ${issuer}`, {
    after: makeAccount.map(({ id }) => id),
    repeatable: false,
    target: names.join(', '),
  });
  return {
    ...emptyPlan(),
    steps: [
      ...makeAccount,
      { ...head, kind: 'order-certificate', issuer, names, ...(replaces !== undefined && { replaces }) },
    ],
  };
}

/** `replaces` lifts limits and nothing more: it must never be what keeps an order from going through. */
function goesWithoutReplaces({ withoutReplaces, failure }: IssuanceMemory): boolean {
  return withoutReplaces === true || (failure?.count ?? 0) >= 2;
}

/**
 * What comes next of an order (RFC 8555, section 7.1.6).
 *
 * ```
 *  pending ──▶ per pending authorization: add record ─▶ published ─▶ answer ─▶ validated
 *  ready ────▶ make key (once) ─▶ finalise
 *  processing  waits
 *  valid ────▶ fetch ─▶ upload
 *  invalid, gone, an authorization that is over, a record nobody finds ─▶ failed
 * ```
 */
export function followAcmeOrder(
  order: AcmeOrder,
  source: AcmeSource,
  input: IssuanceInput,
  memory: IssuanceMemory,
): OrderProgress {
  const { names } = source;
  const done = (plan: Plan<IssuanceStep>): OrderProgress => ({ plan, proving: [] });
  const failed = (code: string, message: string): OrderProgress => ({
    ...done(emptyPlan()),
    failed: { code, message },
  });
  if (order.chainPem !== undefined) return done({ ...emptyPlan(), steps: [uploadStep(input.key, names)] });
  const seen = input.observation.order;
  if (seen === 'gone') return failed('OrderGone', 'the authority knows nothing of the order any more');
  if (seen?.via !== 'acme') {
    return { plan: waiting(ORDER_SEEN, 'the authority could not be asked about the order', 60), proving: 'all' };
  }
  switch (seen.status) {
    case 'invalid': {
      const { code, message } = seen.error ?? errorOf(seen.authorizations);
      return failed(code, message);
    }
    case 'pending':
      return proveAll(seen, input, memory);
    case 'ready':
      return done({ ...emptyPlan(), steps: finalise(order, source) });
    case 'processing':
      return done(waiting(ISSUED, 'the authority signs the certificate'));
    case 'valid': {
      if (!order.sealedKey) return failed('KeyUnknown', 'the order was finalised with a key that is not known here');
      if (seen.certificate === undefined) return done(waiting(ISSUED, 'the authority signs the certificate'));
      const fetching = stepHead('fetch-certificate', `fetch the certificate for ${names.join(', ')}`);
      const fetch: IssuanceStep = { ...fetching, kind: 'fetch-certificate', url: seen.certificate };
      return done({ ...emptyPlan(), steps: [fetch, uploadStep(input.key, names, [fetch.id])] });
    }
  }
}

function finalise({ sealedKey }: AcmeOrder, { names, keyType }: AcmeSource): IssuanceStep[] {
  const makeKey: IssuanceStep = { ...stepHead('make-key', `make the key (${keyType})`), kind: 'make-key', keyType };
  const head = stepHead('finalise-order', `have ${names.join(', ')} certified`, { after: [makeKey.id] });
  const last: IssuanceStep = { ...head, kind: 'finalise-order', names };
  return sealedKey ? [last] : [makeKey, last];
}

function proveAll({ authorizations }: ObservedAcmeOrder, input: IssuanceInput, memory: IssuanceMemory): OrderProgress {
  const open = authorizations.filter(({ status }) => status === 'pending');
  if (authorizations.some(isBroken)) return { plan: emptyPlan(), proving: [], failed: errorOf(authorizations) };
  if (open.length === 0) return { plan: waiting(ORDER_READY, 'the authority takes the order on'), proving: [] };
  const proofs = open.map((authorization) => proveOne(authorization, input, memory));
  const failed = proofs.find((one) => one.failed)?.failed;
  if (failed) return { plan: emptyPlan(), proving: [], failed };
  const plan = mergePlans(...proofs.map((one) => one.plan));
  // An apex and its wildcard are proved at one place.
  const waits = [...new Map(plan.waits.map((wait) => [wait.id, wait])).values()];
  return { plan: { ...plan, waits }, proving: proofs.flatMap(({ proving }) => proving) };
}

interface AuthorizationProgress {
  plan: Plan<IssuanceStep>;
  proving: string[];
  failed?: AttemptFailed | undefined;
}

function proveOne(
  { name, wildcard, challenge }: ObservedAuthorization,
  input: IssuanceInput,
  memory: IssuanceMemory,
): AuthorizationProgress {
  const spelled = wildcard ? `*.${name}` : name;
  if (!challenge) {
    const message = `the authority offers no dns-01 challenge for ${spelled}`;
    return { plan: emptyPlan(), proving: [], failed: { code: 'NoDnsChallenge', message } };
  }
  const { url, value, status } = challenge;
  const asked = `_acme-challenge.${name}`;
  const { plan, record, after, tooLate } = prove({ name: spelled, asked, type: 'TXT', value }, input, memory);
  const proving = record === undefined ? [] : [record];
  if (status !== 'pending') {
    return { plan: waiting(`${VALIDATED}${spelled}`, `the authority looks at ${asked}`), proving };
  }
  if (tooLate !== undefined) return { plan, proving, failed: { code: 'PropagationTimedOut', message: tooLate } };
  if (record === undefined) return { plan, proving };
  const head = stepHead(`answer-challenge/${spelled}`, `ask the authority to look at ${asked}`, {
    after,
    target: spelled,
  });
  const answer: IssuanceStep = { ...head, kind: 'answer-challenge', url, name: spelled };
  return { plan: { ...plan, steps: [...plan.steps, answer] }, proving };
}

function isBroken({ status, challenge }: ObservedAuthorization): boolean {
  return (status !== 'pending' && status !== 'valid') || challenge?.status === 'invalid';
}

function errorOf(authorizations: ObservedAuthorization[]): AttemptFailed {
  const broken = authorizations.find(isBroken);
  if (broken?.challenge?.error) return broken.challenge.error;
  if (broken) return { code: 'AuthorizationOver', message: `the authorization of ${broken.name} is ${broken.status}` };
  return { code: 'OrderInvalid', message: 'the authority gave the order up without saying why' };
}
