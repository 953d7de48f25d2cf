import type { ExistingRecord } from '../domain-rules/domains.ts';
import type { ObservedPrivateZone } from '../domain-rules/recording/private-zone.ts';
import type { RecordsQuestion } from '../domain-rules/subject.ts';
import type { PrivateRecord, PrivateZone, PvtzReader } from './pvtz.ts';

/**
 * The private zones that hold one of the names, and those that are ours: who sees them, and what stands in them at the
 * names. Nothing is read where no private name is declared or remembered.
 */
export async function observePrivateZones(
  pvtz: PvtzReader,
  { privateNames, isWithin, hostOf, isOurs }: RecordsQuestion,
): Promise<ObservedPrivateZone[]> {
  if (privateNames.length === 0) return [];
  const listed = await pvtz.allZones();
  const names = new Set([...privateNames, ...listed.filter(({ Remark }) => isOurs(Remark)).map(plainZoneName)]);
  const holding = listed
    .map((zone) => ({ zone, held: [...names].filter((name) => isWithin(name, zone.ZoneName)) }))
    .filter(({ held }) => held.length > 0);
  return Promise.all(
    holding.map(async ({ zone, held }) => {
      const { ZoneId: zoneId, ZoneName } = zone;
      const standing = async (name: string): Promise<[string, ExistingRecord[]]> => {
        const host = hostOf(name, ZoneName);
        const found = await pvtz.allZoneRecords({ ZoneId: zoneId, Keyword: host, SearchMode: 'EXACT' });
        // The word may also be a value.
        return [name, found.filter(({ Rr }) => Rr.toLowerCase() === host).map(readRecord)];
      };
      const [{ BindVpcs, Remark, RecordCount }, at] = await Promise.all([
        pvtz.describeZoneInfo(zoneId),
        Promise.all(held.map(standing)),
      ]);
      return {
        zoneId,
        name: ZoneName,
        remark: Remark,
        recordCount: RecordCount ?? 0,
        vpcs: BindVpcs.Vpc.map(({ VpcId }) => VpcId),
        at: Object.fromEntries(at),
      };
    }),
  );
}

function plainZoneName({ ZoneName }: PrivateZone): string {
  return ZoneName.toLowerCase();
}

function readRecord({ RecordId, Rr, Type, Value, Line, Status, Ttl, Remark }: PrivateRecord): ExistingRecord {
  return {
    recordId: RecordId,
    rr: Rr,
    type: Type,
    value: Value,
    line: Line ?? 'default',
    status: Status ?? 'ENABLE',
    ttl: Ttl ?? 60,
    ...(Remark ? { remark: Remark } : {}),
  };
}
