import { createPublicKey, X509Certificate } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { task } from '../tasks.ts';
import type { AcmeAnswer } from './answer.ts';
import type { IssuedByAcme } from './certificate.ts';
import { type CheckedCsr, checkCsr } from './csr.ts';
import { type AcmeOrder, orderAnswer } from './order.ts';
import { ownOrder } from './order-resource.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/**
 * Has a certificate issued for an order that is ready (RFC 8555, section 7.4). A request that is refused leaves the
 * order ready for another one.
 */
export async function finalize(state: AcmeState, request: AccountRequest): Promise<AcmeAnswer> {
  const order = ownOrder(state, request);
  const { status } = state.settle(order);
  if (status !== 'ready') {
    throw new Problem('orderNotReady', `Order's status ("${status}") is not acceptable for finalization`);
  }
  const csr = await checkCsr(request.payload?.csr, order.names, order.account.thumbprint);
  // Two that were checked at the same time: the first has it.
  if (state.settle(order).status === 'ready') {
    order.status = 'processing';
    const { state: begun } = state.progress.after('acme-issuance', issued(state, order, csr));
    if (begun === 'over') await state.world.underWay.get(order);
  }
  return orderAnswer(order, request.links, 200);
}

const issued = task('acme/certificate-issued', (state: AcmeState, order: AcmeOrder, csr: CheckedCsr) => {
  const done = issue(state, order, csr);
  state.world.underWay.set(order, done);
  return done;
});

async function issue(state: AcmeState, order: AcmeOrder, { publicKey }: CheckedCsr): Promise<void> {
  if (order.status !== 'processing') return;
  if (state.issuanceProblem) {
    order.status = 'invalid';
    order.error = state.issuanceProblem;
    return;
  }
  // Certificate dates are whole seconds; an hour back, for clients whose clocks are late, as Let's Encrypt does.
  const notBefore = Math.floor(state.now() / 1000) * 1000 - BACKDATING_MS;
  const notAfter = notBefore + state.lifetimeMs;
  const { names, replaces } = order;
  const signed = await state.world.ca.sign({
    names,
    publicKey,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
  });
  const leaf = new X509Certificate(signed.certificate);
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  const certificate: IssuedByAcme = {
    id: state.newId('', 16),
    ...{ orderId: order.id, account: order.account, names, notBefore, notAfter, replaces },
    serial: signed.serialNumber,
    certId: certificateIdentifier(leaf),
    chain: signed.certificate,
    keyThumbprint: await calculateJwkThumbprint(key.export({ format: 'jwk' }) as JWK),
  };
  state.addCertificate(certificate);
  order.certificate = certificate;
  order.status = 'valid';
}

/** RFC 9773, section 4.1: key identifier of the issuer, a dot, and the serial number as DER has it. */
function certificateIdentifier(leaf: X509Certificate): string {
  const issuer = new x509.X509Certificate(leaf.raw).getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId ?? '';
  // A first bit that is set would make the number negative, so a zero byte goes before it.
  const serial = Buffer.from(leaf.serialNumber, 'hex');
  const positive = (serial[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), serial]) : serial;
  return `${Buffer.from(issuer, 'hex').toString('base64url')}.${positive.toString('base64url')}`;
}

const BACKDATING_MS = 3_600_000;
