import type { Network } from '../../network.ts';
import type { DeployedFunction } from '../functions.ts';
import type { InstanceNetwork } from './messages.ts';

/** Where connections come from: each way out that a function has. */
export interface Egress {
  /** IPv4 address on the internet; undefined where it cannot get there. */
  readonly address: string | undefined;
  /** The VPC that it is attached to, too: it looks names up there, and reaches private addresses from there. */
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
 * Where a function's connections come from unless told otherwise: to the internet from an address of Function Compute's
 * own, which is on nobody's list; to private addresses from inside the VPC that its `vpcConfig` attaches it to. Without
 * `internetAccess` the way to the internet is the VPC's NAT gateway, which this cloud has only where it is told of one.
 */
export function ordinaryEgress({ config }: DeployedFunction): Egress {
  const { vpcId } = Object(config.rest.vpcConfig);
  const address = config.rest.internetAccess === false ? undefined : SHARED_EGRESS;
  return typeof vpcId === 'string' && vpcId !== '' ? { address, vpcId } : { address };
}

/** What an instance is told of the loopback interface. */
export function networkOf(
  { address, vpcId }: Egress,
  { network, dataPlane, dns, nameServers, cidrOf }: Surroundings,
): InstanceNetwork {
  const internet = address === undefined ? undefined : network.standIn(address);
  const vpc = vpcId === undefined ? undefined : network.standIn(addressIn(cidrOf(vpcId)), vpcId);
  const own = network.addressOfProcess();
  const named = Object.entries(nameServers).map(([name, place], index) => [
    name,
    { address: `${NAME_SERVERS}${index + 1}`, at: placeText(place) },
  ]);
  return {
    address: own,
    egress: { internet, vpc },
    gatewayPorts: { 80: dataPlane.httpPort, 443: dataPlane.httpsPort },
    dns: { servers: [placeText(dns)], nameServers: Object.fromEntries(named), from: vpc ?? internet ?? own },
  };
}

/** The address that a function has in a VPC: its ninth. */
function addressIn(cidrBlock = '10.0.0.0/8'): string {
  const [network = ''] = cidrBlock.split('/');
  return network.replace(/\d+$/, '9');
}

function placeText({ address, port }: Place): string {
  return `${address}:${port}`;
}

/** Of the network that documents may take examples from (RFC 5737): nobody has it on a list. */
const SHARED_EGRESS = '192.0.2.200';

/** Stand for the public addresses of name servers (RFC 5737). */
const NAME_SERVERS = '198.51.100.';
