import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import type { ObservedRecords } from '../../shared/cloud/records-observation.ts';
import type { RecordStep, RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { decide } from './decide.ts';
import { observe } from './observe.ts';

/** Keeps the CNAMEs of custom domains. The only writer of these records. */
function dnsRecorder(invocation: Invocation): Worker<RecordsMemory, ObservedRecords, RecordStep> {
  const alidns = alidnsClient(invocationTransport(invocation));
  return {
    functionName: invocation.context.function.name,
    kind: 'records',
    freshMemory: { records: {}, removed: false },
    observe: (subject) => observe(alidns, subject),
    decide,
    apply: (step) => applyStep(alidns, step),
  };
}

export const handler = workerHandler(process.env, dnsRecorder);
