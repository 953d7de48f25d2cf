import { type AlbClient, albClient } from '../../shared/cloud/alb.ts';
import { type EasClient, easClient } from '../../shared/cloud/eas.ts';
import { type EasSurvey, surveyEas } from '../../shared/cloud/eas-survey.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { type KeptEas, keepEas } from '../../shared/cloud/kept-eas.ts';
import { regional } from '../../shared/cloud/regional.ts';
import { keepWayBack } from '../../shared/domain-rules/binding/remember-services.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { readNeighbours } from '../../shared/engine/neighbours.ts';
import type { Looking, Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { applyList, isAclStep } from './apply-alb.ts';
import { hasArrived } from './arrivals.ts';
import { decide } from './decide.ts';
import { type Observation, observe } from './observe.ts';
import { changedByArrival, maySpareWholeLook, partOfWait, touchedBy } from './touched.ts';
import { trustedRoots } from './trusted-roots.ts';

/** Makes gateways true. The only writer of EAS and ALB. */
function gatewayProvisioner(invocation: Invocation): Worker<ProvisioningMemory, Observation, ProvisioningStep> {
  const transport = invocationTransport(invocation);
  const eyes = { deps: invocation.deps, roots: trustedRoots(invocation.environment.TORII_TRUSTED_ROOTS) };
  const clientOf = (region: string): EasClient => easClient(transport, region);
  const albOf = (region: string): AlbClient => albClient(transport, region);
  let surveyOf = (_region: string): EasSurvey | undefined => undefined;
  const kept = new WeakMap<Looking, KeptEas>();
  const keptOf = (looking: Looking, region: string): KeptEas => {
    const own = kept.get(looking) ?? keepEas(clientOf(region));
    kept.set(looking, own);
    return own;
  };
  return {
    functionName: invocation.context.function.name,
    kind: 'provisioning',
    freshMemory: NO_PROVISIONING_MEMORY,
    maySpareWholeLook,
    beginSweep(due) {
      surveyOf = regional((region) => {
        const here = due.filter((one) => one.region === region);
        const services = here.flatMap(({ declared }) => declared.declaration.spec.services.map(({ name }) => name));
        return surveyEas(clientOf(region), { gateways: here.length, services });
      });
    },
    observe(subject, _signal, looking) {
      const own = keptOf(looking, subject.region);
      if (looking.how !== 'changed') own.forget('all');
      const survey = looking.how === 'survey' ? surveyOf(subject.region) : undefined;
      const clients = { eas: own.reader, alb: albOf(subject.region) };
      return observe(clients, subject, eyes, () => readNeighbours(invocation.deps.store, subject), survey);
    },
    decide,
    async hasArrived(waits, { region, memory: { gatewayId } }, _signal, looking) {
      // What may still come to light is found in lists, and these are read anew in whole looks only.
      if (gatewayId === undefined) return 'everything';
      const own = keptOf(looking, region);
      own.forget(waits.flatMap((wait) => partOfWait(wait) ?? []));
      const arrived = await hasArrived({ eas: own.reader, alb: albOf(region) }, gatewayId, waits);
      if (arrived) own.forget(waits.flatMap(changedByArrival));
      return arrived;
    },
    intend: (steps, memory) => ({ ...memory, services: keepWayBack(steps, memory.services, memory.gatewayId) }),
    async apply(step, subject, _signal, looking) {
      const { newId, clock } = invocation.deps;
      if (isAclStep(step)) return applyList(albOf(subject.region), step, { newId, now: subject.now });
      try {
        return await applyStep(clientOf(subject.region), step, subject, clock);
      } finally {
        keptOf(looking, subject.region).forget(touchedBy(step));
      }
    },
  };
}

export const handler = workerHandler(process.env, gatewayProvisioner);
