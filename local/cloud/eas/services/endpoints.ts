import type { Side } from '../../data-plane/gateway-view.ts';
import { actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import type { EasState } from '../state.ts';
import { gatewayOf } from './config.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

export const describeServiceEndpoints = row({
  name: 'DescribeServiceEndpoints',
  style: { method: 'GET', path: `${servicePath.template}/endpoints` },
  parameters: servicePath.parameters,
  response: {
    Message: 'string',
    AccessToken: 'string',
    Endpoints: [
      {
        EndpointType: 'string',
        BackendId: 'string',
        PathType: 'string',
        InternetEndpoints: ['string'],
        IntranetEndpoints: ['string'],
      },
    ],
  },
  errors: ['InvalidService.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const gateway = gatewayOf(service.config);
    return {
      Message: 'Execution succeeded.',
      AccessToken: service.token,
      Endpoints: [
        {
          EndpointType: gateway === undefined ? 'DefaultGateway' : 'PrivateGateway',
          BackendId: gateway ?? 'default',
          PathType: 'Service',
          InternetEndpoints: endpoints(state, service, 'internet'),
          IntranetEndpoints: endpoints(state, service, 'intranet'),
        },
      ],
    };
  },
});

/** The single address that DescribeService shows: a custom domain that has taken effect stands first (G43). */
export function firstEndpoint(state: EasState, service: Service, side: Side): string | undefined {
  return endpoints(state, service, side)[0];
}

function endpoints(state: EasState, service: Service, side: Side): string[] {
  const id = gatewayOf(service.config);
  if (id === undefined) {
    const { names } = state.sharedGateway(service.account, service.region);
    return [`http://${names[side]}/api/predict/${service.name}`];
  }
  const gateway = state.gateway(service.account, service.region, id);
  return bases(gateway, side).map((base) => `${base}/api/predict/${service.name}`);
}

function bases(gateway: Gateway, side: Side): string[] {
  const own = side === 'internet' ? gateway.internetDomain : gateway.intranetDomain;
  if (own === undefined) return [];
  const custom = [...gateway.customDomains.values()]
    .filter(({ type, loaded }) => type === side && loaded)
    .map(({ domain, loaded }) => `http${loaded?.certificate ? 's' : ''}://${domain}`);
  return [...custom, `http://${own}`];
}
