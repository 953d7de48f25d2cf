import type { OtherDoor } from '../../front-door/other-door.ts';
import { firstValue } from '../../front-door/parse.ts';
import { Refusal } from '../../front-door/refusal.ts';
import { jsonAnswer } from './answer.ts';
import type { AsyncQueue } from './async-queue.ts';
import type { AsyncRequest } from './async-request.ts';
import { type DoorAction, type DoorOptions, type FunctionCall, functionDoor } from './door.ts';
import { functionArn } from './function-source.ts';

/** ListAsyncTasks, GetAsyncTask and StopAsyncTask, below `/2023-03-30/functions/{name}/async-tasks`. */
export function tasksDoor(options: DoorOptions & { queue: AsyncQueue }): OtherDoor {
  const { queue, clock } = options;
  const taskOf = ({ owner, rest }: FunctionCall): AsyncRequest => {
    const taskId = decodeURIComponent(rest.split('/')[1] ?? '');
    const task = queue.task(functionArn(owner), taskId);
    if (!task) throw new Refusal(404, 'AsyncTaskNotFound', `async task '${taskId}' does not exist`);
    return task;
  };
  const list: DoorAction = { name: 'ListAsyncTasks', run: (call) => jsonAnswer(listed(call, queue)) };
  const get: DoorAction = { name: 'GetAsyncTask', run: (call) => jsonAnswer(shown(taskOf(call), clock.now(), true)) };
  const stop: DoorAction = {
    name: 'StopAsyncTask',
    run: (call) => {
      queue.stop(taskOf(call));
      return jsonAnswer({});
    },
  };
  return functionDoor(options, /^async-tasks(\/|$)/, (method, rest) => {
    if (method === 'GET') return rest === 'async-tasks' ? list : get;
    return method === 'PUT' && rest.endsWith('/stop') ? stop : undefined;
  });

  function listed({ request, owner }: FunctionCall, { tasksOf }: Pick<AsyncQueue, 'tasksOf'>) {
    const [prefix = '', status, after = '', order] = ['prefix', 'status', 'nextToken', 'sortOrderByTime'].map((name) =>
      firstValue(request, name),
    );
    const limit = Number(firstValue(request, 'limit') ?? 20);
    const found = tasksOf
      .call(queue, functionArn(owner))
      .filter((task) => task.taskId.startsWith(prefix) && (status === undefined || task.status === status));
    if (order !== 'asc') found.reverse();
    const start = after === '' ? 0 : found.findIndex(({ taskId }) => taskId === after);
    const page = found.slice(Math.max(start, 0), Math.max(start, 0) + limit);
    const next = found[Math.max(start, 0) + limit];
    const withPayload = firstValue(request, 'includePayload') === 'true';
    return {
      tasks: page.map((task) => shown(task, clock.now(), withPayload)),
      ...(next && { nextToken: next.taskId }),
    };
  }
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
