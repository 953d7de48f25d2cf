import type { Declaration } from '../declaration.ts';
import type { ProvisioningMemory } from '../provisioning/input.ts';
import type { ObservedDomain } from '../provisioning/observation.ts';

/**
 * Whether callers of a public domain are answered by the gateway it is attached to (G43): every declared service has shown
 * it among its endpoints; without services, nobody can be asked, and five minutes have passed.
 *
 * @param now ms since the epoch
 */
export function isServed(
  { spec }: Declaration,
  memory: Pick<ProvisioningMemory, 'attachedSince' | 'services'> | undefined,
  name: string,
  now: number,
): boolean {
  const since = memory?.attachedSince?.[`${name}/internet`];
  if (!memory || since === undefined) return false;
  const shows = ({ name: service }: { name: string }) => memory.services.shown[service]?.includes(`internet/${name}`);
  return spec.services.length > 0 ? spec.services.every(shows) : now - since >= TAKES_EFFECT_MS;
}

/** Since when each domain is attached: `name/access` → ms since the epoch. A certificate that changes starts nothing anew. */
export function rememberAttached(
  domains: readonly ObservedDomain[],
  before: Record<string, number> = {},
  now: number,
): Record<string, number> {
  return Object.fromEntries(
    domains.flatMap(({ name, access, status }) => {
      const since = before[`${name}/${access}`] ?? (status === 'Succeeded' ? now : undefined);
      return since === undefined ? [] : [[`${name}/${access}`, since]];
    }),
  );
}

const TAKES_EFFECT_MS = 5 * 60_000;
