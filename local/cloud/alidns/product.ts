import type { Product } from '../product.ts';
import { describeBatchResultCount, describeBatchResultDetail, operateBatchDomain } from './batches.ts';
import { describeDomainNs, describeSupportLines, getMainDomainName } from './domain-facts.ts';
import {
  addDomain,
  deleteDomain,
  describeDomainInfo,
  describeDomains,
  moveDomainResourceGroup,
  updateDomainRemark,
} from './domains.ts';
import { alidnsErrors } from './errors.ts';
import {
  addDomainGroup,
  changeDomainGroup,
  deleteDomainGroup,
  describeDomainGroups,
  updateDomainGroup,
} from './groups.ts';
import { describeDomainLogs, describeRecordLogs } from './logs.ts';
import { alidnsRam } from './ram.ts';
import { describeDomainRecordInfo, describeDomainRecords, describeSubDomainRecords } from './read-records.ts';
import { getTxtRecordForVerify, retrieveDomain } from './retrieval.ts';
import type { AlidnsState } from './state.ts';
import { describeTags, listTagResources, tagResources, untagResources } from './tags.ts';
import { describeDnsSlbSubDomains, setDnsSlbStatus, updateDnsSlbWeight } from './weights.ts';
import {
  addDomainRecord,
  deleteDomainRecord,
  deleteSubDomainRecords,
  setDomainRecordStatus,
  updateDomainRecord,
  updateDomainRecordRemark,
} from './write-records.ts';

/** Alibaba Cloud DNS, API 2015-01-09: public zones, and what the local name server answers from. */
export const alidns: Product<AlidnsState> = {
  name: 'alidns',
  version: '2015-01-09',
  errors: alidnsErrors,
  ram: alidnsRam,
  actions: [
    addDomain,
    deleteDomain,
    describeDomains,
    describeDomainInfo,
    updateDomainRemark,
    moveDomainResourceGroup,
    getMainDomainName,
    describeDomainNs,
    describeSupportLines,
    getTxtRecordForVerify,
    retrieveDomain,
    addDomainGroup,
    updateDomainGroup,
    deleteDomainGroup,
    describeDomainGroups,
    changeDomainGroup,
    tagResources,
    untagResources,
    listTagResources,
    describeTags,
    addDomainRecord,
    updateDomainRecord,
    deleteDomainRecord,
    deleteSubDomainRecords,
    setDomainRecordStatus,
    updateDomainRecordRemark,
    describeDomainRecordInfo,
    describeDomainRecords,
    describeSubDomainRecords,
    setDnsSlbStatus,
    updateDnsSlbWeight,
    describeDnsSlbSubDomains,
    operateBatchDomain,
    describeBatchResultCount,
    describeBatchResultDetail,
    describeRecordLogs,
    describeDomainLogs,
  ],
};
