import type { Declaration } from '../declaration.ts';
import type { ObservedDomain, ObservedService, ShownEndpoints } from '../provisioning/observation.ts';
import { boundGateway, isChanging } from '../services.ts';

/** Before the service's name and what it should show: the id of a wait. */
export const ENDPOINT_SHOWN = 'endpoint-shown/';

/**
 * What the endpoints of a bound service have to show (G43): the gateway, and each declared domain that is attached to it.
 *
 * @returns the gateway's id, and `access/name` of the domains
 */
export function expectedEndpoints(
  { spec }: Declaration,
  gatewayId: string,
  domains: readonly ObservedDomain[],
): string[] {
  const attached = spec.domains.filter(({ name, access }) =>
    domains.some((row) => row.name === name && row.access === access && row.status === 'Succeeded'),
  );
  return [gatewayId, ...attached.map(({ name, access }) => `${access}/${name}`)];
}

/** Which of them it shows. */
export function shownAmong(expected: readonly string[], endpoints: ShownEndpoints): string[] {
  if (!endpoints.gateway) return [];
  const names = [
    ...endpoints.internet.map((host) => `internet/${host}`),
    ...endpoints.intranet.map((host) => `intranet/${host}`),
  ];
  return expected.filter((one, index) => index === 0 || names.includes(one));
}

/** Whether a service is to be asked for its endpoints: only while something that it should show was never seen. */
export function asksEndpoints(
  service: ObservedService,
  gatewayId: string,
  expected: readonly string[],
  shown: readonly string[] | undefined,
): boolean {
  if (boundGateway(service) !== gatewayId || isChanging(service.status)) return false;
  return missingEndpoints(expected, shown).length > 0;
}

/** What was never seen of what should be shown. */
export function missingEndpoints(expected: readonly string[], shown: readonly string[] = []): string[] {
  return expected.filter((one) => !shown.includes(one));
}
