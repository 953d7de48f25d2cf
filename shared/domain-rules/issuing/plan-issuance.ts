import { emptyPlan, mergePlans, type Plan } from '../plan.ts';
import { followAcmeOrder, orderFromAuthority } from './acme-order.ts';
import { alarmAt } from './alarm.ts';
import { mayTryFrom, noteFailure } from './backoff.ts';
import { removeRecords, waiting } from './challenges.ts';
import { certificateFinding } from './finding.ts';
import type { IssuanceDecision, IssuanceInput } from './input.ts';
import type { IssuanceMemory } from './issuance.ts';
import { cancelPackageOrder, followPackageOrder, orderFromPackage } from './package-order.ts';
import type { OrderProgress } from './progress.ts';
import { mayHaveOrdered, rememberLook, replaceCurrent, retireCurrent } from './remember-look.ts';
import { judgeRenewal, type RenewalViolation, URGENT } from './renewal-chain.ts';
import { planRetirement } from './retire.ts';
import type { IssuanceStep } from './step.ts';
import { stepHead } from './step-head.ts';
import { takeUpload, withRoom } from './upload.ts';
import { ORDER_FOUND } from './wait.ts';

interface Outcome {
  plan: Plan<IssuanceStep>;
  proving: OrderProgress['proving'];
  memory: IssuanceMemory;
}

/**
 * The plan for one source and set of names: wish + observation + memory → steps, waits, what is blocked, what is kept.
 *
 * ```
 *  due, and not backing off ─▶ (account) ─▶ order ─▶ proofs ─▶ key ─▶ finalise ─▶ fetch ─▶ upload ─▶ current
 *                          └─▶ package order ─▶ proof ──────────────────────────────────────────────▶ current
 *                          └─▶ upload ──────────────────────────────────────────────────────────────▶ current
 *  an order that fails ──────▶ forgotten, noted; tried again after 1 h … 32 h
 *  the one before current ───▶ retired ─▶ nothing uses it, the newer one proved, a day over ─▶ deleted
 *  a record whose proof is over ─▶ removed
 *  nobody wants it any more ─▶ order given up, current retired; in the end nothing is left
 * ```
 * There is never more than one order: one in memory, or one that may have been begun, forbids another. `nextCheckAt` is
 * null only where nobody wants it and nothing is left: then what is written down about it can go.
 */
export function planIssuance(input: IssuanceInput): IssuanceDecision {
  const { wanted, observation, now } = input;
  const isWanted = wanted.wantedBy.length > 0;
  const outcome = isWanted ? issue(input, rememberLook(input)) : giveUp(input, rememberLook(input));
  const { plan: issuing, memory, proving } = outcome;

  const needsRoom = observation.uploadsLeft === 0 && issuing.steps.some(({ kind }) => kind === 'upload-certificate');
  const retirement = planRetirement(memory, input, { needsRoom });
  const removal = removeRecords(memory.challengeRecords, proving, input);
  const plan = mergePlans(
    needsRoom ? withRoom(issuing, retirement.plan.steps, observation) : issuing,
    removal.plan,
    retirement.plan,
    observation.sealedWithOld ? RESEAL : emptyPlan(),
  );
  const after = { ...memory, retired: retirement.retired, challengeRecords: removal.records };
  const judgement = judgeRenewal({ source: wanted.source, memory: after, observation, now });
  const { current } = after;
  return {
    plan,
    findings: [certificateFinding({ wanted, memory: after, judgement, blocked: plan.blocked, now })],
    memory: after,
    nextCheckAt: nextCheck(after, isWanted, plan, [...retirement.checkAt, judgement.renewsAt ?? 0], now),
    renewed: current && { certificateId: current.certificateId, gateways: wanted.wantedBy },
  };
}

/** Follows the order there is, or begins one where one is due. */
function issue(input: IssuanceInput, memory: IssuanceMemory): Outcome {
  const { wanted, observation, now } = input;
  const progress = follow(input, memory);
  if (progress?.failed) {
    const { generation } = wanted;
    return issue(input, noteFailure(memory, progress.failed, { generation, now }));
  }
  if (progress) {
    const { plan, proving, issued } = progress;
    return { plan, proving, memory: issued ? replaceCurrent(memory, issued, now) : memory };
  }
  const { due } = judgeRenewal({ source: wanted.source, memory, observation, now });
  if (!due) return { plan: emptyPlan(), proving: [], memory: { ...memory, order: undefined, failure: undefined } };
  return begin(due, input, { ...memory, order: undefined });
}

