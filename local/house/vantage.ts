import { type Dial, nameResolver, openConnection, type Resolve } from '../../shared/function-compute/network.ts';
import { dnsThrough, type PublicDns } from '../../shared/function-compute/public-dns.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';

/** Connections from the loopback address that stands for the vantage point, to the port where the local gateways listen. */
export function dialIn({ network, vpc, dataPlane }: Pick<LocalCloud, 'network' | 'vpc' | 'dataPlane'>): Dial {
  return ({ address, port }, from) => {
    const localAddress =
      from.network === 'internet'
        ? network.standIn(from.address)
        : network.standIn(serverIn(vpc.vpcById(from.vpcId)?.cidrBlock), from.vpcId);
    return openConnection({ host: address, port: port === HTTPS ? dataPlane.httpsPort : port, localAddress });
  };
}

/** The local cloud answers everybody alike, inside a VPC and outside. */
export function resolveIn({ dns }: Pick<LocalCloud, 'dns'>): Resolve {
  return nameResolver([`${dns.address}:${dns.port}`]);
}

/** The public DNS of the local cloud, and its name servers one by one. One that it does not run cannot be asked. */
export function publicDnsIn({ dns, nameServers }: Pick<LocalCloud, 'dns' | 'nameServers'>): PublicDns {
  return dnsThrough({
    servers: [`${dns.address}:${dns.port}`],
    addressesOf: async (name) => {
      const server = nameServers[name];
      return server ? [`${server.address}:${server.port}`] : [];
    },
  });
}

/** The address that a function attached to a VPC has in it. */
function serverIn(cidrBlock = '0.0.0.0/0'): string {
  const [network = ''] = cidrBlock.split('/');
  return network.replace(/\d+$/, '9');
}

const HTTPS = 443;
