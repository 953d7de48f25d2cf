/** What the data plane needs to know about a gateway. Read live on every connection and request. */
export interface GatewayView {
  readonly id: string;
  readonly region: string;
  /** True while public access is on (`InternetStatus` Running). */
  readonly internetOpen: boolean;
  /** CIDR blocks; an empty list lets nobody in (G23). */
  readonly internetAllowlist: readonly string[];
  /** VPC id → its CIDR blocks, for each VPC with a link that is Running. */
  readonly vpcAllowlists: ReadonlyMap<string, readonly string[]>;
  /** Where a load balancer stands in front: what its listener on `port` decides, in place of the lists. */
  readonly admits?: ((side: Side, port: 80 | 443, address: string) => boolean) | undefined;
  /** Where a load balancer in front ends TLS: what it answers a server name (lower case) with, in place of the domains'. */
  readonly certificateFor?: ((side: Side, name: string) => KeyMaterial | undefined) | undefined;
  /** The gateway's own names. */
  readonly names: Readonly<Record<Side, string>>;
  /** True where plain HTTP is sent on to HTTPS. */
  readonly redirectsToHttps: boolean;
  /** A custom domain of exactly this name (lower case, perhaps `*.x`) that has taken effect on one side. */
  domain(side: Side, name: string): DomainView | undefined;
  /** A service that this gateway routes to. */
  service(name: string): ServiceView | undefined;
}

/** A network a gateway can be reached through; also the `Type` of a custom domain. */
export type Side = 'internet' | 'intranet';

export interface DomainView {
  /** What is served now, which is not yet what was attached last. Absent: HTTP only. */
  readonly certificate: KeyMaterial | undefined;
}

/** Both PEM. */
export interface KeyMaterial {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface ServiceView {
  readonly token: string;
  /** False while the gateway does not know a healthy instance. */
  readonly warm: boolean;
}

/** What a handshake under a custom name (lower case) is answered with; undefined where nothing is served under it. */
export function certificateServed(gateway: GatewayView, side: Side, name: string): KeyMaterial | undefined {
  if (gateway.certificateFor) return gateway.certificateFor(side, name);
  return matchDomain(gateway, side, name)?.certificate;
}

/** The domain a requested host name belongs to: itself, else the wildcard one label up (RFC 6125, section 6.4.3). */
export function matchDomain(gateway: GatewayView, side: Side, host: string): DomainView | undefined {
  const [, parent] = /^[^.]+(\..+)$/.exec(host) ?? [];
  return gateway.domain(side, host) ?? (parent === undefined ? undefined : gateway.domain(side, `*${parent}`));
}
