import type { Progress } from '../../progress.ts';
import { task } from '../../tasks.ts';
import type { ServiceStatus, Transition } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { instancesOf } from './config.ts';
import { isManaged } from './instance.ts';
import { noteService } from './record.ts';
import { rollOut } from './roll-out.ts';
import { incorrectServiceStatus, takeRoute } from './route.ts';
import type { Service } from './service.ts';
import { startInstance } from './start-instance.ts';

/**
 * What the end of a transition means for the instances of a service:
 *
 *   up          those that are configured run; or the service is Failed
 *   rolled      the same, in place of those that run, or of some of them where a rollout says so; or the service is
 *               Failed, and those go on
 *   scaled      as many as are configured run, and no more
 *   committed   those that run are of the new version
 *   still       nothing changes: it was stopped, or enters or leaves its development mode
 *   gone        the service is no more
 */
export type Ending = 'up' | 'rolled' | 'scaled' | 'committed' | 'still' | 'gone';

/** Begins a transition. Throws IncorrectServiceStatus where the service cannot begin it now. */
export function beginCourse(
  state: EasState,
  service: Service,
  { transition, ending, progress }: { transition: Transition<ServiceStatus>; ending: Ending; progress: Progress },
): void {
  if (!service.lifecycle.allows(transition)) throw incorrectServiceStatus(service);
  service.lifecycle.begin(transition, progress, courseEnds(state, service, ending, progress));
  noteService(service, state.clock.now(), transition.during, `Service is ${transition.during}`);
}

const courseEnds = task('eas/service-course-ends', endCourse);

function endCourse(state: EasState, service: Service, ending: Ending, progress: Progress): Promise<void> | undefined {
  if (ending === 'gone') {
    state.removeService(service);
    return undefined;
  }
  const failure = ending === 'up' || ending === 'rolled' ? state.serviceFailures.take() : undefined;
  service.failure = failure;
  if (failure) service.lifecycle.show('Failed');
  else if (ending === 'committed') service.currentVersion = service.targetVersion;
  else if (ending !== 'still') settleInstances(state, service, ending);
  noteService(service, state.clock.now(), service.lifecycle.status ?? '', failure?.error ?? 'Service is ready');
  return failure || ending === 'still' || ending === 'committed' ? undefined : takeRoute(state, service, progress);
}

function settleInstances(state: EasState, service: Service, ending: 'up' | 'rolled' | 'scaled'): void {
  if (ending === 'rolled' && service.rollout && service.targetVersion !== service.currentVersion) {
    rollOut(state, service, service.rollout);
    return;
  }
  if (ending === 'rolled') service.instances = service.instances.filter(({ detached }) => detached);
  if (ending === 'scaled') dropSurplus(service);
  else service.currentVersion = service.targetVersion;
  service.addInstances(state.clock.now());
  for (const each of service.instances) if (each.status === 'Pending') startInstance(state, service, each);
}

/** Those that were named first, then the newest. */
function dropSurplus(service: Service): void {
  const managed = service.instances.filter(isManaged);
  const named = managed.filter(({ name }) => service.leavesFirst.includes(name));
  const others = managed.filter((each) => !named.includes(each)).reverse();
  const surplus = Math.max(0, managed.length - instancesOf(service.config));
  const leaving = [...named, ...others].slice(0, surplus);
  service.instances = service.instances.filter((each) => !leaving.includes(each));
  service.leavesFirst = [];
}
