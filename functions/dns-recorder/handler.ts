import { type AlidnsReader, alidnsClient } from '../../shared/cloud/alidns.ts';
import { surveyAlidns } from '../../shared/cloud/alidns-survey.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import type { ObservedRecords } from '../../shared/cloud/records-observation.ts';
import type { RecordStep, RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import { recordNames } from '../../shared/domain-rules/subject.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { decide } from './decide.ts';
import { observe } from './observe.ts';

/** Keeps the CNAMEs of custom domains. The only writer of these records. */
function dnsRecorder(invocation: Invocation): Worker<RecordsMemory, ObservedRecords, RecordStep> {
  const alidns = alidnsClient(invocationTransport(invocation));
  let survey: AlidnsReader = alidns;
  return {
    functionName: invocation.context.function.name,
    kind: 'records',
    freshMemory: { records: {}, removed: false },
    beginSweep(due) {
      survey = surveyAlidns(
        alidns,
        due.flatMap((subject) => recordNames({ ...subject, peers: {} }, subject.memory)),
      );
    },
    observe: (subject, _signal, { how }) => observe(how === 'survey' ? survey : alidns, subject),
    decide,
    apply: (step) => applyStep(alidns, step),
  };
}

export const handler = workerHandler(process.env, dnsRecorder);
