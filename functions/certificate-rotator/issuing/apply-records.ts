import type { AlidnsClient, DomainRecord } from '../../../shared/cloud/alidns.ts';
import { CloudError } from '../../../shared/cloud/cloud-errors.ts';
import { recordName } from '../../../shared/domain-rules/domains.ts';
import type { ChallengeRecord } from '../../../shared/domain-rules/issuing/issuance.ts';
import { recordKey } from '../../../shared/domain-rules/issuing/observation.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import { plainName } from '../../../shared/domain-rules/plain-name.ts';
import { codeOf } from '../../../shared/engine/journal.ts';
import type { Applied } from '../../../shared/engine/worker.ts';
import type { RotatorMemory } from './memory.ts';

type StepOf<Kind extends IssuanceStep['kind']> = Extract<IssuanceStep, { kind: Kind }>;

/** Makes a record that proves a name, and marks it as ours; one that says just that already is found. */
export async function addChallengeRecord(
  alidns: AlidnsClient,
  { record, ttl, mark }: StepOf<'add-challenge-record'>,
): Promise<Applied<RotatorMemory>> {
  const { zone, type, value } = record;
  try {
    const { RecordId } = await alidns.addDomainRecord({
      DomainName: zone,
      RR: recordName(record.recordName, zone),
      Type: type,
      Value: value,
      TTL: ttl,
    });
    const message = await writeMark(alidns, RecordId, mark);
    return { learn: (memory) => withRecord(memory, record, RecordId), message };
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'DomainRecordDuplicate') throw error;
    const there = await findRecord(alidns, record);
    if (!there) throw error;
    // Made by a call whose answer was lost, perhaps before it was marked; what bears another remark is somebody else's.
    if (there.Remark && there.Remark !== mark)
      return { learn: (memory) => withoutRecord(memory, record), message: 'it is there, and not ours' };
    return { learn: (memory) => withRecord(memory, record, there.RecordId), message: 'it was there already' };
  }
}

/** By id, and only while it still says what it was made to say. */
export async function removeChallengeRecord(
  alidns: AlidnsClient,
  { record }: StepOf<'remove-challenge-record'>,
): Promise<Applied<RotatorMemory>> {
  const { recordId } = record;
  const learn = (memory: RotatorMemory) => withoutRecord(memory, record);
  const standing = recordId === undefined ? undefined : await standingRecord(alidns, recordId);
  if (!standing) return { learn, message: 'it is gone already' };
  if (!says(standing, record)) return { learn, message: `record ${recordId} says something else by now and stays` };
  try {
    await alidns.deleteDomainRecord(standing.RecordId);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return { learn };
}

async function findRecord(alidns: AlidnsClient, record: ChallengeRecord): Promise<DomainRecord | undefined> {
  const there = await alidns.allSubDomainRecords({ SubDomain: record.recordName, DomainName: record.zone });
  return there.find((one) => says(one, record));
}

async function standingRecord(alidns: AlidnsClient, recordId: string): Promise<DomainRecord | undefined> {
  try {
    return await alidns.describeDomainRecordInfo(recordId);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof CloudError && error.code === 'DomainRecordNotBelongToUser';
}

function says({ Type, Value }: DomainRecord, { type, value }: ChallengeRecord): boolean {
  if (Type.toUpperCase() !== type) return false;
  return type === 'TXT' ? Value === value : plainName(Value) === plainName(value);
}

/** The record is there, and its id is remembered: that the mark failed costs nothing but an owner's question. */
async function writeMark(alidns: AlidnsClient, recordId: string, mark: string): Promise<string> {
  try {
    await alidns.updateDomainRecordRemark(recordId, mark);
    return `record ${recordId} is there and marked`;
  } catch (error) {
    return `record ${recordId} is there; its mark failed (${error instanceof Error ? codeOf(error) : 'refused'})`;
  }
}

function withRecord(memory: RotatorMemory, record: ChallengeRecord, recordId: string): RotatorMemory {
  const others = memory.challengeRecords.filter((one) => recordKey(one) !== recordKey(record));
  const known = memory.challengeRecords.find((one) => recordKey(one) === recordKey(record)) ?? record;
  return { ...memory, challengeRecords: [...others, { ...known, recordId }] };
}

function withoutRecord(memory: RotatorMemory, record: ChallengeRecord): RotatorMemory {
  return {
    ...memory,
    challengeRecords: memory.challengeRecords.filter((one) => recordKey(one) !== recordKey(record)),
  };
}
