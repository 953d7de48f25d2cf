import type { AlidnsReader } from '../../shared/cloud/alidns.ts';
import { type ObservedRecords, observeRecords } from '../../shared/cloud/records-observation.ts';
import { longestZone } from '../../shared/domain-rules/domains.ts';
import { type RecordsMemory, recordedNames } from '../../shared/domain-rules/recording/plan-records.ts';
import type { Subject } from '../../shared/engine/worker.ts';

export type { ObservedRecords };

/** What stands at each name that is declared or that we wrote before. */
export function observe(alidns: AlidnsReader, { declared, memory }: Subject<RecordsMemory>): Promise<ObservedRecords> {
  const names = [...new Set([...recordedNames(declared.declaration), ...Object.keys(memory.records)])];
  return observeRecords(alidns, names, longestZone);
}
