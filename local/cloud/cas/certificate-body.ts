import { alternativeNames, attribute, validity } from './pem.ts';
import type { StoredCertificate } from './state.ts';

/** Fields that reading one certificate and listing them share. `expired` is told by virtual time. */
export const certificateFields = {
  Name: 'string',
  Issuer: 'string',
  OrgName: 'string',
  City: 'string',
  Province: 'string',
  Country: 'string',
  Sans: 'string',
  StartDate: 'string',
  EndDate: 'string',
  Expired: 'boolean',
  SerialNo: 'string',
  Fingerprint: 'string',
  Sha2: 'string',
  InstanceId: 'string',
  ResourceGroupId: 'string',
} as const;

export function certificateBody({ chain: [leaf], name, instanceId }: StoredCertificate, now: number) {
  const { notBefore, notAfter } = validity(leaf);
  return {
    Name: name,
    Issuer: attribute(leaf.issuer, 'CN') || attribute(leaf.issuer, 'O'),
    OrgName: attribute(leaf.subject, 'O'),
    City: attribute(leaf.subject, 'L'),
    Province: attribute(leaf.subject, 'ST'),
    Country: attribute(leaf.subject, 'C'),
    Sans: alternativeNames(leaf).join(','),
    StartDate: dateText(notBefore),
    EndDate: dateText(notAfter),
    Expired: now > notAfter,
    SerialNo: leaf.serialNumber.toLowerCase(),
    Fingerprint: leaf.fingerprint.replaceAll(':', ''),
    Sha2: leaf.fingerprint256.replaceAll(':', ''),
    InstanceId: instanceId,
    ResourceGroupId: '',
  };
}

/** The common name, or the first alternative name where a modern CA leaves it out (inferred). */
export function commonName({ chain: [leaf] }: StoredCertificate): string {
  return attribute(leaf.subject, 'CN') || (alternativeNames(leaf)[0] ?? '');
}

/** `2018-07-13` */
function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
