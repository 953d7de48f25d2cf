import { setTimeout as after } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { newAccountKey } from '../../shared/acme/account-key.ts';
import { type AcmeClient, acmeClient } from '../../shared/acme/client.ts';
import { type CertificateKeyType, csrFor, newCertificateKey } from '../../shared/acme/key-and-csr.ts';
import type { Order } from '../../shared/acme/order.ts';
import { type AlidnsClient, alidnsClient } from '../../shared/cloud/alidns.ts';
import { fetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import { transportTo } from '../contract/transport-to.ts';
import type { Pebble } from './pebble.ts';

export const ZONE = 'example.com';

/** A local cloud with one DNS zone. Records are made through its API; Pebble asks its DNS server. */
export async function startZone(): Promise<{ cloud: LocalCloud; dns: string; alidns: AlidnsClient }> {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  const alidns = alidnsClient(transportTo(cloud));
  await alidns.addDomain(ZONE);
  return { cloud, dns: `${cloud.dns.address}:${cloud.dns.port}`, alidns };
}

/** A client with a key of its own, not registered yet. Its requests go through `through`. */
export function acmeOf(
  pebble: Pebble,
  {
    privateKeyPem = newAccountKey(),
    through = (fetching) => fetching,
  }: { privateKeyPem?: string; through?: (fetching: typeof fetch) => typeof fetch } = {},
): AcmeClient {
  return acmeClient({
    directoryUrl: pebble.directoryUrl,
    fetch: through(fetchTrusting(pebble.rootPem)),
    clock: { now: Date.now },
    account: { privateKeyPem },
  });
}

export async function registered(pebble: Pebble): Promise<AcmeClient> {
  const acme = acmeOf(pebble);
  await acme.newAccount({ contact: [`mailto:ops@${ZONE}`], termsOfServiceAgreed: true });
  return acme;
}

/** What is to be certified. */
interface Wanted {
  names: string[];
  keyType?: CertificateKeyType;
}

export interface Issued {
  chainPem: string;
  keyPem: string;
  /** How many challenges had to be answered: proofs are used again. */
  proved: number;
}

/** Orders a certificate and proves every name by a TXT record, which is gone again afterwards. */
export async function issue(acme: AcmeClient, alidns: AlidnsClient, wanted: Wanted): Promise<Issued> {
  const { order, proved } = await proven(acme, alidns, await acme.newOrder({ names: wanted.names }));
  const keyPem = await newCertificateKey(wanted.keyType ?? 'ecdsa-p256');
  await acme.finalise(order, await csrFor({ names: wanted.names, keyPem }));
  return { chainPem: await certificateOf(acme, order), keyPem, proved };
}

/** From a pending order to one that is ready. */
export async function proven(
  acme: AcmeClient,
  alidns: AlidnsClient,
  order: Order,
): Promise<{ order: Order; proved: number }> {
  const recordIds = await answerAll(acme, alidns, order);
  const ready = await settled(
    () => acme.order(order.url),
    ({ status }) => status !== 'pending',
  );
  if (ready.status !== 'ready') throw new Error(`the order is ${ready.status}: ${JSON.stringify(ready.error)}`);
  for (const recordId of recordIds) await alidns.deleteDomainRecord(recordId);
  return { order: ready, proved: recordIds.length };
}

/** From a finalised order to its chain. */
export async function certificateOf(acme: AcmeClient, { url }: Order): Promise<string> {
  const { certificate, status } = await settled(
    () => acme.order(url),
    (order) => order.status !== 'processing',
  );
  if (certificate === undefined) throw new Error(`the order is ${status} and has no certificate`);
  return acme.certificate(certificate);
}

/** Answers the dns-01 challenges that are open. @returns the ids of the records */
async function answerAll(acme: AcmeClient, alidns: AlidnsClient, { authorizations }: Order): Promise<string[]> {
  const recordIds: string[] = [];
  for (const url of authorizations) {
    const { name, status, challenges } = await acme.authorization(url);
    // Proved by an earlier order.
    if (status === 'valid') continue;
    const challenge = challenges.find(({ type }) => type === 'dns-01');
    if (challenge?.token === undefined) throw new Error(`${name} has no dns-01 challenge`);
    const { RecordId } = await alidns.addDomainRecord({
      DomainName: ZONE,
      RR: ['_acme-challenge', ...(name === ZONE ? [] : [name.slice(0, -ZONE.length - 1)])].join('.'),
      Type: 'TXT',
      Value: await acme.keyAuthorizationDigest(challenge.token),
    });
    recordIds.push(RecordId);
    await acme.answer(challenge.url);
  }
  for (const url of authorizations)
    await settled(
      () => acme.authorization(url),
      ({ status }) => status !== 'pending',
    );
  return recordIds;
}

/** Asks until the answer will do: the server is another process, and says no more than to come again. */
export async function settled<T>(ask: () => Promise<T>, isSettled: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isSettled(answer)) return answer;
    await after(20);
  }
}
