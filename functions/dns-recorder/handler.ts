import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { pvtzClient } from '../../shared/cloud/pvtz.ts';
import type { RecordStep, RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyStep } from './apply.ts';
import { isPublished } from './ask-dns.ts';
import { decide } from './decide.ts';
import { type Observation, observe } from './observe.ts';

/** Keeps the CNAMEs of custom domains. The only writer of these records, and of PrivateZone. */
function dnsRecorder(invocation: Invocation): Worker<RecordsMemory, Observation, RecordStep> {
  const transport = invocationTransport(invocation);
  const { publicDns, newId } = invocation.deps;
  const products = { alidns: alidnsClient(transport), pvtz: pvtzClient(transport, newId) };
  return {
    functionName: invocation.context.function.name,
    kind: 'records',
    freshMemory: { records: {}, removed: false },
    observe: (subject) => observe(products, publicDns, subject),
    decide,
    hasArrived: async (_waits, { memory }) => !memory.awaited || isPublished(publicDns, memory.awaited),
    apply: (step) => applyStep(products, step),
  };
}

export const handler = workerHandler(process.env, dnsRecorder);
