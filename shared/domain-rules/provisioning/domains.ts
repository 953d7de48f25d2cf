import type { Finding } from '../condition.ts';
import type { Declaration } from '../declaration.ts';
import { isIssued } from '../issuing/source.ts';
import { type Claim, type Claimant, claimOn } from '../moving/claim.ts';
import { letGo } from '../moving/let-go.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import { addWithinThreshold } from '../safety-threshold.ts';
import { heldBackCertificate, ROLLED_BACK, servingCertificate } from '../verification/held-back.ts';
import type { HeldBack } from '../verification/memory.ts';
import { whyNotAttached } from './certificate-fitness.ts';
import type { ProvisioningInput } from './input.ts';
import type { ObservedDomain } from './observation.ts';
import {
  INTERNET_RUNNING,
  INTRANET_RUNNING,
  ON_A_RUNNING_GATEWAY,
  OPEN_INTERNET,
  OPEN_INTRANET,
  type ProvisioningStep,
} from './step.ts';

type DeclaredDomain = Declaration['spec']['domains'][number];
type Truth = Omit<Finding, 'type'>;

/** Custom domains on the gateway, each with the certificate that certificate-rotator settled (G40 to G43). */
export function planDomains(input: ProvisioningInput): { plan: Plan<ProvisioningStep>; finding: Finding } {
  const plan = emptyPlan<ProvisioningStep>();
  const truths = input.declaration.spec.domains.map((domain) => planDomain(input, domain, plan));
  const held = planUndeclared(input, plan);
  const open = truths.find(({ status }) => status !== 'True') ?? held;
  const attached = 'every declared domain is attached with its certificate';
  return {
    plan,
    finding: { type: 'DomainsAttached', ...(open ?? { status: 'True', reason: 'Attached', message: attached }) },
  };
}

function planDomain(input: ProvisioningInput, domain: DeclaredDomain, plan: Plan<ProvisioningStep>): Truth {
  const { name, access } = domain;
  const observed = input.observation.domains.find((row) => row.name === name && row.access === access);
  const certified = domain.certificate !== 'none';
  const serving = certified ? servingCertificate(input, name, access) : undefined;
  const certificateId = serving?.certificateId;
  const held = certified ? heldBackCertificate(input, name, access) : undefined;
  const claim = observed ? FREE : claimOn(`${name}/${access}`, claimantOf(input), input.neighbours);
  if (claim.kind === 'not-yet') return planUnclaimed(domain, claim, plan);
  if (certified && certificateId === undefined) {
    return planWithoutCertificate(input, domain, plan);
  }
  if (observed?.certificateId !== certificateId || !observed) {
    const unfit = serving && whyNotAttached(input, domain, serving);
    if (unfit) {
      plan.blocked.push(unfit);
      // It was detached to get the other one: what served it before is better than nothing.
      const instead = observed ? undefined : input.memory.detachedFrom?.[`${name}/${access}`];
      if (instead) plan.steps.push(attachStep(domain, instead, undefined));
      return { status: 'False', reason: unfit.reason, message: unfit.message };
    }
    if (observed && input.memory.reattaching === 'refused') return planOutage(observed, certificateId, plan);
    const step = attachStep(domain, certificateId, observed, [], held);
    plan.steps.push(claim.kind === 'movable' ? { ...step, heldBy: claim.from } : step);
    const message = observed
      ? `${name} still has certificate ${observed.certificateId}`
      : `${name} is not attached yet`;
    return { status: 'False', reason: observed ? 'OtherCertificate' : 'NotAttached', message };
  }
  if (observed.status === 'Succeeded' && held) return planHeldBack(domain, held, plan);
  if (observed.status === 'Succeeded') return { status: 'True', reason: 'Attached', message: `${name} is attached` };
  const message = `attaching ${name} is ${observed.status}; it can take up to 5 minutes`;
  const id = `domain-attached/${name}/${access}`;
  plan.waits.push({ id, on: 'cloud', reason: 'Attaching', message, typicalSeconds: 45 });
  return { status: 'False', reason: 'Attaching', message };
}

/** Where the platform does not replace in place, the domain is detached first: its callers are told of it, and it waits. */
function planOutage(
  { name, access, certificateId: from }: ObservedDomain,
  to: string | undefined,
  plan: Plan<ProvisioningStep>,
): Truth {
  const served = to ? `certificate ${to}` : 'no certificate';
  const message = `${name} still has certificate ${from}, and the platform replaces it only on a detached domain`;
  plan.steps.push({
    ...detachStep(name, access, ['disrupts']),
    certificateId: from,
    summary: `detach ${name} to attach it again with ${served}: until that is done, up to 5 minutes, nobody is served under it`,
  });
  return { status: 'False', reason: 'OtherCertificate', message };
}

/** Another gateway has it, or should have it: it is attached once that one let go. */
function planUnclaimed(
  domain: DeclaredDomain,
  { reason, message, wayOut }: Extract<Claim, { kind: 'not-yet' }>,
  plan: Plan<ProvisioningStep>,
): Truth {
  const key = `${domain.name}/${domain.access}`;
  plan.steps.push(attachStep(domain, undefined, undefined, [`let-go/${key}`]));
  plan.waits.push({ id: `let-go/${key}`, on: 'peer', reason, message, typicalSeconds: 300 });
  plan.blocked.push({ what: `attach-domain/${key}`, reason, message, wayOut, rule: 'G41' });
  return { status: 'False', reason, message };
}

