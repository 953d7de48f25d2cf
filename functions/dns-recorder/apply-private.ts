import type { BoundVpc, PvtzClient } from '../../shared/cloud/pvtz.ts';
import type { PrivateStep } from '../../shared/domain-rules/recording/private-step.ts';
import type { RecordsMemory } from '../../shared/domain-rules/recording/records-memory.ts';
import { codeOf } from '../../shared/engine/journal.ts';
import type { Applied } from '../../shared/engine/worker.ts';
import { unless } from './unless.ts';

/** Makes the one change of PrivateZone that a step stands for. */
export async function applyPrivateStep(pvtz: PvtzClient, step: PrivateStep): Promise<Applied<RecordsMemory>> {
  switch (step.kind) {
    case 'add-private-zone': {
      const { ZoneId } = await pvtz.addZone({ ZoneName: step.name, ProxyPattern: 'RECORD' });
      return {
        learn: (memory) => remember(memory, step.name, { zoneId: ZoneId, bound: [] }),
        message: await mark(pvtz, ZoneId, step.mark),
      };
    }
    case 'mark-private-zone':
      await pvtz.updateZoneRemark(step.zoneId, step.mark);
      return {};
    case 'bind-private-zone':
      await rebind(pvtz, step.zoneId, (bound) => [
        ...bound.filter(({ VpcId }) => !step.vpcs.includes(VpcId)),
        ...step.vpcs.map((VpcId) => ({ VpcId, RegionId: step.region })),
      ]);
      return {
        learn: (memory) => {
          const bound = memory.privateNames?.[step.name]?.bound ?? [];
          return remember(memory, step.name, { zoneId: step.zoneId, bound: [...new Set([...bound, ...step.vpcs])] });
        },
      };
    case 'unbind-private-zone':
      await rebind(pvtz, step.zoneId, (bound) => bound.filter(({ VpcId }) => !step.vpcs.includes(VpcId)));
      return {};
    case 'remove-private-zone':
      await unless('Zone.NotExists', () => pvtz.deleteZone(step.zoneId));
      return {};
    case 'add-private-record':
      await pvtz.addZoneRecord({
        ZoneId: step.zoneId,
        Rr: step.rr,
        Type: 'CNAME',
        Value: step.value,
        Ttl: step.ttl,
        Remark: step.mark,
      });
      return {};
    case 'update-private-record':
      await pvtz.updateZoneRecord({
        RecordId: step.recordId,
        Rr: step.rr,
        Type: 'CNAME',
        Value: step.value,
        Ttl: step.ttl,
        Line: 'default',
      });
      return {};
    case 'enable-private-record':
      await pvtz.setZoneRecordStatus(step.recordId, 'ENABLE');
      return {};
    case 'remove-private-record':
      await unless('Record.NotExists', () => pvtz.deleteZoneRecord(step.recordId));
      return {};
  }
}

/** Others lost their view of the zone, or ours did not come: somebody bound it at the same time. */
class BindingsDiffer extends Error {
  readonly code = 'BindingsDiffer';
  readonly retryable = true;

  constructor(zoneId: string, found: string[]) {
    super(
      `private zone ${zoneId} is bound to ${found.join(', ') || 'no VPC'} after all, which is not what was asked for`,
    );
    this.name = 'BindingsDiffer';
  }
}

/**
 * BindZoneVpc overwrites the whole list, so it is read at the last moment, sent whole, and compared afterwards.
 * @throws BindingsDiffer
 */
async function rebind(pvtz: PvtzClient, zoneId: string, change: (bound: BoundVpc[]) => BoundVpc[]): Promise<void> {
  const before = await pvtz.describeZoneInfo(zoneId);
  const wanted = change(before.BindVpcs.Vpc);
  await pvtz.bindZoneVpc(zoneId, wanted);
  const after = await pvtz.describeZoneInfo(zoneId);
  const found = after.BindVpcs.Vpc.map(({ VpcId }) => VpcId);
  const missing = wanted.some(({ VpcId }) => !found.includes(VpcId));
  if (missing || found.length !== wanted.length) throw new BindingsDiffer(zoneId, found);
}

/** The zone is there and its id is remembered: a mark that fails is made up for by a step of its own. */
async function mark(pvtz: PvtzClient, zoneId: string, owner: string): Promise<string> {
  try {
    await pvtz.updateZoneRemark(zoneId, owner);
    return `private zone ${zoneId} is there and marked`;
  } catch (error) {
    return `private zone ${zoneId} is there; its mark follows (${error instanceof Error ? codeOf(error) : 'refused'})`;
  }
}

function remember(
  memory: RecordsMemory,
  name: string,
  made: NonNullable<RecordsMemory['privateNames']>[string],
): RecordsMemory {
  return { ...memory, privateNames: { ...memory.privateNames, [name]: made } };
}
