import { InvalidSchedule, parseSchedule, type Schedule } from '../../fc/run/schedule.ts';
import { ApiError } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';

/** One scheduled change of the number of instances. */
export interface ScaleJob {
  readonly name: string;
  /** `second minute hour day month weekday` */
  readonly schedule: string;
  readonly targetSize: number;
  readonly timeZone: string;
  /** ms since the epoch */
  readonly createdAt: number;
  lastProbeAt: number | undefined;
  state: 'Submitted' | 'Succeed' | 'Failed' | 'Skipped';
  message: string;
}

export interface CronScaler {
  readonly jobs: readonly ScaleJob[];
  /** Cron expressions of instants at which nothing is scaled. */
  readonly excludeDates: readonly string[];
}

export interface WantedJob {
  readonly Name?: string | undefined;
  readonly Schedule: string;
  readonly TargetSize: number;
  readonly TimeZone: string;
}

/** Throws InvalidCronScaler for what is no cron expression, or none that ever comes. */
export function readCronScaler(
  jobs: readonly WantedJob[],
  excludeDates: readonly string[],
  createdAt: number,
): CronScaler {
  const named = jobs.map(({ Name, Schedule: schedule, TargetSize, TimeZone: timeZone }, index) => ({
    name: Name || `scale-jobs-${index}`,
    ...{ schedule, targetSize: TargetSize, timeZone, createdAt },
    lastProbeAt: undefined,
    state: 'Submitted' as const,
    message: '',
  }));
  const names = named.map(({ name }) => name);
  if (new Set(names).size < names.length) throw invalid('two jobs have one name');
  for (const { schedule, timeZone } of named) read(schedule, timeZone);
  for (const date of excludeDates) read(date, 'UTC');
  return { jobs: named, excludeDates };
}

/** Strictly after `time`; ms since the epoch. */
export function nextRun({ schedule, timeZone }: ScaleJob, time: number): number {
  return read(schedule, timeZone).nextAfter(time);
}

/** Whether a date that is excluded falls on this second, on the clocks of the job's time zone. */
export function isExcluded({ excludeDates }: CronScaler, { timeZone }: ScaleJob, time: number): boolean {
  const second = Math.floor(time / 1000) * 1000;
  return excludeDates.some((date) => read(date, timeZone).nextAfter(second - 1) === second);
}

function read(expression: string, timeZone: string): Schedule {
  try {
    return parseSchedule(timeZone === 'UTC' ? expression : `CRON_TZ=${timeZone} ${expression}`);
  } catch (error) {
    if (error instanceof InvalidSchedule) throw invalid(error.message);
    throw error;
  }
}

function invalid(reason: string): ApiError {
  return new ApiError<EasErrorCode>('InvalidCronScaler', { reason });
}
