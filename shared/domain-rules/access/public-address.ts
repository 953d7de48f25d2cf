import ipaddr from 'ipaddr.js';

/** Hosts and networks that may be called although they are not public. */
export interface AllowedPlaces {
  /** Lower case, without a trailing dot. */
  hosts: readonly string[];
  /** CIDR. */
  networks: readonly string[];
}

export const NO_ALLOWED_PLACES: AllowedPlaces = { hosts: [], networks: [] };

/**
 * Reads hosts, addresses and networks in CIDR, separated by commas or spaces.
 *
 * @throws InvalidAllowedPlaces
 */
export function readAllowedPlaces(text = ''): AllowedPlaces {
  const hosts: string[] = [];
  const networks: string[] = [];
  for (const entry of text.split(/[\s,]+/).filter((one) => one !== '')) {
    if (ipaddr.isValidCIDR(entry)) networks.push(entry);
    else if (isAddress(entry)) networks.push(`${entry}/${entry.includes(':') ? 128 : 32}`);
    else if (HOST.test(entry)) hosts.push(plainHost(entry));
    else throw new InvalidAllowedPlaces(entry);
  }
  return { hosts, networks };
}

/** An entry of TORII_ALLOW_PRIVATE is neither a host nor a network. */
export class InvalidAllowedPlaces extends Error {
  readonly code = 'InvalidAllowedPlaces';
  readonly retryable = false;

  constructor(entry: string) {
    super(
      `TORII_ALLOW_PRIVATE names "${entry}": write hosts, addresses, or networks like 10.0.0.0/8, with commas between`,
    );
    this.name = 'InvalidAllowedPlaces';
  }
}

/**
 * Why a server must not be called at an address; undefined where it may. An address is public where no registry of
 * special-purpose addresses says otherwise (RFC 6890), and an IPv6 one where it is global unicast (RFC 4291, 2.4); an IPv4
 * address that is mapped into IPv6 is judged as itself.
 *
 * @param host as the URL names it
 * @param address where it was found
 */
export function refuseAddress(
  host: string,
  address: string,
  { hosts, networks }: AllowedPlaces = NO_ALLOWED_PLACES,
): string | undefined {
  if (!isAddress(address)) return `${host} has no address that can be read`;
  const found = ipaddr.process(address);
  if (isPublic(found) || hosts.includes(plainHost(host)) || networks.some((network) => contains(network, found))) {
    return undefined;
  }
  return `${host} is at ${found}, which is no public address (${found.range()})`;
}

/**
 * Why the host of a URL must not be called, by its name alone: an address that is not public, or a name that only a machine
 * or a network of its own knows. What other names lead to shows when they are called.
 *
 * @param hostname as `new URL(…).hostname` has it: decimal, octal and hexadecimal forms of addresses are resolved there
 */
export function refuseHost(hostname: string, places: AllowedPlaces = NO_ALLOWED_PLACES): string | undefined {
  const host = plainHost(hostname);
  if (places.hosts.includes(host)) return undefined;
  if (isAddress(host)) return refuseAddress(host, host, places);
  const last = host.split('.').at(-1) ?? '';
  if (!host.includes('.') || LOCAL_NAMES.includes(last)) return `${host} is a name of this machine or network alone`;
  return undefined;
}

/** All of it as one, for who calls servers that somebody else named. */
export function gateTo(places: AllowedPlaces) {
  return {
    refuseHost: (hostname: string) => refuseHost(hostname, places),
    refuseAddress: (host: string, address: string) => refuseAddress(host, address, places),
    isListed: (hostname: string) => isListed(hostname, places),
  };
}

/** Whether a host is on the list by its own name or address, and not for where it leads. */
function isListed(hostname: string, { hosts, networks }: AllowedPlaces): boolean {
  const host = plainHost(hostname);
  if (!isAddress(host)) return hosts.includes(host);
  return networks.some((network) => contains(network, ipaddr.process(host)));
}

/** Without the brackets of IPv6 and the dot of the root, in lower case. */
function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function isPublic(address: Address): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || contains(GLOBAL_UNICAST, address));
}

function contains(network: string, address: Address): boolean {
  const [range, bits] = ipaddr.parseCIDR(network);
  return range.kind() === address.kind() && address.match(range, bits);
}

/** RFC 6761, RFC 6762, RFC 8375, and what ICANN keeps for private use. */
const LOCAL_NAMES = ['localhost', 'local', 'internal', 'arpa', 'lan', 'home', 'corp', 'intranet'];
const GLOBAL_UNICAST = '2000::/3';
const HOST = /^[a-z0-9_]([a-z0-9_.-]{0,252})$/i;
