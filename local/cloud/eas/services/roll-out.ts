import { task } from '../../tasks.ts';
import type { EasState } from '../state.ts';
import { instancesOf } from './config.ts';
import { isManaged } from './instance.ts';
import { countOf, intervalMs, type Rollout } from './rollout-settings.ts';
import type { Service } from './service.ts';
import { startInstance } from './start-instance.ts';

/**
 * Goes a step further: as many old instances as may go make room for new ones, and the next batch waits for its time. With
 * the last of them the new version is the current one. What a step takes of its own time is not played (inferred).
 */
export function rollOut(state: EasState, service: Service, rollout: Rollout): void {
  rollout.nextBatchAt = undefined;
  if (rollout.paused) return;
  const { strategy } = rollout;
  const total = instancesOf(service.config);
  const old = oldInstances(service);
  const kept =
    strategy.kind === 'partition'
      ? countOf(strategy.partition, total)
      : Math.max(0, old.length - Math.max(1, countOf(strategy.batchSize, total)));
  const leaving = old.slice(0, Math.max(0, old.length - kept));
  service.instances = service.instances.filter((each) => !leaving.includes(each));
  const now = state.clock.now();
  service.addInstances(now);
  for (const each of service.instances) if (each.status === 'Pending') startInstance(state, service, each);
  if (old.length <= leaving.length) service.currentVersion = service.targetVersion;
  else if (strategy.kind === 'batch') {
    rollout.nextBatchAt = now + intervalMs(strategy.interval);
    state.clock.schedule(rollout.nextBatchAt, batchIsDue(state, service, rollout, rollout.nextBatchAt));
  }
}

/** Those of the service that a version before the wanted one still runs in. */
export function oldInstances(service: Service) {
  return service.instances.filter((each) => isManaged(each) && each.version !== service.targetVersion);
}

/** Unless it was paused, deleted, or went on by itself meanwhile. */
const batchIsDue = task('eas/rollout-batch-due', (state: EasState, service: Service, rollout: Rollout, at: number) => {
  if (service.rollout === rollout && rollout.nextBatchAt === at) rollOut(state, service, rollout);
});
