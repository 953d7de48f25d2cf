import type { AlidnsClient } from '../../shared/cloud/alidns.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { RecordStep, RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import { codeOf } from '../../shared/engine/journal.ts';
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

/** Makes a call whose refusal with this code says that what was wanted is so already. */
async function unless(code: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== code) throw error;
  }
}
