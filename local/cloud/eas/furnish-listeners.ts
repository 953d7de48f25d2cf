import { certIdentifier } from '../cas/certificate.ts';
import type { Gateway } from './gateway.ts';
import type { EasState } from './state.ts';

/**
 * Where EAS itself ends TLS behind a load balancer, it puts the certificates that have taken effect on the HTTPS listener
 * beside the default one, and takes the former ones off (inferred).
 */
export function furnishListeners(state: EasState, gateway: Gateway): void {
  if (state.albCertificates === 'listener') return;
  for (const { id, sides } of gateway.loadBalancers) {
    if (sides.size === 0) continue;
    const served = [...gateway.customDomains.values()]
      .filter(({ type }) => sides.has(type))
      .flatMap(({ loaded }) => loaded?.certificateId ?? []);
    const identifiers = served.map((certificateId) => certIdentifier({ id: Number(certificateId) }));
    state.loadBalancers.furnish(id, [...new Set(identifiers)]);
  }
}
