import { type ObservedRecords, observeRecords } from '../../shared/cloud/records-observation.ts';
import { dnsQuestion } from '../../shared/domain-rules/recording/dns-question.ts';
import type { RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import type { DnsSightings } from '../../shared/domain-rules/recording/publication.ts';
import { recordsInput, recordsQuestion } from '../../shared/domain-rules/subject.ts';
import type { Subject } from '../../shared/engine/worker.ts';
import type { PublicDns } from '../../shared/function-compute/public-dns.ts';
import { askDns } from './ask-dns.ts';

/** What the DNS products say, and what DNS itself says of it. */
export type Observation = ObservedRecords & { sightings: DnsSightings };

/** What stands at each name that is declared or that we wrote before, and whether callers find what should be there. */
export async function observe(
  read: Parameters<typeof observeRecords>[0],
  dns: PublicDns,
  subject: Subject<RecordsMemory>,
): Promise<Observation> {
  const { memory, intents } = subject;
  const observed = await observeRecords(read, recordsQuestion(subject, memory));
  const question = dnsQuestion(recordsInput(subject, memory, observed, Object.keys(intents)));
  return { ...observed, sightings: await askDns(dns, question) };
}
