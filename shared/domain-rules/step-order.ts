import type { StepHead } from './plan.ts';

/**
 * Steps in the order in which they can be done, whoever does them: each after the steps that it comes after, else as
 * given. Where they wait for each other in a circle, the rest is left as it is given.
 *
 * @param leads the steps of others that end a wait: wait id → step ids
 */
export function inOrder<Step extends Pick<StepHead, 'id' | 'after'>>(
  steps: readonly Step[],
  leads: Readonly<Record<string, readonly string[]>> = {},
): Step[] {
  const present = new Set(steps.map(({ id }) => id));
  const before = ({ after }: Step) => after.flatMap((id) => leads[id] ?? [id]).filter((id) => present.has(id));
  const waiting = new Map(steps.map((step) => [step.id, new Set(before(step))]));
  const followers = new Map<string, string[]>();
  for (const [id, needed] of waiting) for (const one of needed) followers.set(one, [...(followers.get(one) ?? []), id]);
  const ordered: Step[] = [];
  const placed = new Set<string>();
  for (let free = freeOf(steps); free.length > 0; free = freeOf(steps)) {
    for (const step of free) {
      placed.add(step.id);
      for (const follower of followers.get(step.id) ?? []) waiting.get(follower)?.delete(step.id);
    }
    ordered.push(...free);
  }
  return [...ordered, ...steps.filter(({ id }) => !placed.has(id))];

  function freeOf(given: readonly Step[]): Step[] {
    return given.filter(({ id }) => !placed.has(id) && (waiting.get(id) as Set<string>).size === 0);
  }
}
