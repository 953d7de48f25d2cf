import { albClient } from '../../shared/cloud/alb.ts';
import { easClient } from '../../shared/cloud/eas.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { regional } from '../../shared/cloud/regional.ts';
import { type VpcReader, vpcClient } from '../../shared/cloud/vpc.ts';
import { type VpcReaders, vpcReaders } from '../../shared/cloud/vpc-readers.ts';
import { surveyVpc } from '../../shared/cloud/vpc-survey.ts';
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
  const vpcOf = (region: string): VpcReader => vpcClient(transport, region);
  let surveyOf = vpcOf;
  return {
    functionName: invocation.context.function.name,
    kind: 'zones',
    freshMemory: NO_ZONES_MEMORY,
    speaksOf: 'ZonesSupported',
    reportsFromSurvey: true,
    beginSweep() {
      surveyOf = regional((region) => surveyVpc(vpcOf(region)));
    },
    observe: (subject, _signal, { how }) => {
      const { region } = subject;
      const ofRole = vpcReaders(invocation, region);
      // What other accounts lend is read for each gateway: with whose role differs.
      const surveyed: VpcReaders = async (role) => (role === undefined ? surveyOf(region) : ofRole(role));
      const [eas, alb] = [easClient(transport, region), albClient(transport, region)];
      return observe({ eas, alb, vpcOf: how === 'survey' ? surveyed : ofRole }, subject);
    },
    decide,
    concerns,
    apply: (step, subject) => applyStep(vpcClient(transport, subject.region), step, invocation.deps.newId()),
  };
}

export const handler = workerHandler(process.env, zoneChecker);
