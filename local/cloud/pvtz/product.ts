import type { Product } from '../product.ts';
import { pvtzErrors } from './errors.ts';
import { pvtzRam } from './ram.ts';
import {
  addZoneRecord,
  deleteZoneRecord,
  describeZoneRecords,
  setZoneRecordStatus,
  updateZoneRecord,
} from './records.ts';
import type { PvtzState } from './state.ts';
import {
  addZone,
  bindZoneVpc,
  checkZoneName,
  deleteZone,
  describeZoneInfo,
  describeZones,
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
    bindZoneVpc,
    describeZones,
    describeZoneInfo,
    addZoneRecord,
    updateZoneRecord,
    deleteZoneRecord,
    setZoneRecordStatus,
    describeZoneRecords,
  ],
};
