import type { OtherDoor } from '../../front-door/other-door.ts';
import { Refusal } from '../../front-door/refusal.ts';
import type { ValuesOf } from '../../product.ts';
import { jsonAnswer } from './answer.ts';
import type { AsyncQueue } from './async-queue.ts';
import type { AsyncRequest } from './async-request.ts';
import { type DoorOptions, doorAction, type FunctionCall, functionDoor } from './door.ts';
import { functionArn } from './function-source.ts';
import { getAsyncTask, listAsyncTasks, stopAsyncTask } from './invocations-table.ts';

/** ListAsyncTasks, GetAsyncTask and StopAsyncTask, below `/2023-03-30/functions/{name}/async-tasks`. */
export function tasksDoor(options: DoorOptions & { queue: AsyncQueue }): OtherDoor {
  const { queue, clock } = options;
  const taskOf = ({ owner }: FunctionCall, { taskId, qualifier }: OfOne): AsyncRequest => {
    const task = queue.task(functionArn(owner), taskId);
    if (task && (!qualifier || task.qualifier === qualifier)) return task;
    throw new Refusal(404, 'AsyncTaskNotFound', `async task '${taskId}' does not exist`);
  };
  const list = doorAction(listAsyncTasks, ({ owner }, asked) =>
    jsonAnswer(listed(queue.tasksOf(functionArn(owner)), asked, clock.now())),
  );
  const get = doorAction(getAsyncTask, (call, asked) => jsonAnswer(shown(taskOf(call, asked), clock.now(), true)));
  const stop = doorAction(stopAsyncTask, (call, asked) => {
    queue.stop(taskOf(call, asked));
    return jsonAnswer({});
  });
  return functionDoor(options, /^async-tasks(\/|$)/, (method, rest) => {
    if (method === 'GET') return rest === 'async-tasks' ? list : get;
    return method === 'PUT' && rest.endsWith('/stop') ? stop : undefined;
  });
}

type OfOne = ValuesOf<typeof getAsyncTask.parameters>;

/** One page; the token is the task that the next begins with. */
function listed(tasks: readonly AsyncRequest[], asked: ValuesOf<typeof listAsyncTasks.parameters>, now: number) {
  const { qualifier, prefix = '', status, startedTimeBegin = 0, startedTimeEnd = Number.POSITIVE_INFINITY } = asked;
  const found = tasks.filter(
    (task) =>
      task.taskId.startsWith(prefix) &&
      (status === undefined || task.status === status) &&
      (!qualifier || task.qualifier === qualifier) &&
      task.enqueuedAt >= startedTimeBegin &&
      task.enqueuedAt <= startedTimeEnd,
  );
  if (asked.sortOrderByTime === 'desc') found.reverse();
  const start = asked.nextToken
    ? Math.max(
        found.findIndex(({ taskId }) => taskId === asked.nextToken),
        0,
      )
    : 0;
  const next = found[start + asked.limit];
  return {
    tasks: found.slice(start, start + asked.limit).map((task) => shown(task, now, asked.includePayload)),
    ...(next && { nextToken: next.taskId }),
  };
}

/** The fields of AsyncTask, as official clients know them. */
function shown(task: AsyncRequest, now: number, withPayload: boolean) {
  const { startedAt, endedAt } = task;
  return {
    taskId: task.taskId,
    requestId: task.runId,
    functionArn: task.arn,
    qualifier: task.qualifier,
    status: task.status,
    alreadyRetriedTimes: Math.max(0, task.attempts - 1),
    events: task.events,
    instanceId: task.instanceId,
    taskErrorMessage: task.error,
    ...(startedAt !== undefined && { startedTime: startedAt, durationMs: (endedAt ?? now) - startedAt }),
    ...(endedAt !== undefined && { endTime: endedAt }),
    ...(task.destination && { destinationStatus: task.destination }),
    ...(withPayload && { taskPayload: task.event.toString('utf8'), returnPayload: task.returned }),
  };
}
