import type { Product } from '../product.ts';
import { addDomain, deleteDomain, describeDomainInfo, describeDomains } from './domains.ts';
import { alidnsErrors } from './errors.ts';
import { alidnsRam } from './ram.ts';
import { describeDomainRecordInfo, describeDomainRecords, describeSubDomainRecords } from './read-records.ts';
import type { AlidnsState } from './state.ts';
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
    addDomainRecord,
    updateDomainRecord,
    deleteDomainRecord,
    deleteSubDomainRecords,
    setDomainRecordStatus,
    updateDomainRecordRemark,
    describeDomainRecordInfo,
    describeDomainRecords,
    describeSubDomainRecords,
  ],
};
