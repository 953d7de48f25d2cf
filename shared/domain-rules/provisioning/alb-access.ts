import type { Finding } from '../condition.ts';
import type { AlbSpec } from '../declaration.ts';
import { emptyPlan, mergePlans, type Plan } from '../plan.ts';
import { planAlbLists } from './alb-lists.ts';
import { accessState, isAsDeclared, isReleasing, networkInUse } from './alb-network.ts';
import { ACCESSES, SIDES } from './alb-sides.ts';
import type { GatewayNetwork, ProvisioningInput } from './input.ts';
import type { Access } from './load-balancer.ts';
import { BALANCERS_GONE, ON_A_RUNNING_GATEWAY, OPEN_INTERNET, type ProvisioningStep } from './step.ts';

type Truth = Omit<Finding, 'type'>;

export interface AccessPart {
  plan: Plan<ProvisioningStep>;
  network: Truth[];
  allowlist: Truth[];
  /** To be remembered: since when listeners are open. */
  openSince: Record<string, number>;
}

/**
 * Public and private access of the ALB kind: each a load balancer in the owner's account (G12), both in one VPC (G14).
 *
 * ```
 *  declared   is        network      what is planned
 *  yes        off       -            open (bills; public: exposes), once its vSwitches are settled
 *  yes        on        as declared  nothing, or waiting
 *  yes        on        another one  close, wait until the load balancers are gone, open again: asked for as one
 *  no         on        -            close (disrupts)
 * ```
 * A network cannot change while an access uses it, so a changed one costs an outage of some minutes. It is planned and
 * asked for, not refused: the owner would have to do the same three things by hand.
 */
export function planAlbAccess(input: ProvisioningInput, spec: AlbSpec): AccessPart {
  const inUse = networkInUse(input);
  const moves = inUse !== undefined && spec.network !== undefined && !isAsDeclared(inUse, spec.network, input.network);
  const parts = ACCESSES.map((access) => planSide(input, spec, access, moves ? undefined : inUse, moves));
  const lists = planAlbLists(input, spec);
  const planned = [...parts, lists].map(({ plan }) => plan);
  return {
    plan: mergePlans(...planned, planSettling(input, spec, planned)),
    network: parts.map(({ network }) => network),
    allowlist: lists.allowlist,
    openSince: lists.openSince,
  };
}

interface Side {
  plan: Plan<ProvisioningStep>;
  network: Truth;
}

function planSide(
  input: ProvisioningInput,
  spec: AlbSpec,
  access: Access,
  inUse: GatewayNetwork | undefined,
  moves: boolean,
): Side {
  const { name, running } = SIDES[access];
  const state = accessState(input.observation, access);
  const on = state === 'open' || state === 'opening' || state === 'failed';
  if (!spec[access]) return on ? planClosing(access, state) : closed(access, state);
  if (on && moves) return planMove(input, spec, access, state);
  if (state === 'open') return side(emptyPlan(), 'True', 'Open', `${name} is open`);
  if (state === 'failed') {
    const message = `${name} is Failed`;
    const wayOut = `close and open ${name} in the PAI console, or ask support with the gateway id`;
    return side(
      {
        ...emptyPlan(),
        blocked: [{ what: SIDES[access].open, reason: 'InternetFailed', message, wayOut, rule: 'G12' }],
        // No poll: a failure does not mend itself, so the timer looks again.
        waits: [{ id: running, on: 'peer', reason: 'InternetFailed', message, typicalSeconds: 300 }],
      },
      'False',
      'InternetFailed',
      message,
    );
  }
  if (state === 'opening') {
    const message = `${name} is being opened: its load balancer is made`;
    const wait = { id: running, on: 'cloud', reason: 'AccessOpening', message, typicalSeconds: 90 } as const;
    return side({ ...emptyPlan(), waits: [wait] }, 'False', 'AccessOpening', message);
  }
  const step = openStep(input, spec, access, inUse);
  return side({ ...emptyPlan(), steps: [step] }, 'False', 'AccessClosed', `${name} is not open yet`);
}

/** What the opening steps of both sides wait for: settled vSwitches, and no load balancer that is on its way out. */
function planSettling(
  input: ProvisioningInput,
  spec: AlbSpec,
  planned: Plan<ProvisioningStep>[],
): Plan<ProvisioningStep> {
  const plan = emptyPlan<ProvisioningStep>();
  const seen = input.observation;
  const waitedFor = new Set(planned.flatMap(({ steps }) => steps.flatMap(({ after }) => after)));
  const releasing = isReleasing(seen) || ACCESSES.some((access) => accessState(seen, access) === 'closing');
  if (releasing) {
    const message = 'a load balancer of the gateway is being deleted';
    plan.waits.push({ id: BALANCERS_GONE, on: 'cloud', reason: 'BalancersLeaving', message, typicalSeconds: 60 });
  }
  const vpcId = vpcOf(spec);
  const settled = `zones-decided/${vpcId}`;
  if (!waitedFor.has(settled)) return plan;
  const decision = input.network;
  const message = decision?.message ?? `which vSwitches of ${vpcId} are used is not settled yet`;
  const reason = decision?.reason ?? 'AwaitingZones';
  plan.waits.push({ id: settled, on: 'peer', reason, message, typicalSeconds: 60 });
  if (decision) {
    const wayOut = [...decision.suggestions, 'The first fitting vSwitch that appears is taken, and it is said.'].join(
      ' ',
    );
    plan.blocked.push({ what: settled, reason, message, wayOut, rule: 'G13' });
  }
  return plan;
}

