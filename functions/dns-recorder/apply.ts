import type { AlidnsClient, DomainRecord } from '../../shared/cloud/alidns.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { PvtzClient } from '../../shared/cloud/pvtz.ts';
import { ownerMark, readOwnerMark } from '../../shared/domain-rules/domains.ts';
import { spellNeighbour } from '../../shared/domain-rules/moving/neighbour.ts';
import type { RecordStep } from '../../shared/domain-rules/recording/record-step.ts';
import type { RecordsMemory } from '../../shared/domain-rules/recording/records-memory.ts';
import { codeOf } from '../../shared/engine/journal.ts';
import type { Applied } from '../../shared/engine/worker.ts';
import { applyPrivateStep } from './apply-private.ts';
import { unless } from './unless.ts';

/** The products that records are written in. */
export interface Writers {
  alidns: AlidnsClient;
  pvtz: PvtzClient;
}

/** What keeps two gateways from changing one record at a time. */
export interface Zones {
  /** Our mark. */
  own: string;
  /** Does something while nobody else of Torii changes whose the records of that zone are. @throws ZoneBusy */
  alone<Result>(zone: string, work: () => Promise<Result>): Promise<Result>;
}

type StepOf<Kind extends RecordStep['kind']> = Extract<RecordStep, { kind: Kind }>;

/** Makes the one change that a step stands for. */
export async function applyStep(
  { alidns, pvtz }: Writers,
  step: RecordStep,
  zones: Zones,
): Promise<Applied<RecordsMemory>> {
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
      return removeRecord(alidns, step, zones);
    case 'take-over-record':
      return takeOver(alidns, step, zones);
    case 'add-zone':
      await unless('InvalidDomainName.Duplicate', () => alidns.addDomain(step.zone));
      return {};
    default:
      return applyPrivateStep(pvtz, step);
  }
}

/** The mark decides at the last moment: a record that another gateway took over since it was looked at is not removed. */
async function removeRecord(
  alidns: AlidnsClient,
  { recordId, name }: StepOf<'remove-record'>,
  { own, alone }: Zones,
): Promise<Applied<RecordsMemory>> {
  const standing = await findRecord(alidns, recordId);
  if (!standing) return {};
  return alone(standing.DomainName, async () => {
    const marked = readOwnerMark((await findRecord(alidns, recordId))?.Remark);
    if (marked && ownerMark(marked) !== own) {
      return { message: `the CNAME of ${name} is ${spellNeighbour(marked)}'s by now and stays` };
    }
    await unless('DomainRecordNotBelongToUser', () => alidns.deleteDomainRecord(recordId));
    return {};
  });
}

/** First the mark, then what it says: a run that ends in between leaves a record of ours, which the next one corrects. */
async function takeOver(
  alidns: AlidnsClient,
  { name, recordId, rr, value, ttl, mark, from }: StepOf<'take-over-record'>,
  { alone }: Zones,
): Promise<Applied<RecordsMemory>> {
  const standing = await findRecord(alidns, recordId);
  if (!standing) throw new RecordChangedMeanwhile(name);
  return alone(standing.DomainName, async () => {
    const marked = readOwnerMark((await findRecord(alidns, recordId))?.Remark);
    if (!marked || ownerMark(marked) !== from) throw new RecordChangedMeanwhile(name);
    await alidns.updateDomainRecordRemark(recordId, mark);
    await unless('DomainRecordDuplicate', () =>
      alidns.updateDomainRecord({ RecordId: recordId, RR: rr, Type: 'CNAME', Value: value, TTL: ttl, Line: 'default' }),
    );
    return {
      learn: (memory) => ({ ...memory, records: { ...memory.records, [name]: recordId } }),
      message: `it was ${spellNeighbour(marked)}'s`,
    };
  });
}

/** A record by its id; undefined where it is gone. */
async function findRecord(alidns: AlidnsClient, recordId: string): Promise<DomainRecord | undefined> {
  try {
    return await alidns.describeDomainRecordInfo(recordId);
  } catch (error) {
    if (error instanceof CloudError && error.code === 'DomainRecordNotBelongToUser') return undefined;
    throw error;
  }
}

/** Somebody else changed whose record it is between the look and the write. */
class RecordChangedMeanwhile extends Error {
  readonly code = 'RecordChangedMeanwhile';
  readonly retryable = true;

  constructor(name: string) {
    super(`the CNAME of ${name} changed hands since it was looked at; nothing was written, it is looked at again`);
    this.name = 'RecordChangedMeanwhile';
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
