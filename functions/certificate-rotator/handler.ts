import { type CasReader, casClient } from '../../shared/cloud/cas.ts';
import { surveyCas } from '../../shared/cloud/cas-survey.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import type { CertificateFact } from '../../shared/domain-rules/certificates.ts';
import type { StepHead } from '../../shared/domain-rules/plan.ts';
import type { Worker } from '../../shared/engine/worker.ts';
import { type Invocation, workerHandler } from '../../shared/engine/worker-handler.ts';
import { type CertificatesMemory, decide } from './decide.ts';
import { observe } from './observe.ts';

/** Chooses the certificate of each custom domain and swaps one that is due for a newer one. */
function certificateRotator(invocation: Invocation): Worker<CertificatesMemory, CertificateFact[], StepHead> {
  const cas = casClient(invocationTransport(invocation));
  let survey: CasReader = cas;
  return {
    functionName: invocation.context.function.name,
    kind: 'certificates',
    freshMemory: { serving: {}, known: {} },
    reportsFromSurvey: true,
    beginSweep() {
      survey = surveyCas(cas);
    },
    observe: (subject, _signal, { how }) => observe(how === 'survey' ? survey : cas, subject),
    decide,
    apply: (step) => Promise.reject(new Error(`certificate-rotator has no steps yet, and was given ${step.id}`)),
  };
}

export const handler = workerHandler(process.env, certificateRotator);
