import type { AlidnsClient } from '../../shared/cloud/alidns.ts';
import type { PvtzClient } from '../../shared/cloud/pvtz.ts';
import type { RecordStep, RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import { codeOf } from '../../shared/engine/journal.ts';
import type { Applied } from '../../shared/engine/worker.ts';
import { applyPrivateStep } from './apply-private.ts';
import { unless } from './unless.ts';

/** The products that records are written in. */
export interface Writers {
  alidns: AlidnsClient;
  pvtz: PvtzClient;
}

/** Makes the one change that a step stands for. */
export async function applyStep({ alidns, pvtz }: Writers, step: RecordStep): Promise<Applied<RecordsMemory>> {
  switch (step.kind) {
    case 'add-record': {
      const { RecordId } = await alidns.addDomainRecord({
        DomainName: step.zone,
        RR: step.rr,
        Type: 'CNAME',
        Value: step.value,
        TTL: step.ttl,
      });
      return {
        learn: (memory) => ({ ...memory, records: { ...memory.records, [step.name]: RecordId } }),
        message: await mark(alidns, RecordId, step.mark),
      };
    }
    case 'mark-record':
      await alidns.updateDomainRecordRemark(step.recordId, step.mark);
      return {};
    case 'update-record':
      await unless('DomainRecordDuplicate', () =>
        alidns.updateDomainRecord({
          RecordId: step.recordId,
          RR: step.rr,
          Type: 'CNAME',
          Value: step.value,
          TTL: step.ttl,
          Line: 'default',
        }),
      );
      return {};
    case 'enable-record':
      await alidns.setDomainRecordStatus(step.recordId, 'Enable');
      return {};
    case 'remove-record':
      await unless('DomainRecordNotBelongToUser', () => alidns.deleteDomainRecord(step.recordId));
      return {};
    case 'add-zone':
      await unless('InvalidDomainName.Duplicate', () => alidns.addDomain(step.zone));
      return {};
    default:
      return applyPrivateStep(pvtz, step);
  }
}

/** The record is there and its id is remembered: a mark that fails is made up for by a step of its own. */
async function mark(alidns: AlidnsClient, recordId: string, owner: string): Promise<string> {
  try {
    await alidns.updateDomainRecordRemark(recordId, owner);
    return `record ${recordId} is there and marked`;
  } catch (error) {
    return `record ${recordId} is there; its mark follows (${error instanceof Error ? codeOf(error) : 'refused'})`;
  }
}
