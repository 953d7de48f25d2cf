import type { AlidnsClient } from '../../shared/cloud/alidns.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { RecordStep, RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import type { Applied } from '../../shared/engine/worker.ts';

/** Makes the one change that a step stands for. */
export async function applyStep(alidns: AlidnsClient, step: RecordStep): Promise<Applied<RecordsMemory>> {
  switch (step.kind) {
    case 'add-record': {
      const { RecordId } = await alidns.addDomainRecord({
        DomainName: step.zone,
        RR: step.rr,
        Type: 'CNAME',
        Value: step.value,
        TTL: step.ttl,
      });
      // Marked by a step of its own: whatever happens in between, the id is remembered and the mark is made up for.
      return { learn: (memory) => ({ ...memory, records: { ...memory.records, [step.name]: RecordId } }) };
    }
    case 'mark-record':
      await alidns.updateDomainRecordRemark(step.recordId, step.mark);
      return {};
    case 'update-record':
      await alidns.updateDomainRecord({
        RecordId: step.recordId,
        RR: step.rr,
        Type: 'CNAME',
        Value: step.value,
        TTL: step.ttl,
        Line: 'default',
      });
      return {};
    case 'remove-record':
      await removeRecord(alidns, step.recordId);
      return {};
  }
}

async function removeRecord(alidns: AlidnsClient, recordId: string): Promise<void> {
  try {
    await alidns.deleteDomainRecord(recordId);
  } catch (error) {
    // The code for a record that is gone already: what was wanted is so.
    if (error instanceof CloudError && error.code === 'DomainRecordNotBelongToUser') return;
    throw error;
  }
}
