import type { Network } from '../../network.ts';
import type { DeployedFunction } from '../functions.ts';
import type { InstanceNetwork } from './messages.ts';

/** An address that connections come from: on the internet, or inside a VPC. */
export interface Egress {
  /** IPv4. */
  readonly address: string;
  readonly vpcId?: string;
}

export interface Surroundings {
  readonly network: Network;
  readonly dataPlane: { readonly httpPort: number; readonly httpsPort: number };
  readonly dns: Place;
  /** By name. */
  readonly nameServers: Readonly<Record<string, Place>>;
  /** CIDR block of a VPC, where there is one. */
  readonly cidrOf: (vpcId: string) => string | undefined;
}

interface Place {
  readonly address: string;
  readonly port: number;
}

/**
 * Where a function's connections come from unless told otherwise: inside the VPC that its `vpcConfig` attaches it to, else
 * an address of Function Compute's own, which is on nobody's list.
 */
export function ordinaryEgress({ config }: DeployedFunction, cidrOf: Surroundings['cidrOf']): Egress {
  const { vpcId } = Object(config.rest.vpcConfig);
  if (typeof vpcId !== 'string' || vpcId === '') return { address: SHARED_EGRESS };
  const [network = '10.0.0.0'] = (cidrOf(vpcId) ?? '').split('/');
  return { address: network.replace(/\d+$/, '9'), vpcId };
}

/** What an instance is told of the loopback interface. */
export function networkOf(
  { address, vpcId }: Egress,
  { network, dataPlane, dns, nameServers }: Surroundings,
): InstanceNetwork {
  const egress = network.standIn(address, vpcId);
  const named = Object.entries(nameServers).map(([name, place], index) => [
    name,
    { address: `${NAME_SERVERS}${index + 1}`, at: placeText(place) },
  ]);
  return {
    address: network.addressOfProcess(),
    egress,
    gatewayPorts: { 80: dataPlane.httpPort, 443: dataPlane.httpsPort },
    dns: { servers: [placeText(dns)], nameServers: Object.fromEntries(named), from: egress },
  };
}

function placeText({ address, port }: Place): string {
  return `${address}:${port}`;
}

/** Of the network that documents may take examples from (RFC 5737): nobody has it on a list. */
const SHARED_EGRESS = '192.0.2.200';

/** Stand for the public addresses of name servers (RFC 5737). */
const NAME_SERVERS = '198.51.100.';
