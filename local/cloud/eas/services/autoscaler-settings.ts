import { ApiError } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { isObject, type ServiceConfig } from './config.ts';

/** Lower camelCase inside, in requests, answers and the service JSON alike. */
export interface Strategy {
  readonly metricName: string;
  readonly threshold: number;
  readonly service: string | undefined;
}

export interface Autoscaler {
  readonly min: number;
  readonly max: number;
  readonly strategies: readonly Strategy[];
  readonly behavior: Readonly<Record<string, unknown>>;
}

/** What the service JSON says under `autoscaler`, with `scaleStrategies` or `strategies`; undefined where nothing. */
export function autoscalerOf(config: ServiceConfig): Autoscaler | undefined {
  return isObject(config.autoscaler) ? readAutoscaler(config.autoscaler) : undefined;
}

/** Throws InvalidAutoScaler. */
export function readAutoscaler(body: Readonly<Record<string, unknown>>): Autoscaler {
  const { min, max, behavior = {} } = body;
  if (!isCount(min) || !isCount(max)) throw invalid('min and max are numbers of instances');
  if (max <= min) throw invalid('max is greater than min');
  if (!isObject(behavior)) throw invalid('behavior is an object');
  return { min, max, strategies: readStrategies(body.scaleStrategies ?? body.strategies ?? []), behavior };
}

/** G03. Throws InvalidAutoScaler; that the API itself refuses it is inferred. */
export function checkAutoscaler(autoscaler: Autoscaler | undefined, gatewayId: string | undefined): void {
  if (autoscaler && gatewayId !== undefined && autoscaler.min < 1) {
    throw invalid('a service on a dedicated gateway cannot scale from zero, so min is at least 1');
  }
}

function readStrategies(value: unknown): Strategy[] {
  if (!Array.isArray(value)) throw invalid('scaleStrategies is a list');
  return value.map((item) => {
    if (
      !isObject(item) ||
      typeof item.metricName !== 'string' ||
      !Number.isFinite(Number(item.threshold ?? Number.NaN))
    ) {
      throw invalid('a strategy needs a metricName and a threshold');
    }
    const service = item.service === undefined ? undefined : String(item.service);
    return { metricName: item.metricName, threshold: Number(item.threshold), service };
  });
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function invalid(reason: string): ApiError {
  return new ApiError<EasErrorCode>('InvalidAutoScaler', { reason });
}
