import { Resolver } from 'node:dns/promises';
import { nameResolver, noSuchName } from './network.ts';

/** What a name comes to: its alias, if it is one, and the addresses where the chain ends. */
export interface Resolved {
  cname: string | undefined;
  addresses: string[];
}

/** The DNS of the internet. Silence and failure throw; a "no such name" is an answer. */
export interface PublicDns {
  /** The name servers that the public DNS finds for a zone; none where nobody answers for it. */
  nameServersOf(zone: string): Promise<string[]>;
  /** What one name server says a name is an alias of; nothing where it has none. */
  cnameAt(nameServer: string, name: string): Promise<string | undefined>;
  /** The values of the TXT records that one name server has for a name, each in one piece; none where it has none. */
  txtAt(nameServer: string, name: string): Promise<string[]>;
  /** As anybody on the internet finds it. */
  lookUp(name: string): Promise<Resolved>;
}

/** The name server has no address, so nobody can be asked. */
export class NameServerUnknown extends Error {
  readonly code = 'NameServerUnknown';

  constructor(nameServer: string) {
    super(`the name server ${nameServer} has no address`);
    this.name = 'NameServerUnknown';
  }
}

/** The owner of a zone chooses where its name servers are: at none of their addresses may they be asked. */
export class NameServerRefused extends Error {
  readonly code = 'NameServerRefused';

  constructor(why: string) {
    super(`the name server ${why}: it is not asked, unless TORII_ALLOW_PRIVATE names it`);
    this.name = 'NameServerRefused';
  }
}

/** Why a name server must not be asked at an address; undefined where it may. */
export type RefuseAddress = (nameServer: string, address: string) => Promise<string | undefined>;

/** As the machine asks. */
export function machineDns(refuseAddress: RefuseAddress): PublicDns {
  const addressesOf = (name: string) => new Resolver(PATIENCE).resolve4(name);
  return dnsThrough({ servers: undefined, addressesOf, refuseAddress });
}

/**
 * @param servers `address:port` of the resolvers to ask; the machine's own where undefined
 * @param addressesOf where a name server answers
 * @param refuseAddress at which of these addresses it is asked; at all of them unless given
 */
export function dnsThrough({
  servers,
  addressesOf,
  refuseAddress = async () => undefined,
}: {
  servers: string[] | undefined;
  addressesOf: (nameServer: string) => Promise<string[]>;
  refuseAddress?: RefuseAddress;
}): PublicDns {
  const resolver = resolverAt(servers);
  const ask = async (nameServer: string): Promise<Resolver> => {
    const addresses = await addressesOf(nameServer);
    if (addresses.length === 0) throw new NameServerUnknown(nameServer);
    const refusals = await Promise.all(addresses.map((address) => refuseAddress(nameServer, address)));
    const open = addresses.filter((_, index) => refusals[index] === undefined);
    if (open.length === 0) throw new NameServerRefused(refusals[0] ?? nameServer);
    return resolverAt(open);
  };
  return {
    nameServersOf: (zone) => resolver.resolveNs(zone).catch(noSuchName),
    async cnameAt(nameServer, name) {
      const [alias] = await (await ask(nameServer)).resolveCname(name).catch(noSuchName);
      return alias;
    },
    async txtAt(nameServer, name) {
      // A long value travels in pieces of up to 255 bytes (RFC 1035, section 3.3.14).
      const records: readonly (readonly string[])[] = await (await ask(nameServer)).resolveTxt(name).catch(none);
      return records.map((pieces) => pieces.join(''));
    },
    lookUp: nameResolver(servers),
  };
}

/** As {@link noSuchName}, for answers of any kind. */
function none(error: NodeJS.ErrnoException): [] {
  noSuchName(error);
  return [];
}

function resolverAt(servers: string[] | undefined): Resolver {
  const resolver = new Resolver(PATIENCE);
  if (servers) resolver.setServers(servers);
  return resolver;
}

const PATIENCE = { timeout: 2_000, tries: 2 };
