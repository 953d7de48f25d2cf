import type { StoredCertificate } from './certificate.ts';

/** Fields that reading one certificate and listing them share. `Expired` is told by virtual time. */
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

export function certificateBody({ facts, name, instanceId, resourceGroupId }: StoredCertificate, now: number) {
  return {
    Name: name,
    Issuer: facts.issuer,
    OrgName: facts.organisation,
    City: facts.city,
    Province: facts.province,
    Country: facts.country,
    Sans: facts.sans,
    StartDate: dateText(facts.notBefore),
    EndDate: dateText(facts.notAfter),
    Expired: now > facts.notAfter,
    SerialNo: facts.serialNo,
    Fingerprint: facts.fingerprint,
    Sha2: facts.sha2,
    InstanceId: instanceId,
    ResourceGroupId: resourceGroupId,
  };
}

/** `2018-07-13` */
function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
