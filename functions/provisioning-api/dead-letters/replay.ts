import * as z from 'zod';
import { taskIdOf } from '../../../shared/engine/task-id.ts';
import type { ToriiEventType } from '../../../shared/events/event-bus.ts';
import type { ApiContext } from '../context.ts';
import { readBody } from '../declare.ts';
import { ApiProblem } from '../problem.ts';
import { type DeadLetter, findDeadLetters, forgetDeadLetter, listDeadLetters } from './rows.ts';

export const replayBody = z.union([
  z.strictObject({ all: z.literal(true) }),
  z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(1000) }),
]);

/**
 * Starts again what was given up: an invocation of the same function, or the same event. What is started is forgotten; it
 * comes back if it is given up once more.
 *
 * @throws ApiProblem TooLarge, Unreadable, ReplayInvalid or DeadLetterNotFound
 */
export async function replay(api: ApiContext, request: Request) {
  const asked = replayBody.safeParse(await readBody(request));
  if (!asked.success) {
    throw new ApiProblem(422, 'ReplayInvalid', 'say {"all": true}, or {"ids": ["…"]} with ids of GET /v1/dead-letters');
  }
  const letters =
    'ids' in asked.data ? await findDeadLetters(api, [...new Set(asked.data.ids)]) : await listDeadLetters(api);
  const replayed: string[] = [];
  const left: { id: string; reason: string; message: string }[] = [];
  for (const letter of letters) {
    const id = letter.key.name;
    if (letter.body.about.what === 'unknown') {
      left.push({ id, reason: 'NotReplayable', message: 'it holds nothing that can be done again: delete it' });
      continue;
    }
    try {
      await start(api, letter);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      api.deps.log.warn(`provisioning-api: ${id} could not be started again: ${name}: ${message}`);
      left.push({ id, reason: 'NotStarted', message: 'it could not be started again now: try again later' });
      continue;
    }
    await forgetDeadLetter(api, letter);
    replayed.push(id);
  }
  return { replayed, left };
}

async function start({ deps, account }: ApiContext, { key, version, body }: DeadLetter): Promise<void> {
  const { about, functionName } = body;
  if (about.what === 'event') {
    const { type, region, name, generation } = about;
    await deps.events.publish({ type: type as ToriiEventType, data: { account, region, name, generation } });
    return;
  }
  if (functionName === null || about.what === 'unknown') return;
  // Asked for twice at once, it is started once: the second finds the same version, and so the same task.
  const taskId = taskIdOf(functionName, 'replay', key.name, String(version), String(body.at));
  const now = new Date(deps.clock.now()).toISOString();
  const payload =
    about.what === 'sweep'
      ? { triggerName: 'replay', triggerTime: now, payload: '{}' }
      : { account, region: about.region, name: about.name, ...(about.kind !== undefined && { kind: about.kind }) };
  await deps.invoker.invokeAsync(functionName, payload, { delaySeconds: 0, taskId });
}
