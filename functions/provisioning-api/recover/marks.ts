import type { UserCertificate } from '../../../shared/cloud/cas.ts';
import { type GatewayIdentity, ownerMark, readOwnerMark } from '../../../shared/domain-rules/domains.ts';
import { BUILT_IN_ISSUERS } from '../../../shared/domain-rules/issuing/issuer.ts';
import { isOursByName } from '../../../shared/domain-rules/issuing/naming.ts';
import { certificateNames, issuanceKey, KEY_TYPES } from '../../../shared/domain-rules/issuing/source.ts';
import type { WrittenSource } from '../../../shared/domain-rules/issuing/written-source.ts';
import type { ObservedDomain } from '../../../shared/domain-rules/provisioning/observation.ts';
import type { Readers } from '../observe.ts';

/** Names whose record bears the mark of the gateway: in the public DNS of the account, and in PrivateZone. */
export async function markedRecords(
  { alidns, pvtz }: Pick<Readers, 'alidns' | 'pvtz'>,
  gateway: GatewayIdentity,
  domains: readonly ObservedDomain[],
): Promise<{ recorded: string[]; recordedPrivately: string[] }> {
  const own = ownerMark(gateway);
  const isOwn = ({ Remark }: { Remark?: string }) => {
    const marked = readOwnerMark(Remark);
    return marked !== undefined && ownerMark(marked) === own;
  };
  const zones = domains.length > 0 ? await pvtz.allZones() : [];
  const recorded: string[] = [];
  const recordedPrivately: string[] = [];
  for (const { name } of domains) {
    // A private zone of ours has the name itself.
    const zone = zones.find(({ ZoneName }) => ZoneName.toLowerCase() === name);
    if (zone && (await pvtz.allZoneRecords({ ZoneId: zone.ZoneId })).some(isOwn)) recordedPrivately.push(name);
    else if ((await alidns.allSubDomainRecords({ SubDomain: name })).some(isOwn)) recorded.push(name);
  }
  return { recorded, recordedPrivately };
}

/**
 * Where the certificates of domains come from. A certificate that Torii put there bears, in its name, a digest of its source:
 * each source that it may have come from is tried. What was bought or uploaded shows no more than its digest.
 *
 * @param issuers names of authorities that were made known, besides those that need not be
 */
export function certificateSources(
  domains: readonly ObservedDomain[],
  listed: readonly UserCertificate[],
  issuers: readonly string[],
): Record<string, WrittenSource> {
  return Object.fromEntries(
    domains.flatMap(({ name, certificateId }) => {
      const found = listed.find(({ CertificateId }) => CertificateId === certificateId);
      const source = found && sourceOf(found, issuers);
      return source ? [[name, source]] : [];
    }),
  );
}

function sourceOf(
  { Name = '', Sans = '', CommonName = '' }: UserCertificate,
  issuers: readonly string[],
): WrittenSource | undefined {
  const names = certificateNames([...Sans.split(','), CommonName].filter((name) => name.trim() !== ''));
  for (const issuer of [...BUILT_IN_ISSUERS, ...issuers]) {
    for (const keyType of KEY_TYPES) {
      const key = issuanceKey({ from: 'acme', issuer, names, keyType });
      if (isOursByName(key, Name)) return { acme: issuer, names, keyType };
    }
  }
  return undefined;
}
