import { ApiError, actionsOf } from '../../product.ts';
import type { Progress } from '../../progress.ts';
import { task } from '../../tasks.ts';
import type { EasErrorCode } from '../errors.ts';
import { SERVICE } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { gatewayOf, merge } from './config.ts';
import { beginCourse } from './course.ts';
import { type CronScaler, isExcluded, nextRun, readCronScaler, type ScaleJob } from './cron-settings.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const path = `${servicePath.template}/cronscaler`;

const settings = {
  ...servicePath.parameters,
  ScaleJobs: {
    in: 'body',
    type: 'objects',
    required: true,
    min: 1,
    fields: {
      Name: { type: 'string' },
      Schedule: { type: 'string', required: true },
      TargetSize: { type: 'integer', required: true, min: 0 },
      /** Which one is taken for none given is not known (inferred). */
      TimeZone: { type: 'string', default: 'Asia/Shanghai', source: 'inferred' },
    },
  },
  ExcludeDates: { in: 'body', type: 'list' },
} as const;

export const createServiceCronScaler = row({
  name: 'CreateServiceCronScaler',
  style: { method: 'POST', path },
  parameters: settings,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidCronScaler', 'InvalidCronScaler.AlreadyExists'] satisfies EasErrorCode[],
  handler: (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    const values = { service: service.name };
    if (service.cronScaler) throw new ApiError<EasErrorCode>('InvalidCronScaler.AlreadyExists', values);
    follow(state, service, readCronScaler(parameters.ScaleJobs, parameters.ExcludeDates ?? [], now), progress);
    return { Message: `Create cron scaler for service [${service.name}] successfully` };
  },
});

export const updateServiceCronScaler = row({
  name: 'UpdateServiceCronScaler',
  style: { method: 'PUT', path },
  parameters: settings,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidCronScaler', 'InvalidCronScaler.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    scaled(service);
    follow(state, service, readCronScaler(parameters.ScaleJobs, parameters.ExcludeDates ?? [], now), progress);
    return { Message: `Update cron scaler for service [${service.name}] successfully` };
  },
});

export const describeServiceCronScaler = row({
  name: 'DescribeServiceCronScaler',
  style: { method: 'GET', path },
  parameters: servicePath.parameters,
  response: {
    ServiceName: 'string',
    ExcludeDates: ['string'],
    ScaleJobs: [
      {
        Name: 'string',
        Schedule: 'string',
        TargetSize: 'integer',
        State: 'string',
        Message: 'string',
        CreateTime: 'string',
        LastProbeTime: 'string',
      },
    ],
  },
  errors: ['InvalidService.NotFound', 'InvalidCronScaler.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const { jobs, excludeDates } = scaled(service);
    return {
      ServiceName: service.name,
      ExcludeDates: excludeDates,
      ScaleJobs: jobs.map((job) => ({
        Name: job.name,
        Schedule: job.schedule,
        TargetSize: job.targetSize,
        State: job.state,
        Message: job.message,
        CreateTime: utcTime(job.createdAt),
        LastProbeTime: job.lastProbeAt === undefined ? undefined : utcTime(job.lastProbeAt),
      })),
    };
  },
});

export const deleteServiceCronScaler = row({
  name: 'DeleteServiceCronScaler',
  style: { method: 'DELETE', path },
  parameters: servicePath.parameters,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidCronScaler.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    scaled(service);
    service.cronScaler = undefined;
    return { Message: `Cronscaler for service [${service.name}] deleted successfully` };
  },
});

/** Throws InvalidCronScaler.NotFound. */
function scaled({ cronScaler, name }: Service): CronScaler {
  if (cronScaler) return cronScaler;
  throw new ApiError<EasErrorCode>('InvalidCronScaler.NotFound', { service: name });
}

/** In place of what it followed before. */
function follow(state: EasState, service: Service, cronScaler: CronScaler, progress: Progress): void {
  service.cronScaler = cronScaler;
  for (const job of cronScaler.jobs) waitForJob(state, service, cronScaler, job, progress);
}

const jobIsDue = task(
  'eas/cron-job-due',
  (state: EasState, service: Service, cronScaler: CronScaler, job: ScaleJob, progress: Progress) => {
    if (service.cronScaler !== cronScaler) return;
    runJob(state, service, cronScaler, job, progress);
    waitForJob(state, service, cronScaler, job, progress);
  },
);

function waitForJob(
  state: EasState,
  service: Service,
  cronScaler: CronScaler,
  job: ScaleJob,
  progress: Progress,
): void {
  state.clock.schedule(nextRun(job, state.clock.now()), jobIsDue(state, service, cronScaler, job, progress));
}

/** A service that is busy, stopped or gone is not scaled: the job has failed, and comes again (inferred). */
function runJob(state: EasState, service: Service, cronScaler: CronScaler, job: ScaleJob, progress: Progress): void {
  const now = state.clock.now();
  job.lastProbeAt = now;
  const replicas = `current replicas:${service.instances.length}, desired replicas:${job.targetSize}.`;
  const refused =
    !service.lifecycle.allows(SERVICE.scale) ||
    (job.targetSize < 1 && state.scalingFromZero === 'refused' && gatewayOf(service.config) !== undefined);
  if (isExcluded(cronScaler, job, now)) {
    job.state = 'Skipped';
    job.message = `cron hpa job ${job.name} is excluded at this time. ${replicas}`;
  } else if (refused) {
    job.state = 'Failed';
    job.message = `cron hpa job ${job.name} failed: the service is ${service.lifecycle.status}. ${replicas}`;
  } else {
    job.state = 'Succeed';
    job.message = `cron hpa job ${job.name} executed successfully. ${replicas}`;
    service.config = merge(service.config, { metadata: { instance: job.targetSize } }, 'deep');
    beginCourse(state, service, { transition: SERVICE.scale, ending: 'scaled', progress });
  }
}
