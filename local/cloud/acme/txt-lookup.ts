import type { Answer } from 'dns-packet';
import type { DnsServer } from '../dns/server.ts';
import { askDns } from './dns-query.ts';

type Server = Pick<DnsServer, 'address' | 'port'>;

export interface TxtFinding {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED`, `TIMEOUT` */
  readonly rcode: string;
  /** One for each record, its character strings joined. */
  readonly texts: readonly string[];
}

/**
 * Finds TXT records as resolvers of a certificate authority do: at an authoritative server of the zone, another one
 * each time, following aliases from zone to zone. Nothing is cached.
 */
export class TxtLookup {
  readonly #publicDns: Server;
  readonly #nameServers: Readonly<Record<string, Server>>;

  /** @param publicDns who is asked for zones whose own servers are not in `nameServers` (name → server) */
  constructor(publicDns: Server, nameServers: Readonly<Record<string, Server>>) {
    this.#publicDns = publicDns;
    this.#nameServers = nameServers;
  }

  /** @param nth which of a zone's servers is asked; counted on and on */
  async find(name: string, nth: number): Promise<TxtFinding> {
    let owner = name.toLowerCase();
    for (let hop = 0; hop < LONGEST_CHAIN; hop += 1) {
      const { rcode, answers } = await askDns(await this.#serverOf(owner, nth), owner, 'TXT');
      // A server may follow the alias itself, through zones that it has; the last link is asked for anew.
      const end = lastOwner(owner, answers);
      const texts = answers.filter((answer) => answer.type === 'TXT' && sameName(answer.name, end)).map(textOf);
      if (texts.length > 0 || end === owner) return { rcode, texts };
      owner = end;
    }
    return { rcode: 'SERVFAIL', texts: [] };
  }

  /** The zone's name servers are known by their NS records, found by walking up from the name. */
  async #serverOf(name: string, nth: number): Promise<Server> {
    const labels = name.split('.');
    for (let depth = 0; depth < labels.length - 1; depth += 1) {
      const apex = labels.slice(depth).join('.');
      const { answers } = await askDns(this.#publicDns, apex, 'NS');
      const servers = answers.flatMap((answer) =>
        answer.type === 'NS' && sameName(answer.name, apex) ? [answer.data.toLowerCase()] : [],
      );
      if (servers.length === 0) continue;
      const known = servers.sort().flatMap((server) => this.#nameServers[server] ?? []);
      return known[nth % known.length] ?? this.#publicDns;
    }
    return this.#publicDns;
  }
}

function lastOwner(name: string, answers: readonly Answer[]): string {
  let owner = name;
  for (let hop = 0; hop < answers.length; hop += 1) {
    const alias = answers.find((answer) => answer.type === 'CNAME' && sameName(answer.name, owner));
    if (alias?.type !== 'CNAME') break;
    owner = alias.data.toLowerCase();
  }
  return owner;
}

function textOf(answer: Answer): string {
  const data = answer.type === 'TXT' ? answer.data : [];
  return (Array.isArray(data) ? data : [data]).map(String).join('');
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const LONGEST_CHAIN = 10;
