import { easClient } from '../../shared/cloud/eas.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { vpcClient } from '../../shared/cloud/vpc.ts';
import { vpcReaders } from '../../shared/cloud/vpc-readers.ts';
import { NO_ZONES_MEMORY, type ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import type { ObservedZones } from '../../shared/domain-rules/zoning/observation.ts';
import type { ZoningStep } from '../../shared/domain-rules/zoning/step.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { decide } from './decide.ts';
import { observe } from './observe.ts';
import { concerns } from './vswitch-events.ts';

/**
 * Settles which vSwitch links each VPC, and looks again while none fits. The only one that creates vSwitches, and only
 * where the owner allowed it.
 */
function zoneChecker(invocation: Invocation): Worker<ZonesMemory, ObservedZones, ZoningStep> {
  const transport = invocationTransport(invocation);
  return {
    functionName: invocation.context.function.name,
    kind: 'zones',
    freshMemory: NO_ZONES_MEMORY,
    observe: (subject) =>
      observe({ eas: easClient(transport, subject.region), vpcOf: vpcReaders(invocation, subject.region) }, subject),
    decide,
    concerns,
    apply: (step, subject) => applyStep(vpcClient(transport, subject.region), step, invocation.deps.newId()),
  };
}

export const handler = workerHandler(process.env, zoneChecker);
