import type { Blocked, Kept, Wait } from '../shared/domain-rules/plan.ts';
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
    const rows = steps.map(({ id, by, summary, effects }) => [
      wanted.has(id) ? '!' : '+',
      effects.join(', ') || '-',
      by,
      summary,
    ]);
    parts.push(indented(table(['', 'EFFECTS', 'BY', 'STEP'], rows)));
  }
  if (waits.length > 0) parts.push(showWaits(waits));
  if (blocked.length > 0) parts.push(showBlocked({ paint }, blocked));
  if (kept.length > 0) parts.push(showKept(kept));
  for (const { field, rule, message, wayOut } of advice)
    parts.push(`  advice on ${field} (${rule}): ${message} ${wayOut}`);
  if (awaiting.length > 0) {
    const effects = [...new Set(awaiting.flatMap((step) => step.effects))].sort().join(', ');
    parts.push(`  ${paint('yellow', `! ${awaiting.length} of these want a yes (${effects})`)}: plan ${plan.planHash}`);
  }
  return parts.join('\n');
}

export function showWaits(waits: Wait[]): string {
  const lines = waits.map(({ message, typicalSeconds }) => `  waits: ${message}; usually ${duration(typicalSeconds)}`);
  return lines.join('\n');
}

export function showBlocked({ paint }: Paint, blocked: Blocked[]): string {
  return blocked
    .map(({ what, reason, message, wayOut, rule }) => {
      const why = rule ? `${reason}, ${rule}` : reason;
      return `  ${paint('red', `blocked: ${what} (${why})`)}\n${indented(`${message}\nway out: ${wayOut}`, 4)}`;
    })
    .join('\n');
}

export function showKept(kept: Kept[]): string {
  return kept.map(({ what, message }) => `  kept as it is: ${what}: ${message}`).join('\n');
}

/** How to say yes to a plan. */
export function approvalCommand(gateway: { name: string; region?: string | undefined }, planHash: string): string {
  const region = gateway.region ? ` --region ${gateway.region}` : '';
  return `torii approve ${gateway.name}${region} --plan ${planHash}`;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
