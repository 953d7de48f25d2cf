import Client, { $OpenApiUtil } from '@alicloud/openapi-core';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { clientConfig, RuntimeOptions } from './clients.ts';

export type Body = Record<string, unknown>;

/** The official generic client, unmodified: EAS has no package of its own on npm. */
export class EasClient {
  readonly #client: Client;
  readonly region: string;

  constructor(cloud: LocalCloud, region: string, account?: Account) {
    this.#client = new Client(clientConfig(cloud, account));
    this.region = region;
  }

  /**
   * @param path below `/api/v2`
   * @param query an object or a list becomes JSON text, as the official SDK does for the parameters that are JSON
   * @param body sent as it is where it is a text
   */
  async call(action: string, method: string, path: string, query: Body = {}, body?: Body | string): Promise<Body> {
    const params = new $OpenApiUtil.Params({
      action,
      version: '2021-07-01',
      protocol: 'HTTP',
      pathname: `/api/v2${path}`,
      method,
      authType: 'AK',
      style: 'ROA',
      reqBodyType: 'json',
      bodyType: 'json',
    });
    const texts = Object.entries(query).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]);
    const request = new $OpenApiUtil.OpenApiRequest({
      headers: { 'x-acs-region-id': this.region },
      query: Object.fromEntries(texts),
      ...(body === undefined ? {} : { body }),
    });
    const response = await this.#client.callApi(params, request, new RuntimeOptions());
    return response.body;
  }

  async createGateway(body: Body = {}): Promise<string> {
    const gateway = { Name: 'chat', InstanceType: '2c4g', ...body };
    return String((await this.call('CreateGateway', 'POST', '/gateways', {}, gateway)).GatewayId);
  }

  listGateway(query: Body = {}) {
    return this.call('ListGateway', 'GET', '/gateways', query);
  }

  describeGateway(id: string) {
    return this.onGateway('DescribeGateway', 'GET', id);
  }

  updateGateway(id: string, body: Body) {
    return this.onGateway('UpdateGateway', 'PUT', id, '', {}, body);
  }

  deleteGateway(id: string) {
    return this.onGateway('DeleteGateway', 'DELETE', id);
  }

  setLabels(id: string, Labels: unknown) {
    return this.onGateway('UpdateGatewayLabel', 'PUT', id, '/label', {}, { Labels });
  }

  dropLabels(id: string, LabelKeys: unknown) {
    return this.onGateway('DeleteGatewayLabel', 'DELETE', id, '/label', { LabelKeys });
  }

  link(id: string, VpcId: string, VSwitchId: string, more: Body = {}) {
    return this.onGateway('CreateGatewayIntranetLinkedVpc', 'POST', id, LINKED, { VpcId, VSwitchId, ...more });
  }

  links(id: string) {
    return this.onGateway('ListGatewayIntranetLinkedVpc', 'GET', id, LINKED);
  }

  unlink(id: string, VpcId: string, VSwitchId: string) {
    return this.onGateway('DeleteGatewayIntranetLinkedVpc', 'DELETE', id, LINKED, { VpcId, VSwitchId });
  }

  supportedZones(id: string) {
    return this.onGateway('ListGatewayIntranetSupportedZone', 'GET', id, '/intranet_supported_zone');
  }

  /** Without a VPC on the public list. */
  allow(id: string, AclPolicyList: unknown, VpcId?: string) {
    return this.onGateway('CreateAclPolicy', 'POST', id, '/acl_policy', { AclPolicyList, ...(VpcId && { VpcId }) });
  }

  disallow(id: string, AclPolicyList: unknown, VpcId?: string) {
    return this.onGateway('DeleteAclPolicy', 'DELETE', id, '/acl_policy', { AclPolicyList, ...(VpcId && { VpcId }) });
  }

  allowlists(id: string, query: Body = {}) {
    return this.onGateway('ListAclPolicy', 'GET', id, '/acl_policy', query);
  }

  attach(id: string, CustomDomain: unknown) {
    return this.onGateway('AttachGatewayDomain', 'PUT', id, '/domain/attach', { CustomDomain });
  }

  detach(id: string, CustomDomain: unknown) {
    return this.onGateway('DetachGatewayDomain', 'PUT', id, '/domain/detach', { CustomDomain });
  }

  domains(id: string) {
    return this.onGateway('ListGatewayDomains', 'GET', id, '/domains');
  }

  createService(config: unknown, query: Body = {}) {
    return this.call('CreateService', 'POST', '/services', query, JSON.stringify(config));
  }

  listServices(query: Body = {}) {
    return this.call('ListServices', 'GET', '/services', query);
  }

  describeService(name: string) {
    return this.call('DescribeService', 'GET', `/services/${this.region}/${name}`);
  }

  updateService(name: string, config: unknown, UpdateType?: string) {
    const query = UpdateType ? { UpdateType } : {};
    return this.call('UpdateService', 'PUT', `/services/${this.region}/${name}`, query, JSON.stringify(config));
  }

  deleteService(name: string) {
    return this.call('DeleteService', 'DELETE', `/services/${this.region}/${name}`);
  }

  endpoints(name: string) {
    return this.call('DescribeServiceEndpoints', 'GET', `/services/${this.region}/${name}/endpoints`);
  }

  scale(name: string, Instance?: number, InstancesToDelete?: string[]) {
    return this.onService('ScaleService', 'PUT', name, '/scale', { Instance, InstancesToDelete });
  }

  start(name: string) {
    return this.onService('StartService', 'PUT', name, '/start');
  }

  stop(name: string) {
    return this.onService('StopService', 'PUT', name, '/stop');
  }

  restart(name: string) {
    return this.onService('RestartService', 'PUT', name, '/restart');
  }

  createAutoscaler(name: string, body: Body) {
    return this.onService('CreateServiceAutoScaler', 'POST', name, '/autoscaler', body);
  }

  describeAutoscaler(name: string) {
    return this.onService('DescribeServiceAutoScaler', 'GET', name, '/autoscaler');
  }

  updateAutoscaler(name: string, body: Body) {
    return this.onService('UpdateServiceAutoScaler', 'PUT', name, '/autoscaler', body);
  }

  deleteAutoscaler(name: string) {
    return this.onService('DeleteServiceAutoScaler', 'DELETE', name, '/autoscaler');
  }

  regions() {
    return this.call('DescribeRegions', 'GET', '/regions');
  }

  peer(id: string, VpcId: string, PeerVpcs: unknown) {
    return this.onGateway('CreateGatewayIntranetLinkedVpcPeer', 'POST', id, PEERS, { VpcId, PeerVpcs });
  }

  peers(id: string, query: Body = {}) {
    return this.onGateway('ListGatewayIntranetLinkedVpcPeer', 'GET', id, PEERS, query);
  }

  unpeer(id: string, VpcId: string, PeerVpcs: unknown) {
    return this.onGateway('DeleteGatewayIntranetLinkedVpcPeer', 'DELETE', id, PEERS, { VpcId, PeerVpcs });
  }

  private onService(action: string, method: string, name: string, rest: string, body?: Body) {
    return this.call(action, method, `/services/${this.region}/${name}${rest}`, {}, body);
  }

  private onGateway(action: string, method: string, id: string, rest = '', query: Body = {}, body?: Body) {
    return this.call(action, method, `/gateways/${this.region}/${id}${rest}`, query, body);
  }
}

const LINKED = '/intranet_endpoint_linked_vpc';
const PEERS = `${LINKED}_peer`;

/** A service JSON with what it must have. */
export function serviceConfig(name: string, more: Body = {}): Body {
  return { metadata: { name, instance: 1 }, ...more };
}

export function boundTo(gatewayId: string): Body {
  return { networking: { gateway: gatewayId } };
}

/** Allowlist entries. */
export function entries(...ranges: string[]) {
  return ranges.map((Entry) => ({ Entry, Comment: 'test' }));
}
