import type { HintedGateway } from '../../shared/engine/worker.ts';
import { type CloudEvent, readServiceEvent } from '../../shared/function-compute/trigger.ts';

/** Whether what happened to a service of EAS is a reason to look at a gateway: it is declared to be bound to it. */
export function concerns(event: CloudEvent, { region, declared }: HintedGateway): boolean {
  const told = readServiceEvent(event);
  if (!told || (told.region !== undefined && told.region !== region)) return false;
  return declared.declaration.spec.services.some(({ name }) => name === told.serviceName);
}
