import type { AcmeClient } from '../../../shared/acme/client.ts';
import type { AcmeOrder } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import type { Applied } from '../../../shared/engine/worker.ts';
import { checkChain } from './check-chain.ts';
import { attemptFailed, isAcmeError } from './failure.ts';
import type { Issuer } from './issuers.ts';
import type { Means } from './means.ts';
import type { RotatorMemory } from './memory.ts';
import type { IssuanceSubject } from './observe.ts';
import { keyContext } from './secret-context.ts';

export type AcmeStep = Extract<
  IssuanceStep,
  {
    kind:
      | 'make-account'
      | 'order-certificate'
      | 'answer-challenge'
      | 'make-key'
      | 'finalise-order'
      | 'fetch-certificate';
  }
>;

/** One request to the certificate authority (RFC 8555), or what has to be kept before it. */
export async function applyAcmeStep(
  means: Means,
  step: AcmeStep,
  subject: IssuanceSubject,
): Promise<Applied<RotatorMemory>> {
  const { source } = subject.declared;
  const issuer = source.from === 'acme' ? await means.issuers.find(source.issuer) : undefined;
  if (!issuer) throw new IssuerUnknown(source.from === 'acme' ? source.issuer : source.from);
  try {
    return await request(means, step, subject, issuer);
  } catch (error) {
    if (!isAcmeError(error) || error.code !== 'accountDoesNotExist') throw error;
    await means.issuers.forgetAccount(issuer);
    throw new AccountForgotten(issuer.name);
  }
}

async function request(
  means: Means,
  step: AcmeStep,
  subject: IssuanceSubject,
  issuer: Issuer,
): Promise<Applied<RotatorMemory>> {
  const { issuers, clock } = means;
  switch (step.kind) {
    case 'make-account':
      await issuers.makeAccount(issuer);
      return {};
    case 'order-certificate':
      return orderCertificate(means, step, subject, issuer);
    case 'answer-challenge':
      return answerChallenge(await issuers.client(issuer), step.url);
    case 'make-key': {
      const { newCertificateKey } = await import('../../../shared/acme/key-and-csr.ts');
      const sealedKey = await means.vault.seal(await newCertificateKey(step.keyType), keyContext(subject.name));
      return { learn: (memory) => withOrder(memory, { sealedKey }) };
    }
    case 'finalise-order': {
      const order = acmeOrder(subject);
      const { csrFor } = await import('../../../shared/acme/key-and-csr.ts');
      const csr = await csrFor({ names: step.names, keyPem: await openKey(means, order, subject) });
      await (await issuers.client(issuer)).finalise(order, csr);
      return {};
    }
    case 'fetch-certificate': {
      const chain = await (await issuers.client(issuer)).certificate(step.url);
      const { source, generation } = subject.declared;
      const verdict = await checkChain({
        source,
        chainPem: chain,
        privateKeyPem: await openKey(means, acmeOrder(subject), subject),
        names: source.from === 'acme' ? source.names : [],
        trustedRoots: means.trustedRoots,
        now: clock.now(),
      });
      if (verdict.ok) return { learn: (memory) => withOrder(memory, { chainPem: verdict.chainPem }) };
      // What clients would turn away is not put in the place of what serves.
      const { reason: code, message } = verdict;
      return attemptFailed(
        { code, message: `the certificate that came is not used: ${message}` },
        { generation, now: clock.now() },
      );
    }
  }
}

/** Refused where it was answered already (RFC 8555, section 7.5.1): what became of it is seen by the next look. */
async function answerChallenge(client: AcmeClient, url: string): Promise<Applied<RotatorMemory>> {
  try {
    await client.answer(url);
    return {};
  } catch (error) {
    if (!isAcmeError(error) || error.code !== 'malformed') throw error;
    return { message: `the authority takes no answer: ${error.message}` };
  }
}

async function orderCertificate(
  { issuers, clock }: Means,
  { names, replaces }: Extract<AcmeStep, { kind: 'order-certificate' }>,
  { declared: { generation } }: IssuanceSubject,
  issuer: Issuer,
): Promise<Applied<RotatorMemory>> {
  const now = clock.now();
  try {
    const client = await issuers.client(issuer);
    const { url, authorizations, finalize } = await client.newOrder({ names, replaces });
    const order: AcmeOrder = { via: 'acme', url, authorizations, finalize, replaces, startedAt: now };
    return { learn: (memory) => ({ ...memory, order, orders: memory.orders + 1 }) };
  } catch (error) {
    const { isReplacesRefused } = await import('../../../shared/acme/acme-error.ts');
    if (!isReplacesRefused(error) || !isAcmeError(error)) throw error;
    return attemptFailed({ code: 'alreadyReplaced', message: error.message }, { generation, now });
  }
}

/** The key of an order's certificate. @throws OrderWithoutKey */
export async function openKey({ vault }: Means, { sealedKey }: AcmeOrder, { name }: IssuanceSubject): Promise<string> {
  if (!sealedKey) throw new OrderWithoutKey();
  return vault.open(sealedKey, keyContext(name));
}

/** @throws OrderWithoutKey */
export function acmeOrder({ memory: { order } }: IssuanceSubject): AcmeOrder {
  if (order?.via !== 'acme') throw new OrderWithoutKey();
  return order;
}

function withOrder(memory: RotatorMemory, more: Partial<AcmeOrder>): RotatorMemory {
  return memory.order?.via === 'acme' ? { ...memory, order: { ...memory.order, ...more } } : memory;
}

class IssuerUnknown extends Error {
  readonly code = 'IssuerUnknown';
  readonly retryable = false;

  constructor(name: string) {
    super(`no certificate authority is known as ${name}: make it known, or declare another one`);
    this.name = 'IssuerUnknown';
  }
}

class AccountForgotten extends Error {
  readonly code = 'AccountForgotten';
  readonly retryable = true;

  constructor(issuer: string) {
    super(`${issuer} knows nothing of our account any more: it is made known again, with the same key`);
    this.name = 'AccountForgotten';
  }
}

class OrderWithoutKey extends Error {
  readonly code = 'OrderWithoutKey';
  readonly retryable = true;

  constructor() {
    super('the order changed since it was looked at; nothing was called, it is looked at again');
    this.name = 'OrderWithoutKey';
  }
}