/** An access is never declared without its network (G14). */
function vpcOf({ network }: AlbSpec): string {
  return network?.vpcId ?? '';
}

function openStep(
  { network: decision }: ProvisioningInput,
  spec: AlbSpec,
  access: Access,
  inUse: GatewayNetwork | undefined,
): ProvisioningStep {
  const vpcId = vpcOf(spec);
  const settled = decision?.vpcId === vpcId ? decision.chosen : [];
  // One side is open already: the other uses the same (G14).
  const vSwitchIds = inUse && inUse.vSwitchIds.length > 0 ? inUse.vSwitchIds : settled;
  const { name, open } = SIDES[access];
  const where = vSwitchIds.length > 0 ? vSwitchIds.join(', ') : 'vSwitches that are decided first';
  const window =
    access === 'internet' && !spec.internet?.allow.includes('0.0.0.0/0')
      ? '; from then until its listeners are guarded, everybody can reach it'
      : '';
  return {
    kind: 'open-access',
    id: open,
    target: name,
    summary: `open ${name}: a load balancer in ${vpcId} through ${where}${window}`,
    after: [
      ...ON_A_RUNNING_GATEWAY,
      BALANCERS_GONE,
      ...(vSwitchIds.length > 0 ? [] : [`zones-decided/${vpcId}`]),
      // An instance for both sides has to be a public one: public access goes first.
      ...(access === 'intranet' ? [OPEN_INTERNET] : []),
    ],
    effects: access === 'internet' ? ['bills', 'exposes'] : ['bills'],
    terms: vSwitchIds.length > 0 ? vSwitchIds.map((id) => `${open} through ${id}`) : 'open',
    repeatable: true,
    access,
    vpcId,
    vSwitchIds,
  };
}

/** Closed only once everything is agreed to: what is closed and may not be opened again would stay closed. */
function planMove(input: ProvisioningInput, spec: AlbSpec, access: Access, state: AccessState): Side {
  const { name, close } = SIDES[access];
  const reopen = openStep(input, spec, access, undefined);
  const step: ProvisioningStep = {
    ...closeStep(access, ['disrupts', ...reopen.effects]),
    id: `${close}/move`,
    summary: `close ${name} for some minutes, because its network changes: a new load balancer takes the place of the old one`,
    // It has to know where to before it leaves.
    after: [...ON_A_RUNNING_GATEWAY, ...reopen.after.filter((id) => id.startsWith('zones-decided/'))],
  };
  const leaving = stillOpening(access, state);
  const plan = { ...emptyPlan<ProvisioningStep>(), ...leaving };
  plan.steps = [{ ...step, after: [...step.after, ...leaving.waits.map(({ id }) => id)] }];
  plan.steps.push({ ...reopen, after: [...reopen.after, ...MOVES] });
  const message = `${name} is in another network than the declared one`;
  return side(plan, 'False', 'NetworkDiffers', message);
}

function planClosing(access: Access, state: AccessState): Side {
  const { name } = SIDES[access];
  const leaving = stillOpening(access, state);
  const step = closeStep(access, ['disrupts']);
  const plan = { ...emptyPlan<ProvisioningStep>(), ...leaving };
  plan.steps = [{ ...step, after: [...step.after, ...leaving.waits.map(({ id }) => id)] }];
  return side(plan, 'False', 'AccessNotDeclared', `${name} is open, but not declared`);
}

/** An access that is still being opened cannot be closed yet. */
export function stillOpening(access: Access, state: AccessState): Pick<Plan<ProvisioningStep>, 'waits'> {
  if (state !== 'opening') return { waits: [] };
  const { name, running } = SIDES[access];
  const message = `${name} is still being opened; it is closed after that`;
  return { waits: [{ id: running, on: 'cloud', reason: 'AccessOpening', message, typicalSeconds: 90 }] };
}

export function closeStep(access: Access, effects: ProvisioningStep['effects']): ProvisioningStep {
  const { name, close } = SIDES[access];
  return {
    kind: 'close-access',
    id: close,
    target: name,
    summary: `close ${name}: its callers lose the gateway, and its load balancer goes`,
    after: ON_A_RUNNING_GATEWAY,
    effects,
    repeatable: true,
    access,
  };
}

function closed(access: Access, state: AccessState): Side {
  if (state === 'closing') return side(emptyPlan(), 'False', 'AccessClosing', `${SIDES[access].name} is being closed`);
  return side(emptyPlan(), 'True', 'Closed', `${SIDES[access].name} is off, as declared`);
}

function side(plan: Plan<ProvisioningStep>, status: Truth['status'], reason: string, message: string): Side {
  return { plan, network: { status, reason, message } };
}

type AccessState = ReturnType<typeof accessState>;

const MOVES = ACCESSES.map((access) => `${SIDES[access].close}/move`);
