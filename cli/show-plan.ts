import type { AwaitingStep, Blocked, Kept, Wait } from '../shared/domain-rules/plan.ts';
import type { PlanDifference } from '../shared/domain-rules/plan-difference.ts';
import type { PlanAnswer } from './answers.ts';
import { indented, table } from './output.ts';
import type { Shell } from './shell.ts';

type Paint = Pick<Shell, 'paint'>;

/** What would be done, by whom, and which of it wants a yes. */
export function showPlan({ paint }: Paint, name: string, plan: PlanAnswer): string {
  const { steps, awaiting, waits, blocked, kept, advice = [] } = plan;
  const counted = steps.length === 0 ? 'nothing to do' : `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  const parts = [paint('bold', `${name}: ${counted}`)];
  if (steps.length > 0) {
    const wanted = new Set(awaiting.map(({ id }) => id));
    const rows = steps.map(({ id, by, target, summary, reason = '-', effects }) => [
      wanted.has(id) ? '!' : '+',
      effects.join(', ') || '-',
      by,
      target,
      reason,
      summary,
    ]);
    parts.push(indented(table(['', 'EFFECTS', 'BY', 'TARGET', 'REASON', 'STEP'], rows)));
  }
  if (waits.length > 0) parts.push(showWaits(waits));
  if (blocked.length > 0) parts.push(showBlocked({ paint }, blocked));
  if (kept.length > 0) parts.push(showKept(kept), showKeptCount(plan));
  for (const { field, rule, message, wayOut } of advice)
    parts.push(`  advice on ${field} (${rule}): ${message} ${wayOut}`);
  const held = heldSteps(plan);
  if (awaiting.length > 0) {
    const effects = [...new Set(awaiting.flatMap((step) => step.effects))].sort().join(', ');
    parts.push(`  ${paint('yellow', `! ${awaiting.length} of these want a yes (${effects})`)}: plan ${plan.planHash}`);
  }
  if (held.length > 0) {
    const counted = `${held.length} ${held.length === 1 ? 'step is' : 'steps are'} held back`;
    parts.push(`  ${paint('yellow', `! ${counted} unless forced`)}: plan ${plan.planHash}`);
  }
  return parts.join('\n');
}

export function showWaits(waits: Wait[]): string {
  const lines = waits.map(({ message, typicalSeconds }) => `  waits: ${message}; usually ${duration(typicalSeconds)}`);
  return lines.join('\n');
}

export function showBlocked({ paint }: Paint, blocked: Blocked[]): string {
  return blocked
    .map(({ what, reason, message, wayOut, rule, held }) => {
      const why = rule ? `${reason}, ${rule}` : reason;
      const would = (held?.steps ?? []).map(({ summary, effects }) => `forced: ${withEffects(summary, effects)}`);
      const lines = [message, ...would, `way out: ${wayOut}`].join('\n');
      return `  ${paint('red', `blocked: ${what} (${why})`)}\n${indented(lines, 4)}`;
    })
    .join('\n');
}

export function showKept(kept: Kept[]): string {
  return kept.map(({ what, message }) => `  kept as it is: ${what}: ${message}`).join('\n');
}

/** How many of what is there is not ours to change. */
function showKeptCount({ keptCount }: Pick<PlanAnswer, 'keptCount'>): string {
  return `  ${keptCount} foreign ${keptCount === 1 ? 'thing stays' : 'things stay'}`;
}

/** What became of a plan that was to be approved. */
export function showDifference({ sentences }: PlanDifference): string {
  return sentences.map((sentence) => `  ${sentence}`).join('\n');
}

/** What a force would let pass. */
export function heldSteps({ blocked }: Pick<PlanAnswer, 'blocked'>): AwaitingStep[] {
  return blocked.flatMap(({ held }) => held?.steps ?? []);
}

/** How to say yes to a plan, and to force what it holds back. */
export function approvalCommand(
  gateway: { name: string; region?: string | undefined },
  plan: Pick<PlanAnswer, 'planHash' | 'blocked'>,
): string {
  const region = gateway.region ? ` --region ${gateway.region}` : '';
  const force = heldSteps(plan).length > 0 ? ' --force' : '';
  return `torii approve ${gateway.name}${region} --plan ${plan.planHash}${force}`;
}

function withEffects(summary: string, effects: string[]): string {
  return effects.length > 0 ? `${summary} (${effects.join(', ')})` : summary;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
