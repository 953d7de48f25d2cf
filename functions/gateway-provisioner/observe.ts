import type { EasReader } from '../../shared/cloud/eas.ts';
import { observeGateway } from '../../shared/cloud/gateway-observation.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import { gatewayQuestion } from '../../shared/domain-rules/subject.ts';
import type { Subject } from '../../shared/engine/worker.ts';

/** What EAS says now about the gateway, what is on it, and the services that should be. */
export function observe(eas: EasReader, subject: Subject<ProvisioningMemory>): Promise<GatewayObservation> {
  return observeGateway(eas, gatewayQuestion(subject, subject.memory.gatewayId, subject.intents));
}
