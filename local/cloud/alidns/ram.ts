import type { RamNaming, RamResource } from '../product.ts';
import type { AlidnsState } from './state.ts';

const domain = 'domain/{DomainName}';

const ofRecord: RamResource<AlidnsState> = (state, { parameters: { RecordId } }) => [
  `domain/${state.record(String(RecordId))?.zone.name ?? '*'}`,
];

/** The domain is named, or found in the name that is asked about. */
const ofSubDomain: RamResource<AlidnsState> = (state, { parameters: { DomainName, SubDomain } }) => [
  `domain/${DomainName ?? state.findZone(String(SubDomain))?.name ?? '*'}`,
];

/** Each domain that is named. */
const tagged: RamResource<AlidnsState> = (_state, { parameters: { ResourceId } }) =>
  Array.isArray(ResourceId) && ResourceId.length > 0 ? ResourceId.map((id) => `domain/${id}`) : ['domain/*'];

/**
 * `acs:alidns::<account>:domain/<name>`. Source: "RAM authorization" of Alibaba Cloud DNS and the page of AddDomainRecord;
 * that a record's domain counts where only its id is given is inferred.
 */
export const alidnsRam: RamNaming<AlidnsState> = {
  isGlobal: true,
  resources: {
    AddDomain: domain,
    DeleteDomain: domain,
    DescribeDomainInfo: domain,
    UpdateDomainRemark: domain,
    MoveDomainResourceGroup: 'domain/{ResourceId}',
    DescribeDomainNs: domain,
    DescribeSupportLines: domain,
    RetrieveDomain: domain,
    ChangeDomainGroup: [domain, 'group/{GroupId}'],
    UpdateDomainGroup: 'group/{GroupId}',
    DeleteDomainGroup: 'group/{GroupId}',
    TagResources: tagged,
    UntagResources: tagged,
    ListTagResources: tagged,
    AddDomainRecord: domain,
    DeleteSubDomainRecords: domain,
    DescribeDomainRecords: domain,
    DescribeRecordLogs: domain,
    DescribeDNSSLBSubDomains: domain,
    SetDNSSLBStatus: ofSubDomain,
    UpdateDNSSLBWeight: ofRecord,
    DescribeSubDomainRecords: ofSubDomain,
    DescribeDomainRecordInfo: ofRecord,
    UpdateDomainRecord: ofRecord,
    UpdateDomainRecordRemark: ofRecord,
    SetDomainRecordStatus: ofRecord,
    DeleteDomainRecord: ofRecord,
  },
};
