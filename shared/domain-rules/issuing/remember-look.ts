import { rememberRecords } from './challenges.ts';
import type { IssuanceInput } from './input.ts';
import type { AcmeOrder, HeldCertificate, IssuanceMemory, PackageOrder, RetiredCertificate } from './issuance.ts';
import { judgeRenewal } from './renewal-chain.ts';
import { rememberWindow } from './renewal-window.ts';
import { APPLY_FOR_PACKAGE, ORDER_CERTIFICATE } from './step.ts';

/**
 * What is remembered after a look, before anything is planned: the authority's window, ids of records, orders whose
 * answer was lost, certificates that came to light, and one that can be the current one again.
 */
export function rememberLook(input: IssuanceInput): IssuanceMemory {
  const { observation, now } = input;
  const remembered = rememberWindow(input.memory, observation.windowAnswer, { draw: observation.draw, now });
  const found = remembered.order ? remembered : { ...remembered, ...orderFound(input) };
  return takeBack(
    {
      ...found,
      challengeRecords: rememberRecords(found.challengeRecords, input),
      retired: [...found.retired, ...newStrays(found, input)],
      forcedAt: answeredRequest(found, input),
    },
    input,
  );
}

/** A newer certificate in the place of the current one; what was begun for it is over. */
export function replaceCurrent(memory: IssuanceMemory, newer: HeldCertificate, now: number): IssuanceMemory {
  const { order: _o, failure: _f, window: _w, askWindowAt: _a, withoutReplaces: _r, ...rest } = memory;
  return { ...rest, current: newer, retired: retireCurrent(memory, now).filter((one) => !isSame(one, newer)) };
}

/** The retired certificates with the current one among them. */
export function retireCurrent({ current, retired }: IssuanceMemory, now: number): RetiredCertificate[] {
  return current ? [...retired.filter((one) => !isSame(one, current)), { ...current, replacedAt: now }] : retired;
}

/** Whether an order may have been begun whose answer was lost. */
export function mayHaveOrdered({ openIntents }: Pick<IssuanceInput, 'openIntents'>): boolean {
  return openIntents.includes(ORDER_CERTIFICATE) || openIntents.includes(APPLY_FOR_PACKAGE);
}

function orderFound(input: IssuanceInput): { order?: AcmeOrder | PackageOrder; orders?: number } {
  const { wanted, observation, now, memory } = input;
  const [found] = observation.ordersFound ?? [];
  if (!found || !mayHaveOrdered(input) || found.via !== wanted.source.from) return {};
  return { order: { ...found, startedAt: now }, orders: memory.orders + 1 };
}

/** While an upload may be under way, what comes to light may be just that. */
function newStrays({ order, current, retired }: IssuanceMemory, input: IssuanceInput): RetiredCertificate[] {
  const isUploading = order?.via === 'acme' && order.chainPem !== undefined;
  if (isUploading || input.openIntents.includes('upload-certificate')) return [];
  return input.observation.strays.filter(
    (stray) => ![current, ...retired].some((known) => known && isSame(known, stray)),
  );
}

/** Of a request to renew, when it was answered by a certificate that came after it; an upload cannot be asked for. */
function answeredRequest(
  { current, forcedAt }: IssuanceMemory,
  { wanted, observation }: IssuanceInput,
): number | undefined {
  const asked = observation.forcedAt;
  if (asked === undefined) return forcedAt;
  const isAnswered = wanted.source.from === 'upload' || (current !== undefined && asked <= current.heldSince);
  return isAnswered ? asked : forcedAt;
}

/**
 * Where there is no current one, the one among the retired that ends last and is not due is it again: whoever gave up a
 * certificate and wants it back, or lost the memory of it, needs no other.
 */
function takeBack(memory: IssuanceMemory, input: IssuanceInput): IssuanceMemory {
  const { wanted, observation, now } = input;
  if (memory.current || memory.order || wanted.wantedBy.length === 0 || wanted.source.from === 'upload') return memory;
  const [back] = memory.retired
    .filter(
      (one) => !judgeRenewal({ source: wanted.source, memory: { ...memory, current: one }, observation, now }).due,
    )
    .sort((a, b) => b.notAfter - a.notAfter);
  if (!back) return memory;
  const { replacedAt: _, ...current } = back;
  return { ...memory, current, retired: memory.retired.filter((one) => one !== back) };
}

function isSame(a: { certificateId: string }, b: { certificateId: string }): boolean {
  return a.certificateId === b.certificateId;
}
