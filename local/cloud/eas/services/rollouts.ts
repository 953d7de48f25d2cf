import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { spacedTime } from '../times.ts';
import { instancesOf } from './config.ts';
import { oldInstances, rollOut } from './roll-out.ts';
import { invalid, type Rollout, readStrategy } from './rollout-settings.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const path = `${servicePath.template}/rollout`;

const settings = {
  ...servicePath.parameters,
  /** How many old instances stay: a number, or a percentage of all. */
  Partition: { in: 'body', type: 'object', fields: { Partition: { type: 'string', required: true } } },
  Batch: {
    in: 'body',
    type: 'object',
    fields: {
      BatchSize: { type: 'string', default: '25%' },
      /** What is taken for none given is not known (inferred). */
      Interval: { type: 'string', default: '0s', source: 'inferred' },
    },
  },
  Paused: { in: 'body', type: 'boolean' },
} as const;

export const createServiceRollout = row({
  name: 'CreateServiceRollout',
  style: { method: 'POST', path },
  parameters: settings,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidRollout', 'InvalidRollout.AlreadyExists'] satisfies EasErrorCode[],
  // It counts from the next update on.
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    if (service.rollout) throw new ApiError<EasErrorCode>('InvalidRollout.AlreadyExists', { service: service.name });
    const strategy = readStrategy(parameters);
    if (!strategy) throw invalid('either Partition or Batch is needed');
    service.rollout = { strategy, paused: parameters.Paused ?? false, nextBatchAt: undefined };
    return { Message: 'Rollout created successfully' };
  },
});

export const updateServiceRollout = row({
  name: 'UpdateServiceRollout',
  style: { method: 'PUT', path },
  parameters: settings,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidRollout', 'InvalidRollout.NotFound'] satisfies EasErrorCode[],
  // Documented: it takes effect at once, on what is under way as well. Old instances that are gone do not come back.
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const rollout = rolledOut(service);
    const strategy = readStrategy(parameters);
    const { Paused } = parameters;
    if (!strategy && Paused === undefined) throw invalid('Partition, Batch or Paused is needed');
    rollout.strategy = strategy ?? rollout.strategy;
    rollout.paused = Paused ?? rollout.paused;
    const isOnItsWay = service.lifecycle.status === 'Running' && oldInstances(service).length > 0;
    if (isOnItsWay) rollOut(state, service, rollout);
    const word = strategy ? 'updated' : rollout.paused ? 'paused' : 'resumed';
    return { Message: `Rollout ${word} successfully` };
  },
});

export const describeServiceRollout = row({
  name: 'DescribeServiceRollout',
  style: { method: 'GET', path },
  parameters: servicePath.parameters,
  response: {
    Rollout: {
      Strategy: { Partition: { Partition: 'string' }, Batch: { BatchSize: 'string', Interval: 'string' } },
      Status: {
        Phase: 'string',
        CurrentRevision: 'string',
        UpdateRevision: 'string',
        TotalReplicas: 'integer',
        UpdatedReplicas: 'integer',
        NextBatchStartTime: 'string',
      },
    },
  },
  errors: ['InvalidService.NotFound', 'InvalidRollout.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const { strategy, nextBatchAt, ...rollout } = rolledOut(service);
    const revision = (version: number) => `${service.name}-${service.id.slice(-6)}-v${version}`;
    const old = oldInstances(service).length;
    return {
      Rollout: {
        Strategy:
          strategy.kind === 'partition'
            ? { Partition: { Partition: strategy.partition } }
            : { Batch: { BatchSize: strategy.batchSize, Interval: strategy.interval } },
        Status: {
          Phase: phaseOf(service, { strategy, nextBatchAt, ...rollout }),
          CurrentRevision: revision(service.currentVersion),
          UpdateRevision: revision(service.targetVersion),
          TotalReplicas: instancesOf(service.config),
          UpdatedReplicas: service.runningInstances - old,
          NextBatchStartTime: nextBatchAt === undefined ? undefined : spacedTime(nextBatchAt).replaceAll('-', '/'),
        },
      },
    };
  },
});

export const deleteServiceRollout = row({
  name: 'DeleteServiceRollout',
  style: { method: 'DELETE', path },
  parameters: servicePath.parameters,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidRollout.NotFound'] satisfies EasErrorCode[],
  // Documented: what was updated stays so, what was not as well; the next update rolls as usual.
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    rolledOut(service);
    service.rollout = undefined;
    return { Message: 'Rollout deleted successfully' };
  },
});

/** Throws InvalidRollout.NotFound. */
function rolledOut({ rollout, name }: Service): Rollout {
  if (rollout) return rollout;
  throw new ApiError<EasErrorCode>('InvalidRollout.NotFound', { service: name });
}

/** When each of the documented phases shows is inferred. */
function phaseOf(service: Service, { paused }: Rollout): string {
  if (service.failure) return 'Failed';
  if (paused) return 'Paused';
  if (service.targetVersion !== service.currentVersion) return 'Running';
  return service.latestVersion === 1 ? 'Pending' : 'Completed';
}
