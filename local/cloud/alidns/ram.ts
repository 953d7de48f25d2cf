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
    AddDomainRecord: domain,
    DeleteSubDomainRecords: domain,
    DescribeDomainRecords: domain,
    DescribeSubDomainRecords: ofSubDomain,
    DescribeDomainRecordInfo: ofRecord,
    UpdateDomainRecord: ofRecord,
    UpdateDomainRecordRemark: ofRecord,
    SetDomainRecordStatus: ofRecord,
    DeleteDomainRecord: ofRecord,
  },
};
