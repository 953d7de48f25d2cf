import type { AlidnsReader } from '../../shared/cloud/alidns.ts';
import { type ObservedRecords, observeRecords } from '../../shared/cloud/records-observation.ts';
import { longestZone, ownerMark } from '../../shared/domain-rules/domains.ts';
import type { Neighbour } from '../../shared/domain-rules/moving/neighbour.ts';
import { recordsComeOrGo } from '../../shared/domain-rules/moving/wants-neighbours.ts';
import { type RecordsMemory, recordedNames } from '../../shared/domain-rules/recording/plan-records.ts';
import { recordNames } from '../../shared/domain-rules/subject.ts';
import type { Subject } from '../../shared/engine/worker.ts';

export interface Observation extends ObservedRecords {
  /** The account's other gateways, where a record of this one comes or goes. */
  neighbours: Neighbour[];
}

/** What stands at each name that is declared or that we wrote before. */
export async function observe(
  alidns: AlidnsReader,
  subject: Subject<RecordsMemory>,
  askNeighbours: () => Promise<Neighbour[]>,
): Promise<Observation> {
  const { declared, memory } = subject;
  const observed = await observeRecords(alidns, recordNames(subject, memory), longestZone);
  const names = declared.deletion ? [] : recordedNames(declared.declaration);
  const moving = recordsComeOrGo(observed.existing, Object.keys(memory.records), names, ownerMark(subject));
  return { ...observed, neighbours: moving ? await askNeighbours() : [] };
}
