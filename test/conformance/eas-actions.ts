import { onTestFinished } from 'vitest';
import type { LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import type { Body, EasClient } from '../contract/eas-client.ts';
import { type EasCloud, startEasCloud } from '../contract/eas-cloud.ts';

/** Method and path below `/api/v2`, as the official SDK has them. `R` is the region. */
const ACTIONS = {
  ...onGateway('', {
    DescribeGateway: 'GET',
    UpdateGateway: 'PUT',
    DeleteGateway: 'DELETE',
  }),
  ...onGateway('/label', { UpdateGatewayLabel: 'PUT', DeleteGatewayLabel: 'DELETE' }),
  ...onGateway('/acl_policy', { CreateAclPolicy: 'POST', ListAclPolicy: 'GET', DeleteAclPolicy: 'DELETE' }),
  ...onGateway('/intranet_endpoint_linked_vpc', {
    CreateGatewayIntranetLinkedVpc: 'POST',
    ListGatewayIntranetLinkedVpc: 'GET',
    DeleteGatewayIntranetLinkedVpc: 'DELETE',
  }),
  ...onGateway('/intranet_endpoint_linked_vpc_peer', {
    CreateGatewayIntranetLinkedVpcPeer: 'POST',
    ListGatewayIntranetLinkedVpcPeer: 'GET',
    DeleteGatewayIntranetLinkedVpcPeer: 'DELETE',
  }),
  ...onGateway('/intranet_supported_zone', { ListGatewayIntranetSupportedZone: 'GET' }),
  ...onGateway('/domain/attach', { AttachGatewayDomain: 'PUT' }),
  ...onGateway('/domain/detach', { DetachGatewayDomain: 'PUT' }),
  ...onGateway('/domains', { ListGatewayDomains: 'GET' }),
  ...onService('', { DescribeService: 'GET', UpdateService: 'PUT', DeleteService: 'DELETE' }),
  ...onService('/autoscaler', {
    CreateServiceAutoScaler: 'POST',
    DescribeServiceAutoScaler: 'GET',
    UpdateServiceAutoScaler: 'PUT',
    DeleteServiceAutoScaler: 'DELETE',
  }),
  ...onService('/clone', { CloneService: 'POST' }),
  ...onService('/commit', { CommitService: 'PUT' }),
  ...onService('/cronscaler', {
    CreateServiceCronScaler: 'POST',
    DescribeServiceCronScaler: 'GET',
    UpdateServiceCronScaler: 'PUT',
    DeleteServiceCronScaler: 'DELETE',
  }),
  ...onService('/develop', { DevelopService: 'PUT' }),
  ...onService('/diagnosis', { DescribeServiceDiagnosis: 'GET' }),
  ...onService('/endpoints', { DescribeServiceEndpoints: 'GET' }),
  ...onService('/events', { DescribeServiceEvent: 'GET' }),
  ...onService('/instances', { ListServiceInstances: 'GET', DeleteServiceInstances: 'DELETE' }),
  ...onService('/instances/I', { UpdateServiceInstance: 'PUT' }),
  ...onService('/instances/I/containers', { ListServiceContainers: 'GET' }),
  ...onService('/instances/I/diagnosis', { DescribeServiceInstanceDiagnosis: 'GET' }),
  ...onService('/instances/I/token', { CreateServiceInstanceToken: 'GET' }),
  ...onService('/instances/I/faults', { CreateFaultInjection: 'POST', ListServiceInstanceFaultInjectionInfo: 'GET' }),
  ...onService('/instances/I/faults/F', { DeleteFaultInjection: 'DELETE' }),
  ...onService('/label', { UpdateServiceLabel: 'PUT', DeleteServiceLabel: 'DELETE' }),
  ...onService('/lock', { UpdateServiceSafetyLock: 'PUT' }),
  ...onService('/logs', { DescribeServiceLog: 'GET' }),
  ...onService('/mirror', {
    CreateServiceMirror: 'POST',
    DescribeServiceMirror: 'GET',
    UpdateServiceMirror: 'PUT',
    DeleteServiceMirror: 'DELETE',
  }),
  ...onService('/release', { ReleaseService: 'PUT' }),
  ...onService('/restart', { RestartService: 'PUT' }),
  ...onService('/rollout', {
    CreateServiceRollout: 'POST',
    DescribeServiceRollout: 'GET',
    UpdateServiceRollout: 'PUT',
    DeleteServiceRollout: 'DELETE',
  }),
  ...onService('/signed_url', { DescribeServiceSignedUrl: 'GET' }),
  ...onService('/scale', { ScaleService: 'PUT' }),
  ...onService('/start', { StartService: 'PUT' }),
  ...onService('/stop', { StopService: 'PUT' }),
  ...onService('/version', { UpdateServiceVersion: 'PUT' }),
  ...onService('/versions', { ListServiceVersions: 'GET' }),
  ...below('/groups/R/G', { DescribeGroup: 'GET', UpdateGroup: 'PUT', DeleteGroup: 'DELETE' }),
  ...below('/groups/R/G/endpoints', { DescribeGroupEndpoints: 'GET' }),
  ...below('/groups', { CreateGroup: 'POST', ListGroups: 'GET' }),
  ...below('/gateways', { CreateGateway: 'POST', ListGateway: 'GET' }),
  ...below('/services', { CreateService: 'POST', ListServices: 'GET' }),
  ...below('/resources', { CreateResource: 'POST', ListResources: 'GET' }),
  ...below('/resources/R/X', { DescribeResource: 'GET', UpdateResource: 'PUT', DeleteResource: 'DELETE' }),
  ...below('/resources/R/X/services', { ListResourceServices: 'GET' }),
  ...below('/app_services', { CreateAppService: 'POST' }),
  ...below('/app_services/R/S', { UpdateAppService: 'PUT' }),
  ...below('/resources/R/X/instances', {
    CreateResourceInstances: 'POST',
    ListResourceInstances: 'GET',
    DeleteResourceInstances: 'DELETE',
  }),
  ...below('/public/instance_types', { DescribeMachineSpec: 'GET' }),
  ...below('/public/spot_discount', { DescribeSpotDiscountHistory: 'GET' }),
  ...below('/regions', { DescribeRegions: 'GET' }),
} as const satisfies Record<string, readonly [method: string, path: string]>;

export type EasAction = keyof typeof ACTIONS;

/** Whom an action is done to, and what with. */
export interface Meant {
  gateway?: string;
  service?: string;
  instance?: string;
  group?: string;
  resource?: string;
  /** The type of an injected fault. */
  fault?: string;
  query?: Body;
  body?: Body | string;
}

/** Calls an action as the official SDK would. */
export type Act = (action: EasAction, meant?: Meant) => Promise<Body>;

export function actingBy(eas: EasClient): Act {
  return (
    action,
    { gateway = '', service = '', instance = '', group = '', resource = '', fault = '', query, body } = {},
  ) => {
    const [method, template] = ACTIONS[action];
    const names: Record<string, string> = {
      R: eas.region,
      W: gateway,
      S: service,
      I: instance,
      G: group,
      X: resource,
      F: fault,
    };
    const path = template.replaceAll(/\/([RWSIGXF])(?=\/|$)/g, (_part, letter: string) => `/${names[letter]}`);
    return eas.call(action, method, path, query, body);
  };
}

export interface EasWorld extends EasCloud {
  act: Act;
  /** Creates a service of one instance, and waits until it runs. */
  runningService(name: string, more?: Body, query?: Body): Promise<string>;
}

/** A cloud that ends with the test. */
export async function openEasWorld(options: LocalCloudOptions = {}): Promise<EasWorld> {
  const started = await startEasCloud(options);
  onTestFinished(() => started.cloud.close());
  const act = actingBy(started.eas);
  async function runningService(name: string, more: Body = {}, query: Body = {}): Promise<string> {
    await act('CreateService', { query, body: JSON.stringify({ metadata: { name, instance: 1 }, ...more }) });
    await started.later();
    return name;
  }
  return { ...started, act, runningService };
}

type Methods = Readonly<Record<string, string>>;
type Paths<Named> = { readonly [Action in keyof Named]: readonly [string, string] };

function onGateway<const Named extends Methods>(rest: string, methods: Named): Paths<Named> {
  return below(`/gateways/R/W${rest}`, methods);
}

function onService<const Named extends Methods>(rest: string, methods: Named): Paths<Named> {
  return below(`/services/R/S${rest}`, methods);
}

function below<const Named extends Methods>(path: string, methods: Named): Paths<Named> {
  const pairs = Object.entries(methods).map(([action, method]) => [action, [method, path]]);
  return Object.fromEntries(pairs) as Paths<Named>;
}