/** @returns undefined where there is no order, or one that is not of the wanted kind, so that it counts for nothing */
function follow(input: IssuanceInput, memory: IssuanceMemory): OrderProgress | undefined {
  const { source } = input.wanted;
  if (source.from === 'acme' && memory.order?.via === 'acme')
    return followAcmeOrder(memory.order, source, input, memory);
  if (source.from === 'package' && memory.order?.via === 'package') {
    return followPackageOrder(memory.order, input, memory);
  }
  return undefined;
}

function begin(due: RenewalViolation, input: IssuanceInput, memory: IssuanceMemory): Outcome {
  const { wanted, now } = input;
  const { source, generation } = wanted;
  const goesOn = (plan: Plan<IssuanceStep>): Outcome => ({ plan, proving: [], memory });
  if (source.from === 'upload') {
    const { plan, current } = takeUpload(source, due, input, memory);
    return current ? { plan, proving: [], memory: replaceCurrent(memory, current, now) } : goesOn(plan);
  }
  if (mayHaveOrdered(input)) return goesOn(waiting(ORDER_FOUND, LOOKED_FOR, 10));
  if (now < mayTryFrom(memory.failure, { generation, urgent: URGENT.includes(due.reason) })) return goesOn(emptyPlan());
  const plan =
    source.from === 'acme'
      ? orderFromAuthority(source, input, memory)
      : orderFromPackage(source, due.reason, input, memory);
  return goesOn({ ...plan, steps: plan.steps.map((step) => because(due, step)) });
}

/** The journal tells of each order why it was begun. */
function because({ reason, message }: RenewalViolation, step: IssuanceStep): IssuanceStep {
  const isOrder = !step.repeatable;
  return { ...step, reason, ...(isOrder && { summary: `${step.summary}. ${message}` }) };
}

/** Nobody wants it any more: nothing is begun, what is under way is ended, what is there goes as old ones go. */
function giveUp(input: IssuanceInput, memory: IssuanceMemory): Outcome {
  const { current: _c, failure: _f, window: _w, askWindowAt: _a, ...rest } = memory;
  const retired = { ...rest, retired: retireCurrent(memory, input.now) };
  const ending = memory.order?.via === 'package' ? cancelPackageOrder(memory.order, input) : 'forget';
  if (ending !== 'forget') return { plan: ending, proving: [], memory: retired };
  const plan =
    mayHaveOrdered(input) && !memory.order ? waiting(ORDER_FOUND, LOOKED_FOR, 10) : emptyPlan<IssuanceStep>();
  return { plan, proving: [], memory: { ...retired, order: undefined } };
}

function isAllGone({ current, order, retired, challengeRecords }: IssuanceMemory): boolean {
  return !current && !order && retired.length === 0 && challengeRecords.length === 0;
}

function nextCheck(
  memory: IssuanceMemory,
  isWanted: boolean,
  plan: Plan<IssuanceStep>,
  others: number[],
  now: number,
): number | null {
  const { current, failure, askWindowAt } = memory;
  if (!isWanted && isAllGone(memory) && plan.waits.length === 0) return null;
  const instants = [
    ...others,
    ...(current ? [alarmAt(current) + 1, current.notAfter + 1] : []),
    ...(failure ? [failure.tryAgainAt, failure.at + HOUR, failure.askedToWaitUntil ?? 0] : []),
    askWindowAt ?? 0,
    ...(plan.blocked.length > 0 ? [now + BLOCKED_MS] : []),
    // Somebody may delete or revoke it, and nobody says so.
    now + DAY,
  ];
  return Math.min(...instants.filter((instant) => instant > now));
}

const RESEAL: Plan<IssuanceStep> = {
  ...emptyPlan(),
  steps: [{ ...stepHead('reseal', 'seal secrets anew under the current master key'), kind: 'reseal' }],
};

const LOOKED_FOR = 'what became of an order is being looked for';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What is in the way may be taken out of it at any time, and nobody says so. */
const BLOCKED_MS = 15 * 60_000;
