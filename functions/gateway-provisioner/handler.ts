import { easClient } from '../../shared/cloud/eas.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { keepWayBack } from '../../shared/domain-rules/binding/remember-services.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { readNeighbours } from '../../shared/engine/neighbours.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { hasArrived } from './arrivals.ts';
import { decide } from './decide.ts';
import { type Observation, observe } from './observe.ts';
import { trustedRoots } from './trusted-roots.ts';

/** Makes gateways true. The only writer of EAS. */
function gatewayProvisioner(invocation: Invocation): Worker<ProvisioningMemory, Observation, ProvisioningStep> {
  const transport = invocationTransport(invocation);
  const eyes = { deps: invocation.deps, roots: trustedRoots(invocation.environment.TORII_TRUSTED_ROOTS) };
  return {
    functionName: invocation.context.function.name,
    kind: 'provisioning',
    freshMemory: NO_PROVISIONING_MEMORY,
    observe: (subject) =>
      observe(easClient(transport, subject.region), subject, eyes, () =>
        readNeighbours(invocation.deps.store, subject),
      ),
    decide,
    hasArrived: async (waits, { region, memory: { gatewayId } }) =>
      gatewayId === undefined || hasArrived(easClient(transport, region), gatewayId, waits),
    intend: (steps, memory) => ({ ...memory, services: keepWayBack(steps, memory.services, memory.gatewayId) }),
    apply: (step, subject) => applyStep(easClient(transport, subject.region), step, subject, invocation.deps.clock),
  };
}

export const handler = workerHandler(process.env, gatewayProvisioner);
