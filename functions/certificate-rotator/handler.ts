import type { WantingStep } from '../../shared/domain-rules/rotation/plan-wanting.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { crew, type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { applyWanting, intendWanting } from './apply-wanting.ts';
import { type CertificatesMemory, decide, type Observation } from './decide.ts';
import { documentsOf, surveyDocuments } from './documents.ts';
import { issuanceWorker } from './issuing/worker.ts';
import { observe } from './observe.ts';
import { productsOf } from './products.ts';

/** Says which certificate serves each domain of a gateway, and has those got that nobody else puts there. */
function certificateRotator(invocation: Invocation): Worker<CertificatesMemory, Observation, WantingStep> {
  const { deps, context } = invocation;
  const { cas, survey } = productsOf(invocation);
  const documents = documentsOf(deps.store, context.accountId);
  let surveyed = documents;
  return {
    functionName: context.function.name,
    kind: 'certificates',
    freshMemory: { serving: {}, known: {} },
    speaksOf: 'CertificatesValid',
    reportsFromSurvey: true,
    beginSweep() {
      surveyed = surveyDocuments(documents);
    },
    observe: (subject, _signal, { how }) =>
      observe(how === 'survey' ? { cas: survey(), documents: surveyed } : { cas, documents }, subject),
    decide,
    intend: intendWanting,
    apply: (step, subject) => applyWanting(deps, context.function.name, subject, step),
  };
}

export const handler = workerHandler(process.env, certificateRotator, (invocation) =>
  crew(issuanceWorker(invocation, productsOf(invocation)), invocation),
);
