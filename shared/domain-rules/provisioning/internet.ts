import { PUBLIC_ENTRY_LIMIT } from '../allowlist.ts';
import type { Finding } from '../condition.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import { allowlistSteps } from './allowlist-steps.ts';
import type { ProvisioningInput } from './input.ts';
import {
  CREATE_GATEWAY,
  GATEWAY_RUNNING,
  INTERNET_RUNNING,
  ON_A_RUNNING_GATEWAY,
  OPEN_INTERNET,
  type ProvisioningStep,
} from './step.ts';

interface InternetPart {
  plan: Plan<ProvisioningStep>;
  network: Omit<Finding, 'type'>;
  allowlist: Omit<Finding, 'type'>;
}

/** Public access: the switch (G23), then its allowlist (G24), which lets nobody in until it has entries. */
export function planInternet(input: ProvisioningInput): InternetPart {
  const { internet } = input.declaration.spec;
  return internet ? planOpen(input, internet.allow) : planClosed(input);
}

function planOpen(input: ProvisioningInput, allow: string[]): InternetPart {
  const plan = emptyPlan<ProvisioningStep>();
  const network = openNetwork(input, plan);
  const { steps, blocked } = allowlistSteps({
    vpcId: undefined,
    current: input.observation.internetAllowlist,
    wanted: allow,
    limit: PUBLIC_ENTRY_LIMIT,
    after: [...ON_A_RUNNING_GATEWAY, OPEN_INTERNET, INTERNET_RUNNING],
    forced: input.forced,
  });
  plan.steps.push(...steps);
  plan.blocked.push(...blocked);
  const applied = steps.length === 0 && blocked.length === 0 && network.status === 'True';
  const allowlist = applied
    ? { status: 'True' as const, reason: 'AsDeclared', message: 'the public allowlist is as declared' }
    : { status: 'False' as const, reason: 'PublicListDiffers', message: 'the public allowlist is not as declared yet' };
  return { plan, network, allowlist };
}

function openNetwork({ observation }: ProvisioningInput, plan: Plan<ProvisioningStep>): InternetPart['network'] {
  const gateway = observation.gateway;
  if (!gateway?.internetEnabled) {
    plan.steps.push({
      kind: 'switch-internet',
      id: OPEN_INTERNET,
      target: 'public access',
      summary: 'open public access; nobody is let in until the allowlist has entries',
      reason: 'InternetClosed',
      after: ON_A_RUNNING_GATEWAY,
      effects: ['exposes'],
      repeatable: true,
      enabled: true,
    });
    return { status: 'False', reason: 'InternetClosed', message: 'public access is off' };
  }
  if (gateway.internetStatus === 'Running') return { status: 'True', reason: 'Open', message: 'public access is open' };
  const message = `public access is ${gateway.internetStatus}`;
  if (gateway.internetStatus === 'Failed') {
    const wayOut = 'close and open public access in the PAI console, or ask support with the gateway id';
    plan.blocked.push({ what: OPEN_INTERNET, reason: 'InternetFailed', message, wayOut, rule: 'G23' });
    // No poll: a failure does not mend itself, so the timer looks again.
    plan.waits.push({ id: INTERNET_RUNNING, on: 'peer', reason: 'InternetFailed', message, typicalSeconds: 300 });
    return { status: 'False', reason: 'InternetFailed', message };
  }
  plan.waits.push({ id: INTERNET_RUNNING, on: 'cloud', reason: 'InternetOpening', message, typicalSeconds: 45 });
  return { status: 'False', reason: 'InternetOpening', message };
}

function planClosed({ observation }: ProvisioningInput): InternetPart {
  const plan = emptyPlan<ProvisioningStep>();
  const allowlist = { status: 'True' as const, reason: 'AsDeclared', message: 'no public allowlist is declared' };
  if (!observation.gateway?.internetEnabled) {
    return {
      plan,
      network: { status: 'True', reason: 'Closed', message: 'public access is off, as declared' },
      allowlist,
    };
  }
  plan.steps.push({
    kind: 'switch-internet',
    id: 'close-internet',
    target: 'public access',
    summary: 'close public access, which the declaration does not ask for',
    reason: 'InternetNotDeclared',
    after: [CREATE_GATEWAY, GATEWAY_RUNNING],
    effects: ['disrupts'],
    repeatable: true,
    enabled: false,
  });
  const message = 'public access is open, but not declared';
  return { plan, network: { status: 'False', reason: 'InternetNotDeclared', message }, allowlist };
}
