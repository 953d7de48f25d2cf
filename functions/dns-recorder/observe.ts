import type { AlidnsReader } from '../../shared/cloud/alidns.ts';
import { type ObservedRecords, observeRecords } from '../../shared/cloud/records-observation.ts';
import { longestZone } from '../../shared/domain-rules/domains.ts';
import type { RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import { recordNames } from '../../shared/domain-rules/subject.ts';
import type { Subject } from '../../shared/engine/worker.ts';

/** What stands at each name that is declared or that we wrote before. */
export function observe(alidns: AlidnsReader, subject: Subject<RecordsMemory>): Promise<ObservedRecords> {
  return observeRecords(alidns, recordNames(subject, subject.memory), longestZone);
}
