import type { EasReader } from '../../shared/cloud/eas.ts';
import { observeGateway } from '../../shared/cloud/gateway-observation.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import { identifyGateway } from '../../shared/domain-rules/provisioning/identify.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import { CREATE_GATEWAY } from '../../shared/domain-rules/provisioning/step.ts';
import type { Subject } from '../../shared/engine/worker.ts';

/** What EAS says now about the gateway, what is on it, and the services that should be. */
export function observe(eas: EasReader, subject: Subject<ProvisioningMemory>): Promise<GatewayObservation> {
  const { name, memory, declared } = subject;
  return observeGateway(eas, {
    name,
    gatewayId: memory.gatewayId,
    services: declared.declaration.spec.services.map((service) => service.name),
    boundServices: declared.deletion !== undefined,
    identify: (listed) =>
      identifyGateway(listed, {
        name,
        owner: ownerMark(subject),
        gatewayId: memory.gatewayId,
        createdAfter: subject.intents[CREATE_GATEWAY],
      }),
  });
}
