import type { Side } from '../../data-plane/gateway-view.ts';
import { actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import type { EasState } from '../state.ts';
import { gatewayOf, isObject, metadataText } from './config.ts';
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
        Port: 'integer',
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
        ...attachments(service),
      ],
    };
  },
});

/** The single address that DescribeService shows: a custom domain that has taken effect stands first (G43). */
export function firstEndpoint(state: EasState, service: Service, side: Side): string | undefined {
  return endpoints(state, service, side)[0];
}

/** Of an asynchronous service: where it answers at once, below the path that the documents show. */
export function secondaryEndpoint(state: EasState, service: Service, side: Side): string | undefined {
  if (metadataText(service.config, 'type') !== 'Async') return undefined;
  const [base] = basesOf(state, service, side);
  return base === undefined ? undefined : `${base}/api/predict/async_path.${service.name}`;
}

function endpoints(state: EasState, service: Service, side: Side): string[] {
  return basesOf(state, service, side).map((base) => `${base}/api/predict/${service.name}`);
}

function basesOf(state: EasState, { account, region, config }: Service, side: Side): string[] {
  const id = gatewayOf(config);
  if (id === undefined) return [sharedBase(state, account, region, side)];
  return gatewayBases(state.gateway(account, region, id), side);
}

/** Where the shared gateway of an account answers. */
export function sharedBase(state: EasState, account: string, region: string, side: Side): string {
  return `http://${state.sharedGateway(account, region).names[side]}`;
}

/** Where a dedicated gateway answers: its custom domains that have taken effect, then its own name. */
export function gatewayBases(gateway: Gateway, side: Side): string[] {
  const own = side === 'internet' ? gateway.internetDomain : gateway.intranetDomain;
  if (own === undefined) return [];
  const custom = [...gateway.customDomains.values()]
    .filter(({ type, loaded }) => type === side && loaded)
    .map(({ domain, loaded }) => `http${loaded?.certificate ? 's' : ''}://${domain}`);
  return [...custom, `http://${own}`];
}

/**
 * The load balancers and registries that `networking.nlb` and `networking.nacos` name beside the gateway. Neither is
 * played: what the configuration says is given back (its form, and that of the addresses, are inferred).
 */
function attachments({ name, region, config }: Service) {
  const { networking } = config;
  const lists = isObject(networking) ? networking : {};
  const of = (list: unknown) => (Array.isArray(list) ? list.filter(isObject) : []);
  const nlb = of(lists.nlb).map(({ id, listener_port: port = 9090, netType = 'intranet' }) => {
    const address = `http://${id}.${region}.nlb.aliyuncs.com:${port}/`;
    const [InternetEndpoints, IntranetEndpoints] = netType === 'internet' ? [[address], []] : [[], [address]];
    const backend = { EndpointType: 'Nlb', BackendId: String(id), Port: Number(port) };
    return { ...backend, PathType: 'Service', InternetEndpoints, IntranetEndpoints };
  });
  const nacos = of(lists.nacos).map(({ nacos_id: id, port = 8080 }) => ({
    ...{ EndpointType: 'Nacos', BackendId: String(id), Port: Number(port) },
    ...{ PathType: 'Service', InternetEndpoints: [], IntranetEndpoints: [name] },
  }));
  return [...nlb, ...nacos];
}
