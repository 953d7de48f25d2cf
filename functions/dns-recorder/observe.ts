import { type ObservedRecords, observeRecords } from '../../shared/cloud/records-observation.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import type { Neighbour } from '../../shared/domain-rules/moving/neighbour.ts';
import { recordsComeOrGo } from '../../shared/domain-rules/moving/wants-neighbours.ts';
import { dnsQuestion } from '../../shared/domain-rules/recording/dns-question.ts';
import type { DnsSightings } from '../../shared/domain-rules/recording/publication.ts';
import { type RecordsMemory, recordedNames } from '../../shared/domain-rules/recording/records-memory.ts';
import { recordsInput, recordsQuestion } from '../../shared/domain-rules/subject.ts';
import type { Subject } from '../../shared/engine/worker.ts';
import type { PublicDns } from '../../shared/function-compute/public-dns.ts';
import { askDns } from './ask-dns.ts';

/** What the DNS products say, and what DNS itself says of it. */
export type Observation = ObservedRecords & {
  sightings: DnsSightings;
  /** The account's other gateways, where a record of this one comes or goes. */
  neighbours: Neighbour[];
};

/** What stands at each name that is declared or that we wrote before, and whether callers find what should be there. */
export async function observe(
  read: Parameters<typeof observeRecords>[0],
  dns: PublicDns,
  subject: Subject<RecordsMemory>,
  askNeighbours: () => Promise<Neighbour[]>,
): Promise<Observation> {
  const { declared, memory, intents } = subject;
  const observed = await observeRecords(read, recordsQuestion(subject, memory));
  const question = dnsQuestion(recordsInput(subject, memory, observed, Object.keys(intents)));
  const names = declared.deletion ? [] : recordedNames(declared.declaration);
  const moving = recordsComeOrGo(observed.existing, Object.keys(memory.records), names, ownerMark(subject));
  const [sightings, neighbours] = await Promise.all([askDns(dns, question), moving ? askNeighbours() : []]);
  return { ...observed, sightings, neighbours };
}
