import type { Product } from '../product.ts';
import {
  addUserVpcAuthorization,
  bindZoneVpc,
  deleteUserVpcAuthorization,
  describeUserVpcAuthorizations,
} from './bindings.ts';
import { describeChangeLogs } from './change-logs.ts';
import { pvtzErrors } from './errors.ts';
import { pvtzRam } from './ram.ts';
import { describeZoneRecord, describeZoneRecords } from './read-records.ts';
import {
  describeRegions,
  describeUserServiceStatus,
  describeZoneInfo,
  describeZones,
  describeZoneVpcTree,
} from './read-zones.ts';
import {
  addZoneRecord,
  deleteZoneRecord,
  setZoneLbaStatus,
  setZoneRecordStatus,
  updateRecordRemark,
  updateZoneRecord,
  updateZoneRecordWeight,
} from './records.ts';
import type { PvtzState } from './state.ts';
import { describeTags, listTagResources, tagResources, untagResources } from './tags.ts';
import {
  addZone,
  changeZoneDnsGroup,
  checkZoneName,
  deleteZone,
  moveResourceGroup,
  setProxyPattern,
  updateZoneRemark,
} from './zones.ts';

/** PrivateZone, API 2018-01-01: zones that only clients inside bound VPCs see. */
export const pvtz: Product<PvtzState> = {
  name: 'pvtz',
  version: '2018-01-01',
  errors: pvtzErrors,
  ram: pvtzRam,
  actions: [
    addZone,
    deleteZone,
    checkZoneName,
    updateZoneRemark,
    setProxyPattern,
    changeZoneDnsGroup,
    moveResourceGroup,
    bindZoneVpc,
    addUserVpcAuthorization,
    deleteUserVpcAuthorization,
    describeUserVpcAuthorizations,
    describeZones,
    describeZoneInfo,
    describeZoneVpcTree,
    describeRegions,
    describeUserServiceStatus,
    describeChangeLogs,
    tagResources,
    untagResources,
    listTagResources,
    describeTags,
    addZoneRecord,
    updateZoneRecord,
    deleteZoneRecord,
    setZoneRecordStatus,
    updateRecordRemark,
    updateZoneRecordWeight,
    setZoneLbaStatus,
    describeZoneRecord,
    describeZoneRecords,
  ],
};
