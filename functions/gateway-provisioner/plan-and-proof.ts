import type { Neighbour } from '../../shared/domain-rules/moving/neighbour.ts';
import {
  type ProvisioningInput,
  type ProvisioningMemory,
  withoutOldRefusals,
} from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import {
  expectedConditions,
  type ProvisioningDecision,
  planProvisioning,
} from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { NOT_CONFIRMED } from '../../shared/domain-rules/recording/publication.ts';
import { provisioningInput } from '../../shared/domain-rules/subject.ts';
import { type ProofTargets, proofTargets } from '../../shared/domain-rules/verification/proof-targets.ts';
import type { Subject } from '../../shared/engine/worker.ts';

/** What is to be done about a gateway as it is seen now, and, once nothing is left to do, what is to be proved of it. */
export function planAndProof(
  subject: Subject<ProvisioningMemory>,
  observation: GatewayObservation,
  neighbours: Neighbour[],
): { input: ProvisioningInput; decision: ProvisioningDecision; targets: ProofTargets } {
  const { declared, peers, now } = subject;
  const input = provisioningInput(subject, withoutOldRefusals(subject.memory, now), observation, { neighbours, now });
  const decision = planProvisioning(input);
  const records = peers.records?.generation === declared.generation ? peers.records.conditions : [];
  const recorded = expectedConditions(declared.declaration).includes('RecordsPublished');
  const published = records.some(
    ({ type, status, reason }) => type === 'RecordsPublished' && (status === 'True' || reason === NOT_CONFIRMED),
  );
  return { input, decision, targets: proofTargets(input, decision.findings, published || !recorded) };
}
