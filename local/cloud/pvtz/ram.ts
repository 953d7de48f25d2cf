import type { RamNaming, RamResource } from '../product.ts';
import type { PvtzState } from './state.ts';

const zone = 'zone/{ZoneId}';

const ofRecord: RamResource<PvtzState> = (state, { account, parameters: { RecordId } }) => {
  return [`zone/${state.zoneOfRecord(account, Number(RecordId))?.zoneId ?? '*'}`];
};

/** Each zone that is named. */
const tagged: RamResource<PvtzState> = (_state, { parameters: { ResourceId } }) =>
  Array.isArray(ResourceId) && ResourceId.length > 0 ? ResourceId.map((id) => `zone/${id}`) : ['zone/*'];

/**
 * `acs:pvtz::<account>:zone/<id>`. Source: "Grant permissions to a RAM user" of PrivateZone, whose example gives
 * everything on a zone, and the lists on everything; that the two go by operations like this is inferred.
 */
export const pvtzRam: RamNaming<PvtzState> = {
  isGlobal: true,
  resources: {
    DeleteZone: zone,
    UpdateZoneRemark: zone,
    SetProxyPattern: zone,
    ChangeZoneDnsGroup: zone,
    SetZoneLbaStatus: zone,
    MoveResourceGroup: 'zone/{ResourceId}',
    TagResources: tagged,
    UntagResources: tagged,
    ListTagResources: tagged,
    BindZoneVpc: zone,
    DescribeZoneInfo: zone,
    DescribeZoneRecords: zone,
    AddZoneRecord: zone,
    UpdateZoneRecord: ofRecord,
    SetZoneRecordStatus: ofRecord,
    DeleteZoneRecord: ofRecord,
    UpdateRecordRemark: ofRecord,
    UpdateZoneRecordWeight: ofRecord,
    DescribeZoneRecord: ofRecord,
  },
};
