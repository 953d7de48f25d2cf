/** The products we call. */
export type CloudProduct =
  | 'eas'
  | 'alb'
  | 'vpc'
  | 'alidns'
  | 'cas'
  | 'pvtz'
  | 'sts'
  | 'ram'
  | 'resourcemanager'
  | 'eventbridge'
  | 'fc';

export type EndpointResolver = (product: CloudProduct, region: string | undefined) => string;

/** No address is known for this product without a region, or the given address cannot be one. */
export class EndpointUnknown extends Error {
  readonly code = 'EndpointUnknown';
  readonly retryable = false;

  constructor(message: string) {
    super(message);
    this.name = 'EndpointUnknown';
  }
}

/** Regions that the central VPC host serves (`@alicloud/vpc20160428`); all others have a host of their own. */
const CENTRAL_VPC_REGIONS = new Set([
  'cn-hangzhou',
  'cn-shanghai-finance-1',
  'cn-shenzhen-finance-1',
  'cn-north-2-gov-1',
]);

/**
 * Regions with a certificate service of their own: listed in the public endpoint metadata and not sent to the central
 * host by `@alicloud/cas20200407`. Everywhere else is central (inferred for regions that neither lists).
 */
const REGIONAL_CAS_REGIONS = new Set(['ap-southeast-1', 'ap-northeast-1', 'ap-south-1', 'eu-central-1', 'me-east-1']);

const REAL_HOSTS: Record<CloudProduct, (region: string | undefined) => string> = {
  eas: (region) => `pai-eas.${needed('eas', region)}.aliyuncs.com`,
  alb: (region) => `alb.${needed('alb', region)}.aliyuncs.com`,
  vpc: (region) => (CENTRAL_VPC_REGIONS.has(needed('vpc', region)) ? 'vpc.aliyuncs.com' : `vpc.${region}.aliyuncs.com`),
  // The only published host. The official client builds alidns.<region> for most regions, which nobody documents.
  alidns: () => 'alidns.aliyuncs.com',
  // A global product: the host of cn-hangzhou shows the zones of every region.
  pvtz: () => 'pvtz.aliyuncs.com',
  // Serves every region; the regional ones are for callers that must not leave theirs.
  sts: () => 'sts.aliyuncs.com',
  // A global product.
  ram: () => 'ram.aliyuncs.com',
  // A global product (`@alicloud/resourcemanager20200331`).
  resourcemanager: () => 'resourcemanager.aliyuncs.com',
  // Of buses and rules; events go to a host of the account's own (`@alicloud/eventbridge20200401`).
  eventbridge: (region) => `eventbridge-console.${needed('eventbridge', region)}.aliyuncs.com`,
  // The host of `@alicloud/fc20230330`.
  fc: (region) => `fcv3.${needed('fc', region)}.aliyuncs.com`,
  cas: (region) => (region && REGIONAL_CAS_REGIONS.has(region) ? `cas.${region}.aliyuncs.com` : 'cas.aliyuncs.com'),
};

/**
 * Where each product answers: the real, HTTPS-only hosts, or one address for all of them (`TORII_ENDPOINT`, which may
 * be plain HTTP: a local cloud on loopback).
 * @returns an origin such as `https://pai-eas.cn-hangzhou.aliyuncs.com`
 * @throws EndpointUnknown when the override is not an http(s) origin, or a regional product is asked without a region
 */
export function endpointResolver(override?: string): EndpointResolver {
  if (!override) return (product, region) => `https://${REAL_HOSTS[product](region)}`;
  const origin = originOf(override);
  return () => origin;
}

function originOf(override: string): string {
  const url = URL.canParse(override) ? new URL(override) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new EndpointUnknown('the endpoint override must be an origin such as http://127.0.0.1:8080, nothing more');
  }
  return url.origin;
}

function needed(product: CloudProduct, region: string | undefined): string {
  // A region is a label of the host name: anything else could send signed requests to another host.
  if (!region || !/^[a-z0-9-]+$/.test(region)) throw new EndpointUnknown(`${product} has no host without a region`);
  return region;
}
