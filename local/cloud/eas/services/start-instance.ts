import type { EasState } from '../state.ts';
import type { Instance } from './instance.ts';
import { noteStart } from './record.ts';
import type { Service } from './service.ts';

/** It is up from now on; one that is not there any more stays away. */
export function startInstance(state: EasState, service: Service, instance: Instance): void {
  if (!service.instances.includes(instance)) return;
  instance.status = 'Running';
  instance.startedAt = state.clock.now();
  noteStart(service, instance, state.clock.now());
}
