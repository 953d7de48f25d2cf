import type { AsyncInvocations } from './async-invocations.ts';
import type { FunctionHost } from './function-host.ts';
import { withoutMilliseconds } from './instant.ts';
import type { Tasks } from './tasks.ts';

/** Fires every enabled timer trigger on virtual time, as asynchronous invocations (documented). */
export function startTimers({
  hosts,
  queue,
  tasks,
  now,
}: {
  hosts: Iterable<FunctionHost>;
  queue: AsyncInvocations;
  tasks: Tasks;
  now: () => number;
}): void {
  for (const host of hosts) {
    for (const trigger of host.declared.triggers) {
      if (trigger.type !== 'timer' || !trigger.enabled) continue;
      const { name, schedule, payload } = trigger;
      const arm = (after: number) => {
        const at = schedule.nextAfter(after);
        tasks.schedule(at, () => {
          const event = { triggerTime: withoutMilliseconds(at), triggerName: name, payload };
          queue.enqueue(host, Buffer.from(JSON.stringify(event), 'utf8'), { trigger: 'timer' });
          arm(at);
        });
      };
      arm(now());
    }
  }
}
