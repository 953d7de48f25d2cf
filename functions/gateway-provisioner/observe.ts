import type { AlbReader } from '../../shared/cloud/alb.ts';
import { withLoadBalancers } from '../../shared/cloud/balancers-observation.ts';
import type { EasReader } from '../../shared/cloud/eas.ts';
import { observeGateway } from '../../shared/cloud/gateway-observation.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import { balancersQuestion, gatewayQuestion } from '../../shared/domain-rules/subject.ts';
import { isProofDue } from '../../shared/domain-rules/verification/decide-verification.ts';
import type { Sighting } from '../../shared/domain-rules/verification/sighting.ts';
import type { Subject } from '../../shared/engine/worker.ts';
import { planAndProof } from './plan-and-proof.ts';
import { type Prover, prove } from './prove.ts';

/** What the cloud says about a gateway, and what its callers meet. */
export interface Observation {
  gateway: GatewayObservation;
  /** Undefined where this look proved nothing: nothing to prove, not yet, or not again so soon. */
  sightings: Sighting[] | undefined;
}

/**
 * What EAS and ALB say now about the gateway, what is on it, and the services that should be; and, when a proof is due, what is
 * seen from the declared vantage points.
 */
export async function observe(
  { eas, alb }: { eas: EasReader; alb: AlbReader },
  subject: Subject<ProvisioningMemory>,
  prover: Omit<Prover, 'eas'>,
): Promise<Observation> {
  const seen = await observeGateway(eas, gatewayQuestion(subject, subject.memory, subject.intents));
  const gateway = await withLoadBalancers(alb, seen, balancersQuestion(subject, subject.memory, seen));
  const { targets } = planAndProof(subject, gateway);
  const due = targets.kind === 'ready' && isProofDue(targets, subject.memory.verification, subject.now);
  return { gateway, sightings: due ? await prove(targets.targets, { ...prover, eas }) : undefined };
}
