import type { Instance } from './instance.ts';
import type { Service } from './service.ts';

/** Notes what becomes of a service: its reasons are its statuses. */
export function noteService(service: Service, at: number, reason: string, message: string): void {
  const type = reason === 'Failed' ? 'Warning' : 'Normal';
  const text = JSON.stringify({
    versionId: service.targetVersion,
    message,
    availableInstance: service.runningInstances,
    unavailableInstance: service.instances.length - service.runningInstances,
  });
  service.events.push({ at, type, reason, message: text, instance: undefined });
}

/** What an instance's container says once it is up. The real text is that of the image (inferred). */
export function noteStart(service: Service, instance: Instance, at: number): void {
  const message = JSON.stringify({ message: `Started container worker0 of ${instance.name}` });
  service.events.push({ at, type: 'Normal', reason: 'Started', message, instance: instance.name });
  const where = {
    at,
    instance: instance.name,
    ip: instance.innerIp,
    container: 'worker0',
    restarts: instance.restarts,
  };
  service.logs.push({ ...where, text: `service ${service.name} version ${instance.version} listens on port 8080` });
}
