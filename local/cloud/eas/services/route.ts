import { ApiError } from '../../product.ts';
import type { Progress } from '../../progress.ts';
import { task } from '../../tasks.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { gatewayOf } from './config.ts';
import type { Service } from './service.ts';

/**
 * Sends a service's traffic through the gateway its configuration names, or through the shared one. A route that is new
 * is cold at first: the gateway answers 503 until it knows a healthy instance. Through once connections meet it.
 */
export async function takeRoute(state: EasState, service: Service, progress: Progress): Promise<void> {
  const id = gatewayOf(service.config);
  const { account, region } = service;
  const through = id === undefined ? state.sharedGateway(account, region) : state.gateway(account, region, id);
  if (!service.routeThrough(through)) return;
  progress.after('eas-service-warm-up', warmedUp(service));
  if (id === undefined) await state.networksChanged(through);
}

const warmedUp = task('eas/service-warmed-up', (service: Service) => {
  service.healthy = true;
});

export function incorrectServiceStatus(service: Service): ApiError {
  const values = { service: service.name, status: service.lifecycle.status ?? '' };
  return new ApiError<EasErrorCode>('IncorrectServiceStatus', values);
}
