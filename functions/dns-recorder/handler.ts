import { type AlidnsReader, alidnsClient } from '../../shared/cloud/alidns.ts';
import { surveyAlidns } from '../../shared/cloud/alidns-survey.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { pvtzClient } from '../../shared/cloud/pvtz.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import type { RecordStep } from '../../shared/domain-rules/recording/record-step.ts';
import { keepOldTtls, type RecordsMemory } from '../../shared/domain-rules/recording/records-memory.ts';
import { recordNames } from '../../shared/domain-rules/subject.ts';
import { readNeighbours } from '../../shared/engine/neighbours.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { isPublished } from './ask-dns.ts';
import { decide } from './decide.ts';
import { type Observation, observe } from './observe.ts';
import { aloneInZone } from './zone-lease.ts';

/** Keeps the CNAMEs of custom domains. The only writer of these records, and of PrivateZone. */
function dnsRecorder(invocation: Invocation): Worker<RecordsMemory, Observation, RecordStep> {
  const { deps, context } = invocation;
  const { publicDns, newId } = deps;
  const transport = invocationTransport(invocation);
  const products = { alidns: alidnsClient(transport), pvtz: pvtzClient(transport, newId) };
  let survey: AlidnsReader = products.alidns;
  return {
    functionName: invocation.context.function.name,
    kind: 'records',
    freshMemory: { records: {}, removed: false },
    speaksOf: 'RecordsPublished',
    beginSweep(due) {
      survey = surveyAlidns(
        products.alidns,
        due.flatMap((subject) => recordNames({ ...subject, peers: {} }, subject.memory)),
      );
    },
    observe: (subject, _signal, { how }) =>
      observe(how === 'survey' ? { ...products, alidns: survey } : products, publicDns, subject, () =>
        readNeighbours(deps.store, subject),
      ),
    decide,
    hasArrived: async (_waits, { memory }) => !memory.awaited || isPublished(publicDns, memory.awaited),
    intend: keepOldTtls,
    apply: (step, subject) =>
      applyStep(products, step, {
        own: ownerMark(subject),
        alone: (zone, work) => aloneInZone(deps, { account: subject.account, zone, holder: context.requestId }, work),
      }),
  };
}

export const handler = workerHandler(process.env, dnsRecorder);
