import { albClient } from '../../shared/cloud/alb.ts';
import { easClient } from '../../shared/cloud/eas.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { applyList, isAclStep } from './apply-alb.ts';
import { hasArrived } from './arrivals.ts';
import { decide } from './decide.ts';
import { type Observation, observe } from './observe.ts';
import { trustedRoots } from './trusted-roots.ts';

/** Makes gateways true. The only writer of EAS and ALB. */
function gatewayProvisioner(invocation: Invocation): Worker<ProvisioningMemory, Observation, ProvisioningStep> {
  const transport = invocationTransport(invocation);
  const clientsOf = (region: string) => ({ eas: easClient(transport, region), alb: albClient(transport, region) });
  const eyes = { deps: invocation.deps, roots: trustedRoots(invocation.environment.TORII_TRUSTED_ROOTS) };
  return {
    functionName: invocation.context.function.name,
    kind: 'provisioning',
    freshMemory: NO_PROVISIONING_MEMORY,
    observe: (subject) => observe(clientsOf(subject.region), subject, eyes),
    decide,
    hasArrived: async (waits, { region, memory: { gatewayId } }) =>
      gatewayId === undefined || hasArrived(clientsOf(region), gatewayId, waits),
    apply: (step, subject) =>
      isAclStep(step)
        ? applyList(clientsOf(subject.region).alb, step, { newId: invocation.deps.newId, now: subject.now })
        : applyStep(clientsOf(subject.region).eas, step, subject),
  };
}

export const handler = workerHandler(process.env, gatewayProvisioner);
