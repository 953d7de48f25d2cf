import type { RamNaming, RamResource } from '../product.ts';
import type { PvtzState } from './state.ts';

const zone = 'zone/{ZoneId}';

const ofRecord: RamResource<PvtzState> = (state, { account, parameters: { RecordId } }) => {
  const found = state.zonesOf(account).find(({ all }) => all.some(({ recordId }) => recordId === RecordId));
  return [`zone/${found?.zoneId ?? '*'}`];
};

/**
 * `acs:pvtz::<account>:zone/<id>`. Source: "Grant permissions to a RAM user" of PrivateZone, whose example gives
 * everything on a zone, and the lists on everything; that the two go by operations like this is inferred.
 */
export const pvtzRam: RamNaming<PvtzState> = {
  isGlobal: true,
  resources: {
    DeleteZone: zone,
    UpdateZoneRemark: zone,
    BindZoneVpc: zone,
    DescribeZoneInfo: zone,
    DescribeZoneRecords: zone,
    AddZoneRecord: zone,
    UpdateZoneRecord: ofRecord,
    SetZoneRecordStatus: ofRecord,
    DeleteZoneRecord: ofRecord,
  },
};
