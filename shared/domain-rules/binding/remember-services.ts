import type { ProvisioningInput } from '../provisioning/input.ts';
import type { ObservedService } from '../provisioning/observation.ts';
import type { ProvisioningStep } from '../provisioning/step.ts';
import { boundGateway } from '../services.ts';
import { expectedEndpoints, shownAmong } from './endpoints.ts';
import { judgeBinding } from './judge-binding.ts';
import type { KeptBinding, PutBack, ServicesMemory } from './memory.ts';

/** What is known of the services after a look at a running gateway. */
export function rememberServices(input: ProvisioningInput): ServicesMemory {
  const { gateway, services } = input.observation;
  const { memory, declaration, openIntents } = input;
  const before = memory.services;
  if (gateway?.status !== 'Running') return before;
  const bound = Object.values(services).filter((service) => service && boundGateway(service) === gateway.gatewayId);
  const declared = declaration.spec.services.map(({ name }) => name);
  const isOurs = (name: string): boolean =>
    declared.includes(name) || before.ours.includes(name) || openIntents.includes(`${BIND_SERVICE}${name}`);
  const ours = bound.flatMap((service) => (service && isOurs(service.name) ? [service.name] : []));
  const compared = Object.entries(before.kept).map(([name, kept]) => compare(input, name, kept));
  return {
    ours,
    kept: Object.fromEntries(compared.flatMap(({ name, kept }) => (kept ? [[name, kept]] : []))),
    putBack: {
      ...Object.fromEntries(
        Object.entries(before.putBack).filter(
          ([name, { version }]) => !isAfter(services[name], version) && !ours.includes(name),
        ),
      ),
      ...Object.fromEntries(compared.flatMap(({ name, putBack }) => (putBack ? [[name, putBack]] : []))),
    },
    shown: Object.fromEntries(
      ours.filter((name) => declared.includes(name)).map((name) => [name, shownBy(input, name, gateway.gatewayId)]),
    ),
  };
}

/** What is written down before services are bound: their configurations as they are. */
export function keepWayBack(
  steps: readonly ProvisioningStep[],
  { kept, ...memory }: ServicesMemory,
  gatewayId: string | undefined,
): ServicesMemory {
  const before = steps.flatMap((step): [string, KeptBinding][] =>
    step.kind === 'bind-service' && gatewayId !== undefined
      ? [[step.service, { before: step.before, version: step.version, gatewayId }]]
      : [],
  );
  return { ...memory, kept: { ...kept, ...Object.fromEntries(before) } };
}

interface Compared {
  name: string;
  kept?: KeptBinding;
  putBack?: PutBack;
}

function compare({ observation, openIntents }: ProvisioningInput, name: string, kept: KeptBinding): Compared {
  const service = observation.services[name];
  if (!service) return { name };
  const judgement = judgeBinding(kept, service, kept.damaged !== undefined);
  switch (judgement.kind) {
    case 'holds':
    case 'changed-since':
      return { name };
    case 'damaged':
      return { name, kept: { ...kept, damaged: judgement.paths } };
    case 'not-made':
      if (kept.damaged) return { name, putBack: { paths: kept.damaged, version: service.latestVersion ?? 0 } };
      return openIntents.includes(`${BIND_SERVICE}${name}`) ? { name, kept } : { name };
  }
}

/** Once seen counts for as long as it is expected: a domain that goes and comes back is looked for anew. */
function shownBy({ observation, declaration, memory }: ProvisioningInput, name: string, gatewayId: string): string[] {
  const expected = expectedEndpoints(declaration, gatewayId, observation.domains);
  const endpoints = observation.services[name]?.endpoints;
  const known = memory.services.shown[name] ?? [];
  if (endpoints) return shownAmong(expected, endpoints);
  const attached = observation.domains.map(({ name: domain, access }) => `${access}/${domain}`);
  return known.filter((one) => one === gatewayId || attached.includes(one));
}

function isAfter(service: ObservedService | undefined, version: number): boolean {
  return service === undefined || (service.latestVersion ?? 0) > version;
}

/** Before the service's name, the id of the step that binds it. */
export const BIND_SERVICE = 'bind-service/';
