import { type Condition, type Finding, readiness, withSince } from './condition.ts';
import type { Declaration } from './declaration.ts';
import type { Mode } from './mode.ts';
import type { AwaitingStep, Blocked, Kept } from './plan.ts';
import { expectedConditions } from './provisioning/plan-provisioning.ts';

/** What one worker has written down, as far as the status is concerned. */
export interface WorkerReport {
  generation: number;
  conditions: Condition[];
  awaiting: AwaitingStep[];
  blocked: Blocked[];
  kept: Kept[];
  openSteps: string[];
}

export type OperationState = 'Running' | 'AwaitingApproval' | 'Blocked' | 'Succeeded' | 'Reporting' | 'Paused';

export interface GatewayStatus {
  state: OperationState;
  conditions: Condition[];
  awaiting: WorkerReport['awaiting'];
  blocked: Blocked[];
  kept: Kept[];
}

/**
 * How far a declaration has come, from what the workers report. Reports of an older generation count as not looked yet.
 *
 * @param declared `mode`: what Torii may do about it
 * @param deleted with a deletion asked for: whether everything of the gateway is gone; undefined without one
 * @param trouble keeps a worker from looking at the gateway at all, so that what it last wrote down counts for nothing
 */
export function gatewayStatus(
  declared: { declaration: Declaration; generation: number; mode: Mode },
  reports: WorkerReport[],
  deleted: boolean | undefined,
  now: number,
  trouble?: Blocked,
): GatewayStatus {
  const current = reports.filter(({ generation }) => generation === declared.generation);
  const conditions = current.flatMap((report) => report.conditions);
  const awaiting = current.flatMap((report) => report.awaiting);
  const blocked = [...(trouble ? [trouble] : []), ...current.flatMap((report) => report.blocked)];
  const kept = current.flatMap((report) => report.kept);
  const openSteps = current.flatMap((report) => report.openSteps);
  const behind = reports.length > current.length;
  const found = () => readyFinding(declared.declaration, conditions, openSteps, behind);
  const ready = deleted === undefined ? (trouble ? unready(trouble) : found()) : undefined;
  const summed = ready ? withSince([ready], [{ ...ready, since: lastChange(conditions, now) }], now) : [];
  return {
    state: stateOf(
      declared.mode,
      ready?.status === 'True' || deleted === true,
      awaiting.length > 0,
      blocked.length > 0,
    ),
    conditions: [...conditions, ...summed],
    awaiting,
    blocked,
    kept,
  };
}

/**
 * Ready: every condition that the declaration makes meaningful is true, and no step is left.
 *
 * @param behind whether a worker that knows the gateway has not looked at this declaration yet. It may have something to
 *   take back that the declaration does not mention any more, and no condition tells of that
 */
export function readyFinding(
  declaration: Declaration,
  findings: Finding[],
  openSteps: string[],
  behind: boolean,
): Finding {
  const ready = readiness(expectedConditions(declaration), findings);
  if (ready.status !== 'True') return ready;
  if (behind) {
    const message = 'what was declared before is still to be compared with this declaration';
    return { type: 'Ready', status: 'False', reason: 'NotLookedYet', message };
  }
  if (openSteps.length === 0) return ready;
  const message = `still to do: ${openSteps.join(', ')}`;
  return { type: 'Ready', status: 'False', reason: 'StepsRemain', message };
}

function unready({ reason, message }: Blocked): Finding {
  return { type: 'Ready', status: 'False', reason, message };
}

function stateOf(mode: Mode, done: boolean, awaiting: boolean, blocked: boolean): OperationState {
  if (mode === 'paused') return 'Paused';
  if (done) return 'Succeeded';
  if (mode === 'report') return 'Reporting';
  if (awaiting) return 'AwaitingApproval';
  return blocked ? 'Blocked' : 'Running';
}

function lastChange(conditions: Condition[], now: number): number {
  return conditions.length > 0 ? Math.max(...conditions.map(({ since }) => since)) : now;
}