function claimantOf({ declaration, declaredAt, memory }: ProvisioningInput): Claimant {
  const { region } = declaration.spec;
  return { region, name: declaration.metadata.name, declaredAt, refused: Object.keys(memory.occupied ?? {}) };
}

/** The proved certificate serves again, and the one that should is held back until another is chosen. */
function planHeldBack({ name, access }: DeclaredDomain, held: HeldBack, plan: Plan<ProvisioningStep>): Truth {
  const message = `${name} is served with certificate ${held.instead.certificateId} again, because ${held.why}`;
  const wayOut = `upload one that works and delete ${held.certificateId}: another is then chosen by itself`;
  plan.blocked.push({ what: `attach-domain/${name}/${access}`, reason: ROLLED_BACK, message, wayOut, rule: 'G43' });
  return { status: 'False', reason: ROLLED_BACK, message };
}

function planWithoutCertificate(input: ProvisioningInput, domain: DeclaredDomain, plan: Plan<ProvisioningStep>): Truth {
  const decision = input.certificates[domain.name];
  const chosen = `certificate-chosen/${domain.name}`;
  const reason = decision?.reason ?? 'AwaitingCertificate';
  const message = decision?.message ?? `which certificate serves ${domain.name} is not settled yet`;
  plan.steps.push(attachStep(domain, undefined, undefined, [chosen]));
  plan.waits.push({ id: chosen, on: 'peer', reason, message, typicalSeconds: 60 });
  // What Torii gets itself needs nobody, and certificate-rotator says what it does need.
  if (decision && !isIssued(domain.certificate)) {
    const wayOut = `upload a certificate for ${domain.name} to Certificate Management Service, or declare certificate: none`;
    plan.blocked.push({ what: `attach-domain/${domain.name}/${domain.access}`, reason, message, wayOut, rule: 'G40' });
  }
  return { status: 'False', reason, message };
}

function attachStep(
  { name, access }: DeclaredDomain,
  certificateId: string | undefined,
  observed: ObservedDomain | undefined,
  after: string[] = [],
  held?: HeldBack,
): Extract<ProvisioningStep, { kind: 'attach-domain' }> {
  const instead = observed?.certificateId;
  const served = certificateId ? `with certificate ${certificateId}` : 'without a certificate (HTTP only)';
  return {
    kind: 'attach-domain',
    id: `attach-domain/${name}/${access}`,
    target: name,
    summary:
      after.length > 0
        ? `attach ${name} once its certificate is settled`
        : `attach ${name} ${served}${instead ? ` instead of ${instead}` : ''}${held ? ` again: ${held.why}` : ''}`,
    reason: held ? ROLLED_BACK : instead === undefined ? 'NotAttached' : 'OtherCertificate',
    after: [...ON_A_RUNNING_GATEWAY, ...after, ...ACCESS_OPEN[access]],
    // Callers over HTTPS lose a domain that is to be served without a certificate.
    effects: instead !== undefined && certificateId === undefined ? ['disrupts'] : [],
    repeatable: true,
    domain: name,
    access,
    certificateId,
    inPlace: observed !== undefined,
  };
}

/** A domain can be attached once its side is open; what a kind does not have is in none of its plans. */
const ACCESS_OPEN = {
  internet: [OPEN_INTERNET, INTERNET_RUNNING],
  intranet: [OPEN_INTRANET, INTRANET_RUNNING],
} as const;

/** Domains that nobody declared: ours are detached when agreed to, others' stay. @returns what holds ours back */
function planUndeclared(input: ProvisioningInput, plan: Plan<ProvisioningStep>): Truth | undefined {
  const { declaration, observation, memory, neighbours, now, forced = [] } = input;
  const ours: ProvisioningStep[] = [];
  const declared = new Set(declaration.spec.domains.map(({ name, access }) => `${name}/${access}`));
  for (const { name, access } of observation.domains) {
    const key = `${name}/${access}`;
    if (declared.has(key)) continue;
    if (memory.domains.includes(key)) {
      const { waits, effects, summary } = letGo({ name, access }, neighbours, now);
      const step = detachStep(name, access, effects);
      plan.waits.push(...waits);
      ours.push({ ...step, summary: summary ?? step.summary, after: waits.map(({ id }) => id) });
    } else plan.kept.push({ what: name, message: `${name} was attached by somebody else and stays` });
  }
  const blocked = addWithinThreshold(plan, {
    set: 'domains',
    entries: 'custom domains of the gateway',
    // Another certificate is the same domain: rotating all at once is no large change.
    touched: { existing: observation.domains.length, updated: 0, removed: ours.length },
    steps: ours,
    touches: ours.map(({ id }) => id),
    forced,
  });
  return blocked && { status: 'False', reason: blocked.reason, message: blocked.message };
}

export function detachStep(
  domain: string,
  access: 'internet' | 'intranet',
  effects: ProvisioningStep['effects'],
): Extract<ProvisioningStep, { kind: 'detach-domain' }> {
  return {
    kind: 'detach-domain',
    id: `detach-domain/${domain}/${access}`,
    target: domain,
    summary: `detach ${domain}: it stops being served`,
    reason: 'DomainNotDeclared',
    after: [],
    effects,
    repeatable: true,
    domain,
    access,
  };
}

const FREE: Claim = { kind: 'free' };
