import { X509Certificate } from 'node:crypto';
import type { AlidnsReader } from '../../../shared/cloud/alidns.ts';
import type { CasReader } from '../../../shared/cloud/cas.ts';
import type { WantedCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import type {
  FoundOrder,
  IssuanceObservation,
  ObservedUpload,
  WindowAnswer,
} from '../../../shared/domain-rules/issuing/observation.ts';
import { isWindowDue } from '../../../shared/domain-rules/issuing/renewal-window.ts';
import type { AcmeSource } from '../../../shared/domain-rules/issuing/source.ts';
import { APPLY_FOR_PACKAGE, ORDER_CERTIFICATE } from '../../../shared/domain-rules/issuing/step.ts';
import { plainName } from '../../../shared/domain-rules/plain-name.ts';
import type { Subject } from '../../../shared/engine/worker.ts';
import { NO_MASTER_KEY } from '../../../shared/secrets/vault.ts';
import type { Documents } from '../documents.ts';
import { fingerprintOf } from '../listed-certificate.ts';
import { checkCurrent } from './check-chain.ts';
import { isAcmeError } from './failure.ts';
import type { Issuer } from './issuers.ts';
import type { Means } from './means.ts';
import type { RotatorMemory } from './memory.ts';
import { type Held, observeHeld } from './observe-held.ts';
import { findAcmeOrders, findPackageOrders, observeAcmeOrder, observePackageOrder } from './observe-order.ts';
import { observePlace } from './observe-places.ts';
import { observePublished } from './observe-published.ts';
import { observeUses } from './observe-uses.ts';
import { readRequests } from './requests.ts';
import { readUpload } from './uploads.ts';
import { readWanters, type Wanter } from './wanters.ts';

export type IssuanceSubject = Subject<RotatorMemory, WantedCertificate>;

/** What is found out about one source and set of names, and who wants it. */
export interface Look {
  observation: IssuanceObservation;
  wanters: Wanter[];
  /** Whether the chain of the current certificate was looked at. */
  isChecked: boolean;
}

/** What a look reads with. */
export interface Readers {
  cas: CasReader;
  alidns: AlidnsReader;
  documents: Documents;
  /** A sweep: nothing is asked that only a step would need. */
  ofSweep: boolean;
  /** What an earlier look of this run has found of Certificate Management Service, where that still counts. */
  held?: Held | undefined;
}

export async function observe(
  means: Means,
  subject: IssuanceSubject,
  readers: Readers,
): Promise<Look & { held: Held }> {
  const { declared, memory, name: key, now } = subject;
  const { source } = declared;
  const { documents } = readers;
  const issuer = source.from === 'acme' ? await means.issuers.find(source.issuer) : undefined;
  const [wanters, upload, forcedAt, found, ordersFound, windowAnswer] = await Promise.all([
    readWanters(documents, key, declared.wantedBy),
    source.from === 'upload' ? readUpload(documents, source.upload) : undefined,
    readRequests(documents).then((newestFor) => newestFor(key)),
    orderIn(means, subject, readers, issuer),
    ordersLost(means, subject, readers, issuer),
    issuer && askWindow(means, subject, issuer),
  ]);
  const held = readers.held ?? (await observeHeld(readers.cas, heldQuestion(subject, upload)));
  const ids = [memory.current, ...memory.retired, ...held.strays].flatMap((one) => one?.certificateId ?? []);
  const mayRetire = memory.retired.length + held.strays.length > 0 || wanters.length === 0;
  const isChecked = !readers.ofSweep || now - (memory.checkedAt ?? 0) >= CHECK_EVERY_MS;
  const [where, uses, check, observedIssuer, packageLeft, sealedWithOld] = await Promise.all([
    observeChallenges(means, subject, readers, { order: found, wanters }),
    mayRetire ? observeUses(documents, key, ids) : [],
    isChecked && memory.current
      ? checkCurrent(memory.current, source, { trustedRoots: means.trustedRoots, now })
      : undefined,
    source.from === 'acme' ? observeIssuer(means, source, issuer, readers) : undefined,
    source.from === 'package' && !readers.ofSweep ? packageLeftOf(readers.cas, source.product) : undefined,
    isSealedWithOld(means, subject, issuer),
  ]);
  const isUploaded = (one: ObservedUpload) => held.listed.find((listed) => fingerprintOf(listed) === one.fingerprint);
  const observation: IssuanceObservation = {
    issuer: observedIssuer,
    order: found,
    ...(ordersFound && { ordersFound }),
    ...where,
    held: held.held,
    strays: held.strays,
    check,
    uses,
    forcedAt,
    windowAnswer,
    upload: upload && upload !== 'missing' ? { ...upload, certificateId: isUploaded(upload)?.CertificateId } : upload,
    ...roomIn(memory, now),
    packageLeft,
    sealedWithOld,
    draw: means.random(),
  };
  return { observation, wanters, isChecked, held };
}

async function orderIn(
  means: Means,
  { memory: { order } }: IssuanceSubject,
  { cas, alidns }: Readers,
  issuer: Issuer | undefined,
): Promise<IssuanceObservation['order']> {
  if (!order) return undefined;
  if (order.via === 'package') return observePackageOrder(cas, order, () => zoneNames(alidns));
  // What was fetched is all that is still needed of the order.
  if (!issuer || order.chainPem !== undefined) return undefined;
  const account = await means.issuers.account(issuer);
  if (account?.body.url === undefined) return 'gone';
  return observeAcmeOrder(await means.issuers.client(issuer), order);
}

async function ordersLost(
  means: Means,
  { declared: { source }, memory, intents }: IssuanceSubject,
  { cas }: Readers,
  issuer: Issuer | undefined,
): Promise<FoundOrder[] | undefined> {
  const since = intents[ORDER_CERTIFICATE] ?? intents[APPLY_FOR_PACKAGE];
  if (memory.order || since === undefined) return undefined;
  if (source.from === 'package') return findPackageOrders(cas, source, since - CLOCKS_DIFFER_MS);
  if (source.from !== 'acme' || !issuer) return undefined;
  const account = await means.issuers.account(issuer);
  if (account?.body.url === undefined) return [];
  try {
    return await findAcmeOrders(await means.issuers.client(issuer), account.body.orders, source.names);
  } catch (error) {
    if (!isAcmeError(error)) throw error;
    return undefined;
  }
}

async function askWindow(
  { issuers }: Means,
  { memory, now }: IssuanceSubject,
  issuer: Issuer,
): Promise<WindowAnswer | undefined> {
  const ariId = memory.current?.ariId;
  if (ariId === undefined || !isWindowDue(memory, now)) return undefined;
  try {
    const info = await issuers.renewalInfo(issuer, ariId);
    if (info === 'unsupported') return { kind: 'unsupported' };
    const { start, end, explanationUrl, retryAfterMs } = info;
    return { kind: 'window', ariId, start, end, explanationUrl, askAgainMs: retryAfterMs };
  } catch (error) {
    if (!isAcmeError(error)) throw error;
    return { kind: 'failed', message: error.message, askAgainMs: error.retryAfterMs ?? 0 };
  }
}

/** Places of all that is to be proved, and of what was written down before; and what the name servers say of it. */
async function observeChallenges(
  { publicDns }: Means,
  { memory: { challengeRecords } }: IssuanceSubject,
  { alidns }: Readers,
  { order, wanters }: { order: IssuanceObservation['order']; wanters: Wanter[] },
): Promise<Pick<IssuanceObservation, 'places' | 'published'>> {
  const proofs = proofsOf(order);
  if (proofs.length + challengeRecords.length === 0) return { places: {}, published: {} };
  const readers = {
    alidns,
    publicDns,
    zones: await alidns.allDomains(),
    comingSoon: new Set(wanters.flatMap(({ recorded }) => recorded)),
    proofs: new Set(
      [...proofs, ...challengeRecords].flatMap(({ type, value }) => (type === 'CNAME' ? plainName(value) : [])),
    ),
  };
  const look = async (asked: string) => [asked, await observePlace(asked, readers)] as const;
  const asked = await Promise.all([...new Set(proofs.map((proof) => proof.asked))].map(look));
  const known = new Set(asked.map(([, { recordName }]) => recordName));
  const before = [...new Set(challengeRecords.map(({ recordName }) => recordName))].filter((name) => !known.has(name));
  const places = Object.fromEntries([...asked, ...(await Promise.all(before.map(look)))]);
  const planned = proofs.map(({ asked, type, value }) => ({
    recordName: places[asked]?.recordName ?? asked,
    type,
    value,
  }));
  const published = await observePublished(publicDns, [...challengeRecords, ...planned], Object.values(places));
  return { places, published };
}

function proofsOf(order: IssuanceObservation['order']): { asked: string; type: 'TXT' | 'CNAME'; value: string }[] {
  if (order === undefined || order === 'gone') return [];
  if (order.via === 'package') return order.record ? [{ ...order.record, asked: order.record.name }] : [];
  return order.authorizations.flatMap(({ name, status, challenge }) =>
    challenge && status === 'pending'
      ? [{ asked: `_acme-challenge.${plainName(name)}`, type: 'TXT', value: challenge.value }]
      : [],
  );
}

async function observeIssuer(
  { issuers, vault }: Means,
  { issuer: name }: AcmeSource,
  issuer: Issuer | undefined,
  { ofSweep }: Readers,
): Promise<IssuanceObservation['issuer']> {
  if (!issuer) return { status: 'unknown', message: `no certificate authority is known as ${name}` };
  if (vault.current === undefined) return { status: 'no-master-key', message: NO_MASTER_KEY };
  const account = await issuers.account(issuer);
  const status = account?.body.url === undefined ? 'no-account' : 'ready';
  if (ofSweep) return { status };
  // That it cannot be asked now is found again by the order, which says so.
  const offersRenewalInfo = await issuers.offersRenewalInfo(issuer).catch(() => undefined);
  return { status, offersRenewalInfo };
}

function heldQuestion(
  { name: key, declared: { source }, memory, now }: IssuanceSubject,
  upload: ObservedUpload | 'missing' | undefined,
): Parameters<typeof observeHeld>[1] {
  const { current, retired, order } = memory;
  const expected = order?.via === 'acme' && order.chainPem !== undefined ? leafFingerprint(order.chainPem) : undefined;
  const given = upload && upload !== 'missing' ? upload.fingerprint : undefined;
  return { key, current, retired, isPackage: source.from === 'package', expected: expected ?? given, now };
}

function leafFingerprint(chainPem: string): string {
  return new X509Certificate(chainPem).fingerprint256.replaceAll(':', '');
}

async function packageLeftOf(cas: CasReader, product: string): Promise<number | undefined> {
  const { TotalCount, UsedCount } = await cas.describePackageState(product);
  return TotalCount === undefined || UsedCount === undefined ? undefined : Math.max(0, TotalCount - UsedCount);
}

/** Of what is ours to seal anew: the key of an order, and that of the account. */
async function isSealedWithOld(
  { issuers, vault }: Means,
  { memory: { order } }: IssuanceSubject,
  issuer: Issuer | undefined,
): Promise<boolean> {
  if (vault.current === undefined) return false;
  const ofOrder = order?.via === 'acme' ? order.sealedKey?.key : undefined;
  const ofAccount = issuer && (await issuers.account(issuer))?.body.sealedKey.key;
  return [ofOrder, ofAccount].some((key) => key !== undefined && key !== vault.current);
}

async function zoneNames(alidns: AlidnsReader): Promise<string[]> {
  return (await alidns.allDomains()).map(({ DomainName }) => plainName(DomainName));
}

/** No quota is published: that there is no room is known from the last upload, and found out again after a while. */
function roomIn(
  { noRoomSince }: RotatorMemory,
  now: number,
): Pick<IssuanceObservation, 'uploadsLeft' | 'mayTryUpload'> {
  return noRoomSince === undefined ? {} : { uploadsLeft: 0, mayTryUpload: now - noRoomSince >= NO_ROOM_MS };
}

const NO_ROOM_MS = 10 * 60_000;
const CHECK_EVERY_MS = 24 * 3_600_000;
const CLOCKS_DIFFER_MS = 5 * 60_000;
