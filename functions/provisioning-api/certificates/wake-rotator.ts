import { inTurn } from '../../../shared/engine/in-turn.ts';
import { taskIdOf } from '../../../shared/engine/task-id.ts';
import { GLOBAL } from '../../../shared/state/store.ts';
import type { ApiContext } from '../context.ts';

/**
 * Has certificate-rotator look at certificates at once.
 *
 * @returns those that it could not be told about: it finds what is written down at its next look
 */
export async function wakeRotator({ deps, account, prefix = 'torii' }: ApiContext, keys: string[]): Promise<string[]> {
  const at = deps.clock.now();
  const rotator = `${prefix}-certificate-rotator`;
  const asleep: string[] = [];
  await inTurn(keys, { limit: AT_A_TIME, mayStart: () => true }, async (name) => {
    const payload = { account, region: GLOBAL, name, kind: 'issuance' };
    try {
      const taskId = taskIdOf(rotator, 'asked', name, `${at}`);
      await deps.invoker.invokeAsync(rotator, payload, { delaySeconds: 0, taskId });
    } catch (error) {
      const { name: kind, message } = error instanceof Error ? error : new Error('something went wrong');
      deps.log.warn(`provisioning-api: certificate-rotator does not know of ${name} yet: ${kind}: ${message}`);
      asleep.push(name);
    }
  });
  return asleep;
}

const AT_A_TIME = 10;
