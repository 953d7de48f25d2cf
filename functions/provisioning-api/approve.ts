import { type Approval, yesTo } from '../../shared/domain-rules/plan.ts';
import { planDifference, shownPlan } from '../../shared/domain-rules/plan-difference.ts';
import type { ApiContext } from './context.ts';
import { readBody, record, write } from './declare.ts';
import type { GatewayRow } from './gateways.ts';
import type { PlanView } from './plan.ts';
import { ApiProblem } from './problem.ts';
import type { Caller } from './security/arrival.ts';
import { recallShown, rememberShown } from './shown-plans.ts';

/** Which plan, and whether also what its brakes hold back. */
export interface ApprovalRequest {
  planHash: string;
  force: boolean;
}

/** @throws ApiProblem PlanHashMissing or ForceUnreadable */
export async function readApproval(request: Request): Promise<ApprovalRequest> {
  const body = await readBody(request);
  const { planHash, force = false } = (typeof body === 'object' && body !== null ? body : {}) as {
    planHash?: unknown;
    force?: unknown;
  };
  if (typeof planHash !== 'string') {
    throw new ApiProblem(
      422,
      'PlanHashMissing',
      'say which plan is approved: {"planHash": "…"} as GET …/plan shows it',
    );
  }
  if (typeof force === 'boolean') return { planHash, force };
  throw new ApiProblem(422, 'ForceUnreadable', 'force is true or false; leave it out where nothing is to be forced');
}

/**
 * Says yes to what one plan asks for and, with force, to what its brakes hold back.
 *
 * @param plan the plan of now
 * @throws ApiProblem PlanChanged with the plan of now, and with the difference where the other one is remembered
 */
export async function approve(
  api: ApiContext,
  caller: Caller,
  row: GatewayRow,
  { planHash, force }: ApprovalRequest,
  plan: PlanView,
): Promise<GatewayRow> {
  if (planHash !== plan.planHash) throw await planChanged(api, row, planHash, plan);
  const approval: Approval = {
    generation: row.declared.generation,
    planHash,
    // Later than the end of any plan before it: an approval is used up by the plan that comes to its end.
    at: Math.max(api.deps.clock.now(), ...settledInstants(row).map((instant) => instant + 1)),
    ...yesTo(plan, force),
  };
  const declared = { ...row.declared, approvals: [...row.declared.approvals, approval] };
  const version = await write(api, { ...row.reference, kind: 'declaration' }, declared, row.version);
  const forced = approval.forced?.length ? `, and changes to ${approval.forced.length} entries were forced` : '';
  const message = `${plan.awaiting.length} steps were approved (plan ${planHash})${forced}`;
  const { generation } = declared;
  await record(api, caller, row.reference, { type: 'torii.gateway.approved', message, generation });
  return { ...row, version, declared };
}

async function planChanged(
  api: ApiContext,
  { reference }: GatewayRow,
  planHash: string,
  plan: PlanView,
): Promise<ApiProblem> {
  const before = await recallShown(api, reference, planHash);
  await rememberShown(api, reference, plan);
  const next = 'look at this one and approve it if it is right';
  if (!before) {
    const detail = `plan ${planHash} is none of the last ones that were shown for ${reference.name}; ${next}`;
    return new ApiProblem(409, 'PlanChanged', detail, { plan });
  }
  const now = shownPlan(plan, api.deps.clock.now(), Number.POSITIVE_INFINITY);
  const difference = planDifference(before, now);
  const { added, removed, changed } = difference;
  const counts = `${added.length} new, ${removed.length} gone, ${changed.length} changed`;
  const detail = `the world has moved on since plan ${planHash} was shown (${counts}); ${next}`;
  return new ApiProblem(409, 'PlanChanged', detail, { difference, plan });
}

function settledInstants({ peers }: GatewayRow): number[] {
  return Object.values(peers).flatMap(({ settledAt }) => (settledAt === null ? [] : [settledAt]));
}
