import { getDomain } from 'tldts';
import { ApiError } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { relativeName } from './names.ts';
import { ownZone } from './ownership.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

/**
 * The account's zone that a whole name lies in, and what is left of it. Without `domainName` the name is taken apart at
 * the registrable domain, even where a longer zone is hosted.
 *
 * @param name canonical
 */
export function zoneAround(
  state: AlidnsState,
  account: string,
  name: string,
  domainName: string | undefined,
): { readonly zone: Zone; readonly rr: string } {
  const domain = domainName ?? getDomain(name);
  if (!domain) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Format');
  const zone = ownZone(state, account, domain);
  const rr = relativeName(name, zone.name);
  if (rr === undefined) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Format');
  return { zone, rr };
}
