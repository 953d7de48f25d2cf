import type { Domain } from '../../../shared/cloud/alidns.ts';
import { once } from '../../../shared/cloud/once.ts';
import type { WantedCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import type { Looking, Worker } from '../../../shared/engine/worker.ts';
import type { Invocation } from '../../../shared/engine/worker-handler.ts';
import { vaultOf } from '../../../shared/secrets/vault.ts';
import { trustedRoots } from '../../../shared/tls/trusted-roots.ts';
import { documentsOf, surveyDocuments } from '../documents.ts';
import type { Products } from '../products.ts';
import { applyStep } from './apply.ts';
import { hasArrived } from './arrivals.ts';
import { decide } from './decide.ts';
import { issuersOf } from './issuers.ts';
import type { Means } from './means.ts';
import { intend, NO_MEMORY, type RotatorMemory } from './memory.ts';
import { type Look, observe } from './observe.ts';
import type { Held } from './observe-held.ts';
import { readRequests } from './requests.ts';

/** Gets certificates, renews them, and clears away what newer ones took the place of. One document a source and set of names. */
export function issuanceWorker(
  invocation: Invocation,
  { cas, alidns, survey }: Products,
): Worker<RotatorMemory, Look, IssuanceStep, WantedCertificate> {
  const { deps, context, environment } = invocation;
  const { publicDns, store, clock, random } = deps;
  const vault = vaultOf(environment.TORII_MASTER_KEYS);
  const issuers = issuersOf(invocation, context.accountId, vault);
  const means: Means = {
    ...{ publicDns, store, clock, random, cas, alidns, vault, issuers },
    trustedRoots: trustedRoots(environment.TORII_TRUSTED_ROOTS),
  };
  const documents = documentsOf(store, context.accountId);
  let surveyed = documents;
  // Of one run: which zones there are, and what Certificate Management Service held when it was last asked.
  const runs = new WeakMap<Looking, { zones: () => Promise<Domain[]>; held?: Held }>();

  return {
    functionName: context.function.name,
    kind: 'issuance',
    assignedBy: 'wanted-certificate',
    freshMemory: NO_MEMORY,
    speaksOf: 'CertificatesValid',
    reportsFromSurvey: true,
    beginSweep() {
      surveyed = surveyDocuments(documents);
    },
    async readsRequests() {
      const newestFor = await readRequests(documents);
      return ({ name, memory: { forcedAt = 0 } }) => (newestFor(name) ?? 0) > forcedAt;
    },
    maySpareWholeLook: ({ kind }) => !WANT_WHOLE_LOOK.includes(kind),
    async observe(subject, _signal, looking) {
      const ofSweep = looking.how === 'survey';
      const run = runs.get(looking) ?? { zones: once(() => alidns.allDomains()) };
      runs.set(looking, run);
      const look = await observe(means, subject, {
        cas: ofSweep ? survey() : cas,
        alidns: { ...alidns, allDomains: () => run.zones() },
        documents: ofSweep ? surveyed : documents,
        ofSweep,
        held: looking.how === 'changed' ? run.held : undefined,
      });
      if (!ofSweep) run.held = look.held;
      return look;
    },
    decide,
    hasArrived: (waits, subject) => hasArrived(means, waits, subject),
    intend,
    apply: (step, subject) => applyStep(means, step, subject),
  };
}

/** What costs an order or ends a certificate is never done on the strength of what was read before. */
const WANT_WHOLE_LOOK: IssuanceStep['kind'][] = [
  'order-certificate',
  'upload-certificate',
  'delete-certificate',
  'apply-for-package',
  'renew-package-order',
  'cancel-package-order',
];
