import { type AlbClient, albClient } from '../../shared/cloud/alb.ts';
import { type EasClient, easClient } from '../../shared/cloud/eas.ts';
import { type EasSurvey, surveyEas } from '../../shared/cloud/eas-survey.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { type KeptAlb, keepAlb } from '../../shared/cloud/kept-alb.ts';
import { type KeptEas, keepEas } from '../../shared/cloud/kept-eas.ts';
import { regional } from '../../shared/cloud/regional.ts';
import { readAllowedPlaces } from '../../shared/domain-rules/access/public-address.ts';
import { keepWayBack } from '../../shared/domain-rules/binding/remember-services.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import { servedUntilDetached } from '../../shared/domain-rules/provisioning/certificate-refusal.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { readNeighbours } from '../../shared/engine/neighbours.ts';
import type { Looking, Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { trustedRoots } from '../../shared/tls/trusted-roots.ts';
import { applyStep } from './apply.ts';
import { applyList, isAclStep } from './apply-alb.ts';
import { applyListenerCertificate, isListenerCertificateStep } from './apply-listener-certificates.ts';
import { hasArrived } from './arrivals.ts';
import { decide } from './decide.ts';
import { type Observation, observe } from './observe.ts';
import { concerns } from './service-events.ts';
import { changedByArrival, maySpareWholeLook, ofAlbByArrival, partOfWait, touchedBy, touchedOfAlb } from './touched.ts';

/** Makes gateways true. The only writer of EAS and ALB. */
function gatewayProvisioner(invocation: Invocation): Worker<ProvisioningMemory, Observation, ProvisioningStep> {
  const transport = invocationTransport(invocation);
  const { TORII_TRUSTED_ROOTS: roots, TORII_ALLOW_PRIVATE: allowed } = invocation.environment;
  const eyes = { deps: invocation.deps, roots: trustedRoots(roots), allowed: readAllowedPlaces(allowed) };
  const clientOf = (region: string): EasClient => easClient(transport, region);
  const albOf = (region: string): AlbClient => albClient(transport, region);
  let surveyOf = (_region: string): EasSurvey | undefined => undefined;
  const kept = new WeakMap<Looking, { eas: KeptEas; alb: KeptAlb }>();
  const keptOf = (looking: Looking, region: string): { eas: KeptEas; alb: KeptAlb } => {
    const own = kept.get(looking) ?? { eas: keepEas(clientOf(region)), alb: keepAlb(albOf(region)) };
    kept.set(looking, own);
    return own;
  };
  return {
    functionName: invocation.context.function.name,
    kind: 'provisioning',
    freshMemory: NO_PROVISIONING_MEMORY,
    speaksOf: 'GatewayRunning',
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
      if (looking.how !== 'changed') {
        own.eas.forget('all');
        own.alb.forget('all');
      }
      const survey = looking.how === 'survey' ? surveyOf(subject.region) : undefined;
      const clients = { eas: own.eas.reader, alb: own.alb.reader };
      return observe(clients, subject, eyes, () => readNeighbours(invocation.deps.store, subject), survey);
    },
    decide,
    concerns,
    async hasArrived(waits, subject, _signal, looking) {
      const { gatewayId } = subject.memory;
      // What may still come to light is found in lists, and these are read anew in whole looks only.
      if (gatewayId === undefined) return 'everything';
      const own = keptOf(looking, subject.region);
      own.eas.forget(waits.flatMap((wait) => partOfWait(wait) ?? []));
      const clients = { eas: own.eas.reader, alb: albOf(subject.region) };
      const arrived = await hasArrived(clients, { gatewayId, owner: ownerMark(subject) }, waits);
      if (arrived) {
        own.eas.forget(waits.flatMap(changedByArrival));
        for (const wait of waits) own.alb.forget(ofAlbByArrival(wait));
      }
      return arrived;
    },
    intend: (steps, memory) => ({
      ...memory,
      services: keepWayBack(steps, memory.services, memory.gatewayId),
      detachedFrom: servedUntilDetached(steps, memory.detachedFrom),
    }),
    async apply(step, subject, _signal, looking) {
      const { newId, clock } = invocation.deps;
      const own = keptOf(looking, subject.region);
      const alb = albOf(subject.region);
      const context = { newId, now: subject.now };
      try {
        if (isAclStep(step)) return await applyList(alb, step, context);
        if (isListenerCertificateStep(step)) return await applyListenerCertificate(alb, step, context);
        return await applyStep(clientOf(subject.region), step, subject, clock);
      } finally {
        own.eas.forget(touchedBy(step));
        own.alb.forget(touchedOfAlb(step));
      }
    },
  };
}

export const handler = workerHandler(process.env, gatewayProvisioner);
