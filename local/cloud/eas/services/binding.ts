import { ApiError } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { gatewayOf, isObject, merge, type ServiceConfig, vpcOf } from './config.ts';

/** Of every action that takes a service JSON. */
export const bindingErrors = [
  'InvalidServiceConfig',
  'InvalidAutoScaler',
  'InvalidGateway.NotFound',
  'IncorrectGatewayStatus',
] satisfies EasErrorCode[];

/** Throws InvalidServiceConfig where the body is no service JSON at all. */
export function readConfig(body: unknown): ServiceConfig {
  if (isObject(body)) return body;
  throw new ApiError<EasErrorCode>('InvalidServiceConfig', { reason: 'it is not an object' });
}

/** G44. That the choice becomes a part of the configuration is inferred. */
export function withDefaultGateway(
  state: EasState,
  account: string,
  region: string,
  config: ServiceConfig,
): ServiceConfig {
  const gateway = state.gatewaysOf(account, region).find(({ isDefault, isUp }) => isDefault && isUp);
  if (!gateway || gatewayOf(config)) return config;
  return merge(config, { networking: { gateway: gateway.id } }, 'deep');
}

/** Throws where the configuration names a gateway that is not there, not up, or in another VPC than the service. */
export function checkBinding(state: EasState, account: string, region: string, config: ServiceConfig): void {
  const id = gatewayOf(config);
  if (id === undefined) return;
  const { vpcId } = state.gatewayThatIsUp(account, region, id);
  // G15; that the API itself refuses it is inferred.
  if (vpcId !== undefined && vpcOf(config) !== vpcId) {
    const reason = `cloud.networking.vpc_id is not the VPC of the gateway, ${vpcId}`;
    throw new ApiError<EasErrorCode>('InvalidServiceConfig', { reason });
  }
}
