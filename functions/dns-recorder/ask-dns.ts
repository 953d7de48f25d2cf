import type { DnsQuestion } from '../../shared/domain-rules/recording/dns-question.ts';
import type { Asked, AwaitedName, DnsSightings } from '../../shared/domain-rules/recording/publication.ts';
import { codeOf } from '../../shared/engine/journal.ts';
import type { PublicDns } from '../../shared/function-compute/public-dns.ts';

/** Asks the public DNS, and each name server directly. Whoever does not answer is part of what was found. */
export async function askDns(dns: PublicDns, { zones, names, external, target }: DnsQuestion): Promise<DnsSightings> {
  const own = external.length > 0 && target ? await asked(() => dns.lookUp(target)) : undefined;
  const [delegations, published, elsewhere] = await Promise.all([
    entries(zones, (zone) => asked(() => dns.nameServersOf(zone))),
    entries(Object.keys(names), (name) =>
      Promise.all(
        (names[name] ?? []).map(async (nameServer) => ({
          nameServer,
          said: await asked(() => dns.cnameAt(nameServer, name)),
        })),
      ),
    ),
    entries(external, (name) =>
      asked(async () => ({ ...(await dns.lookUp(name)), ownAddresses: own?.answer?.addresses ?? [] })),
    ),
  ]);
  return { delegations, published, external: elsewhere };
}

/** Whether all name servers of one of the awaited names answer for it by now. */
export async function isPublished(dns: PublicDns, awaited: Record<string, AwaitedName>): Promise<boolean> {
  const names = await Promise.all(
    Object.entries(awaited).map(async ([name, { nameServers, value }]) => {
      const said = await Promise.all(nameServers.map((server) => asked(() => dns.cnameAt(server, name))));
      return said.every(({ answer, silent }) => silent !== undefined || answer?.toLowerCase() === value);
    }),
  );
  return names.includes(true);
}

async function asked<Answer>(ask: () => Promise<Answer>): Promise<Asked<Answer>> {
  try {
    return { answer: await ask() };
  } catch (error) {
    return { silent: error instanceof Error ? codeOf(error) : 'unanswered' };
  }
}

async function entries<Value>(keys: string[], find: (key: string) => Promise<Value>): Promise<Record<string, Value>> {
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await find(key)] as const)));
}
