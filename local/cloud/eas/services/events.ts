import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { readTime, spacedTime } from '../times.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

/** Both ends in UTC, as `2006-01-02 15:04:05`. */
const period = { StartTime: { type: 'string' }, EndTime: { type: 'string' } } as const;

export const describeServiceEvent = row({
  name: 'DescribeServiceEvent',
  style: { method: 'GET', path: `${servicePath.template}/events` },
  parameters: {
    ...servicePath.parameters,
    ...period,
    EventType: { type: 'string', enum: ['Normal', 'Warning'] },
    InstanceName: { type: 'string' },
    PageNum: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 100, min: 1 },
  },
  response: {
    PageNum: 'integer',
    TotalCount: 'integer',
    TotalPageNum: 'integer',
    Events: [{ Time: 'string', Type: 'string', Reason: 'string', Resource: 'string', Message: 'string' }],
  },
  errors: ['InvalidService.NotFound', 'InvalidTime'] satisfies EasErrorCode[],
  // Newest first (inferred).
  handler: (state, { account, parameters, now }) => {
    const { PageNum, PageSize, EventType, InstanceName } = parameters;
    const service = state.service(account, parameters.ClusterId, parameters.ServiceName);
    const { from, until } = within(parameters, { from: now - WEEK_MS, until: now });
    const found = service.events
      .filter(({ at }) => at >= from && at <= until)
      .filter(({ type }) => !EventType || type === EventType)
      .filter(({ instance }) => !InstanceName || instance === InstanceName)
      .reverse();
    return {
      PageNum,
      TotalCount: found.length,
      TotalPageNum: Math.ceil(found.length / PageSize),
      Events: found
        .slice((PageNum - 1) * PageSize, PageNum * PageSize)
        .map(({ at, type, reason, message, instance }) => ({
          Time: spacedTime(at),
          Type: type,
          Reason: reason,
          Resource: instance === undefined ? 'Service' : 'Pod',
          Message: message,
        })),
    };
  },
});

export const describeServiceLog = row({
  name: 'DescribeServiceLog',
  style: { method: 'GET', path: `${servicePath.template}/logs` },
  parameters: {
    ...servicePath.parameters,
    ...period,
    InstanceName: { type: 'string' },
    ContainerName: { type: 'string' },
    Ip: { type: 'string' },
    Keyword: { type: 'string' },
    /** What was written before an instance was started anew the last time. */
    Previous: { type: 'boolean', default: false },
    PageNum: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 500, min: 1 },
  },
  response: { PageNum: 'integer', TotalCount: 'integer', TotalPageNum: 'integer', Logs: ['string'] },
  errors: ['InvalidService.NotFound', 'InvalidTime'] satisfies EasErrorCode[],
  // Oldest first; that `Previous` leaves out what was written since is inferred, as is the form of a line.
  handler: (state, { account, parameters }) => {
    const { PageNum, PageSize, InstanceName, ContainerName, Ip, Keyword = '', Previous } = parameters;
    const service = state.service(account, parameters.ClusterId, parameters.ServiceName);
    const { from, until } = within(parameters, { from: 0, until: Number.POSITIVE_INFINITY });
    const restartsOf = (name: string) => service.instances.find((each) => each.name === name)?.restarts ?? 0;
    const found = service.logs
      .filter(({ at }) => at >= from && at <= until)
      .filter(({ instance }) => !InstanceName || instance === InstanceName)
      .filter(({ container }) => !ContainerName || container === ContainerName)
      .filter(({ ip }) => !Ip || ip === Ip)
      .filter(({ text }) => text.includes(Keyword))
      .filter(({ instance, restarts }) => !Previous || restarts < restartsOf(instance));
    return {
      PageNum,
      TotalCount: found.length,
      TotalPageNum: Math.ceil(found.length / PageSize),
      Logs: found
        .slice((PageNum - 1) * PageSize, PageNum * PageSize)
        .map(({ at, instance, text }) => `[${spacedTime(at)}] [${instance}] ${text}`),
    };
  },
});

/** Throws InvalidTime. */
function within(
  { StartTime, EndTime }: { readonly StartTime: string | undefined; readonly EndTime: string | undefined },
  { from, until }: { readonly from: number; readonly until: number },
) {
  return { from: instant('StartTime', StartTime) ?? from, until: instant('EndTime', EndTime) ?? until };
}

function instant(name: string, text: string | undefined): number | undefined {
  if (!text) return undefined;
  const time = readTime(text);
  if (time === undefined) throw new ApiError<EasErrorCode>('InvalidTime', { name });
  return time;
}

const WEEK_MS = 7 * 24 * 3_600_000;
