import Cas20200407, * as cas from '@alicloud/cas20200407';
import * as openApi from '@alicloud/openapi-core';
import { onTestFinished } from 'vitest';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { parseJson } from '../../shared/cloud/json.ts';
import { clientConfig, genericClient, RuntimeOptions } from './clients.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The answer of an operation, in the wire's own names; ids beyond 2^53 are text. */
export type Body = Readonly<Record<string, unknown>>;

/** A cloud that hosts `example.com`, the official client, and what most tests of orders begin with. */
export class CasCloud {
  readonly cloud: LocalCloud;
  readonly client: Cas20200407;
  readonly #generic: openApi.default;

  /** @param zone whether `example.com` is there already */
  constructor(cloud: LocalCloud, zone: 'hosted' | 'missing' = 'missing') {
    this.cloud = cloud;
    this.client = new Cas20200407(clientConfig(cloud));
    this.#generic = genericClient(cloud);
    if (zone === 'missing') cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  }

  /**
   * Calls what the published client lacks, or what it rounds: its order ids are numbers.
   * @throws ClientError with the cloud's code
   */
  async call(action: string, query: Readonly<Record<string, string>> = {}): Promise<Body> {
    const params = new openApi.$OpenApiUtil.Params({
      ...{ action, version: '2020-04-07', protocol: 'HTTP', pathname: '/', method: 'POST' },
      ...{ authType: 'AK', style: 'RPC', reqBodyType: 'formData', bodyType: 'string' },
    });
    const request = new openApi.$OpenApiUtil.OpenApiRequest({ query });
    const { body } = await this.#generic.callApi(params, request, new RuntimeOptions());
    return parseJson(String(body)) as Body;
  }

  /** @returns the id of the order */
  async apply(Domain: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
    const { OrderId } = await this.call('CreateCertificateForPackageRequest', { Domain, ...more });
    return String(OrderId);
  }

  state(OrderId: string): Promise<Body> {
    return this.call('DescribeCertificateState', { OrderId });
  }

  /** Publishes what an order asks for, in the zone `example.com`. */
  async publish(orderId: string): Promise<void> {
    const { RecordDomain, RecordType, RecordValue } = await this.state(orderId);
    const zone = this.cloud.alidns.zone('example.com');
    if (!zone) throw new Error('example.com is not hosted');
    const type = RecordType === 'CNAME' ? 'CNAME' : 'TXT';
    const content = { rr: String(RecordDomain), type, value: String(RecordValue), ttl: 600, line: 'default' } as const;
    this.cloud.alidns.addRecord(zone, content);
  }

  /** An order whose certificate is there. */
  async issued(
    domain: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ orderId: string; certId: number }> {
    const orderId = await this.apply(domain, more);
    await this.publish(orderId);
    await this.cloud.clock.advanceBy(HOUR_MS);
    const { CertId } = await this.state(orderId);
    return { orderId, certId: Number(CertId) };
  }

  async orders(filter: Readonly<Record<string, string>> = {}): Promise<readonly Body[]> {
    const { CertificateOrderList } = await this.call('ListUserCertificateOrder', { OrderType: 'CPACK', ...filter });
    return CertificateOrderList as readonly Body[];
  }

  async packageState(productCode = 'digicert-free-1-free') {
    const { body } = await this.client.describePackageState(new cas.DescribePackageStateRequest({ productCode }));
    return body;
  }
}

export async function startCasCloud(options: LocalCloudOptions = {}): Promise<CasCloud> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  return new CasCloud(cloud);
}
