import type { Progress } from '../progress.ts';
import { task } from '../tasks.ts';
import type { InstanceRecord } from './functions.ts';
import type { KeptFunction, KeptInstances } from './kept-function.ts';
import type { FcState } from './state.ts';

/**
 * Has as many instances there as were asked for, some time later. They are shown, and answer no calls: those start and
 * reuse processes as ever.
 */
export function keepInstances(state: FcState, progress: Progress, deployed: KeptFunction, kept: KeptInstances): void {
  if (deployed.invocationRestriction) return;
  progress.after('fc-instances', arrived(state, deployed, kept));
}

const arrived = task('fc/instances-arrived', (state: FcState, deployed: KeptFunction, kept: KeptInstances) => {
  if (deployed.invocationRestriction) return;
  const others = state.keptInstancesOf(deployed.account, deployed.region) - kept.instances.length;
  const room = Math.max(0, state.instanceQuota - others);
  const wanted = Math.min(kept.target, room);
  // Documented is the quota; its text is inferred.
  kept.error = kept.target > room ? `at most ${state.instanceQuota} instances in a region` : undefined;
  const now = state.clock.now();
  const more = Array.from({ length: Math.max(0, wanted - kept.instances.length) }, () => newInstance(state, now));
  kept.instances = [...kept.instances, ...more].slice(0, wanted);
});

function newInstance(state: FcState, createdAt: number): InstanceRecord {
  return { id: state.newInstanceId(), versionId: undefined, createdAt, destroyedAt: undefined };
}
