import type { AlbReader } from '../../shared/cloud/alb.ts';
import { withLoadBalancers } from '../../shared/cloud/balancers-observation.ts';
import type { EasReader } from '../../shared/cloud/eas.ts';
import { describedInternet, type EasSurvey } from '../../shared/cloud/eas-survey.ts';
import { observeGateway } from '../../shared/cloud/gateway-observation.ts';
import type { Neighbour } from '../../shared/domain-rules/moving/neighbour.ts';
import { domainsComeOrGo } from '../../shared/domain-rules/moving/wants-neighbours.ts';
import type { InternetProof, ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { asksCertificates } from '../../shared/domain-rules/provisioning/listener-certificates-memory.ts';
import { askedCertificates } from '../../shared/domain-rules/provisioning/listener-certificates-wanted.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import { balancersQuestion, gatewayQuestion, provisioningInput } from '../../shared/domain-rules/subject.ts';
import { isProofDue } from '../../shared/domain-rules/verification/decide-verification.ts';
import type { Sighting } from '../../shared/domain-rules/verification/sighting.ts';
import type { Subject } from '../../shared/engine/worker.ts';
import { planAndProof } from './plan-and-proof.ts';
import { type Prover, prove } from './prove.ts';

/** What the cloud says about a gateway, and what its callers meet. */
export interface Observation {
  gateway: GatewayObservation;
  /** The account's other gateways, where a domain of this one comes or goes. */
  neighbours: Neighbour[];
  /** When public access was last described as Running, and with what. */
  internetProof: InternetProof | undefined;
  /** Undefined where this look proved nothing: nothing to prove, not yet, or not again so soon. */
  sightings: Sighting[] | undefined;
}

/**
 * What EAS and ALB say now, or EAS said in this sweep's survey, about the gateway, what is on it, and the services that
 * should be; and, when a proof is due, what is seen from the declared vantage points.
 */
export async function observe(
  { eas, alb }: { eas: EasReader; alb: AlbReader },
  subject: Subject<ProvisioningMemory>,
  prover: Omit<Prover, 'eas'>,
  askNeighbours: () => Promise<Neighbour[]>,
  survey?: EasSurvey,
): Promise<Observation> {
  const { memory, now } = subject;
  let internetProof = memory.internetProof;
  const asked: EasReader = {
    ...eas,
    async describeGateway(gatewayId) {
      const detail = await eas.describeGateway(gatewayId);
      internetProof = describedInternet(detail, now);
      return detail;
    },
  };
  const reader = survey ? survey.through(asked, memory.internetProof, now) : asked;
  const seen = await observeGateway(reader, gatewayQuestion(subject, memory, subject.intents, memory.services));
  const asks = certificatesQuestion(subject, seen, survey !== undefined);
  const gateway = await withLoadBalancers(alb, seen, balancersQuestion(subject, memory, seen), asks);
  const { declaration, deletion } = subject.declared;
  const moving = domainsComeOrGo(declaration, gateway.domains, memory.domains, deletion !== undefined);
  const neighbours = moving ? await askNeighbours() : [];
  const { targets } = planAndProof(subject, gateway, neighbours);
  const due =
    targets.kind === 'ready' && isProofDue(targets, memory.verification, now, declaration.spec.probe?.everyMs);
  const sightings = due ? await prove(targets.targets, { ...prover, eas }) : undefined;
  return { gateway, neighbours, internetProof, sightings };
}

/** Whether the certificates of a listener are worth a call, by its id. */
function certificatesQuestion(
  subject: Subject<ProvisioningMemory>,
  seen: GatewayObservation,
  ofSweep: boolean,
): (listenerId: string) => boolean {
  const { memory, now } = subject;
  const wanted = askedCertificates(provisioningInput(subject, memory, seen));
  return (listenerId) => asksCertificates(memory, listenerId, { wanted, ofSweep, now });
}
