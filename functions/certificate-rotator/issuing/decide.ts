import type { WantedCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import { planIssuance } from '../../../shared/domain-rules/issuing/plan-issuance.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import type { Plan } from '../../../shared/domain-rules/plan.ts';
import type { Decision, Telling } from '../../../shared/engine/worker.ts';
import type { RotatorMemory } from './memory.ts';
import type { IssuanceSubject, Look } from './observe.ts';
import type { Wanter } from './wanters.ts';

/** What comes next of one certificate, and who is to hear of it. */
export function decide(subject: IssuanceSubject, look: Look): Decision<IssuanceStep, RotatorMemory> {
  const { account, name: key, declared, memory, intents, now } = subject;
  const { observation, wanters, isChecked } = look;
  const openIntents = Object.keys(intents);
  const wanted: WantedCertificate = { ...declared, wantedBy: wanters.map(({ gateway }) => gateway) };
  const decision = planIssuance({ key, account, wanted, memory, observation, openIntents, now });
  const plan = mayAct(wanters) ? decision.plan : held(decision.plan);
  const planned = new Set(plan.steps.map(({ id }) => id));
  const tries = Object.fromEntries(Object.entries(memory.tries ?? {}).filter(([id]) => planned.has(id)));
  const checkedAt = isChecked ? now : memory.checkedAt;
  const [found] = decision.findings;
  return {
    plan,
    findings: decision.findings,
    memory: { ...decision.memory, tries, ...(checkedAt !== undefined && { checkedAt }) },
    nextCheckAt: decision.nextCheckAt,
    tell: tellings(wanters, `${decision.renewed?.certificateId ?? ''}:${found?.reason ?? ''}`),
    isOver:
      wanters.length === 0 &&
      decision.nextCheckAt === null &&
      plan.steps.length + plan.waits.length + openIntents.length === 0,
  };
}

/** Those who want it hear of a newer certificate, and of what keeps one from coming: it is theirs to show. */
function tellings(wanters: Wanter[], key: string): Telling[] {
  return wanters.map(({ gateway }) => ({ type: 'torii.certificates.renewed', key, of: gateway }));
}

/** Gateways that are left alone, or only reported on, have nothing got for them; what nobody wants is cleared away. */
function mayAct(wanters: Wanter[]): boolean {
  return wanters.length === 0 || wanters.some(({ mode }) => mode === 'enforce');
}

function held(plan: Plan<IssuanceStep>): Plan<IssuanceStep> {
  const kept = plan.steps.map(({ id, summary }) => ({
    what: id,
    message: `not done, because every gateway that wants it is paused or only reported on: ${summary}`,
  }));
  return { steps: [], waits: [], blocked: plan.blocked, kept: [...plan.kept, ...kept] };
}
