import { albClient } from '../../shared/cloud/alb.ts';
import { easClient } from '../../shared/cloud/eas.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { vpcClient } from '../../shared/cloud/vpc.ts';
import type { StepHead } from '../../shared/domain-rules/plan.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { decide } from './decide.ts';
import type { ZonesMemory } from './memory.ts';
import { type ObservedZones, observe } from './observe.ts';

/** Settles which vSwitch links each VPC, and looks again while none fits. Writes nothing in the cloud. */
function zoneChecker(invocation: Invocation): Worker<ZonesMemory, ObservedZones, StepHead> {
  const transport = invocationTransport(invocation);
  return {
    functionName: invocation.context.function.name,
    kind: 'zones',
    freshMemory: { vpcs: {} },
    observe: (subject) => {
      const { region } = subject;
      const eas = easClient(transport, region);
      const alb = albClient(transport, region);
      return observe({ eas, alb, vpc: vpcClient(transport, region) }, subject);
    },
    decide,
    apply: (step) => Promise.reject(new Error(`zone-checker has no steps, and was given ${step.id}`)),
  };
}

export const handler = workerHandler(process.env, zoneChecker);
