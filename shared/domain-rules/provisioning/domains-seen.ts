import type { ObservedDomain } from './observation.ts';

/** What the last look found attached under one name: an old certificate that stands here is still in use. */
export interface DomainSeen {
  /** Undefined where the domain is served without one. */
  certificateId?: string | undefined;
  /** Since when just this has been seen, in ms since the epoch. */
  since: number;
  /** The platform is still at it, so that another certificate may be served meanwhile. */
  changing?: true;
}

/** By `name/access`. A certificate counts from the first look that saw the platform done with it. */
export function rememberSeen(
  domains: readonly ObservedDomain[],
  before: Record<string, DomainSeen> = {},
  now: number,
): Record<string, DomainSeen> {
  return Object.fromEntries(
    domains.map(({ name, access, certificateId, status }) => {
      const key = `${name}/${access}`;
      const changing = status !== 'Succeeded';
      const known = before[key];
      const same = known?.certificateId === certificateId && (known?.changing ?? false) === changing;
      return [key, known && same ? known : { certificateId, since: now, ...(changing && { changing }) }];
    }),
  );
}
