import type { Finding } from '../condition.ts';
import { plainName } from '../plain-name.ts';
import type { Plan, StepHead } from '../plan.ts';

type Truth = Omit<Finding, 'type'>;

/** What a name server said, or why it said nothing. */
export type Asked<Answer> = { answer: Answer; silent?: never } | { answer?: never; silent: string };

/** What DNS said when it was asked. A name or zone that is missing was not asked about. */
export interface DnsSightings {
  /** By zone: the name servers that the public DNS finds for it. */
  delegations: Record<string, Asked<string[]>>;
  /** By domain name: the CNAME that each name server of its zone has. */
  published: Record<string, { nameServer: string; said: Asked<string | undefined> }[]>;
  /** By domain name that is kept elsewhere: what the public DNS makes of it, and of the gateway's own name. */
  external: Record<string, Asked<{ cname: string | undefined; addresses: string[]; ownAddresses: string[] }>>;
}

/** What dns-recorder waits for, so that it can ask for just that. */
export interface AwaitedName {
  nameServers: string[];
  value: string;
}

/** DNS could not be asked, so that nothing is known either way: it keeps nobody from Ready. */
export const NOT_CONFIRMED = 'NotConfirmed';

/** A record is stored, and a name server that answers does not answer with it yet. */
export const AWAITING_PUBLICATION = 'AwaitingPublication';

/** Before the name, the id of the wait for its publication. */
export const PUBLISHED = 'published/';

/**
 * Whether a record that is stored is found by callers: the public DNS has to find the zone at its name servers, and each
 * of these has to answer. One that cannot be asked proves nothing, and never keeps a gateway from Ready.
 *
 * @param nameServers of the zone, as Alibaba Cloud DNS names them
 */
export function judgePublication<Step extends StepHead>(
  { name, zone, value, nameServers }: { name: string; zone: string; value: string; nameServers: string[] },
  { delegations, published }: DnsSightings,
  plan: Plan<Step>,
): Truth {
  const delegated = judgeDelegation(zone, nameServers, delegations[zone], plan);
  if (delegated?.status === 'False') return delegated;
  const said = published[name] ?? [];
  const late = said.filter(({ said: { answer, silent } }) => silent === undefined && !isAlias(answer, value));
  if (late.length > 0) {
    const servers = late.map(({ nameServer }) => nameServer).join(', ');
    const message = `${name} → ${value} is stored, and ${servers} ${late.length > 1 ? 'do' : 'does'} not answer it yet`;
    plan.waits.push({
      id: `${PUBLISHED}${name}`,
      on: 'cloud',
      reason: AWAITING_PUBLICATION,
      message,
      typicalSeconds: 10,
    });
    return { status: 'False', reason: AWAITING_PUBLICATION, message };
  }
  const silent = said.find((one) => one.said.silent !== undefined);
  if (delegated || silent || said.length === 0) {
    const why = silent ? `${silent.nameServer} could not be asked (${silent.said.silent})` : delegated?.message;
    const message = `${name} → ${value} is stored; whether it is found is not confirmed: ${why ?? `no name server of ${zone} is known`}`;
    return { status: 'Unknown', reason: NOT_CONFIRMED, message };
  }
  return { status: 'True', reason: 'Published', message: `${name} → ${value}` };
}

/** @returns nothing where the zone is found at its name servers */
function judgeDelegation<Step extends StepHead>(
  zone: string,
  nameServers: string[],
  said: Asked<string[]> | undefined,
  plan: Plan<Step>,
): Truth | undefined {
  const wanted = nameServers.map(plainName);
  if (wanted.length === 0) return unconfirmed(`Alibaba Cloud DNS names no name server for ${zone}`);
  if (!said || said.silent !== undefined) {
    return unconfirmed(
      `the public DNS could not be asked for the name servers of ${zone}${said ? ` (${said.silent})` : ''}`,
    );
  }
  const found = said.answer.map(plainName);
  if (found.length > 0 && found.every((server) => wanted.includes(server))) return undefined;
  const elsewhere = found.filter((server) => !wanted.includes(server)).join(', ') || 'nobody';
  const message = `the public DNS asks ${elsewhere} for ${zone}, not Alibaba Cloud DNS, so that callers do not find its records`;
  const wayOut = `set the name servers of ${zone} at its registrar to ${nameServers.join(', ')}`;
  const id = `delegation/${zone}`;
  if (!plan.blocked.some(({ what }) => what === id)) {
    plan.blocked.push({ what: id, reason: 'NotDelegated', message, wayOut, rule: 'G41' });
    plan.waits.push({ id, on: 'peer', reason: 'NotDelegated', message, typicalSeconds: 3600 });
  }
  return { status: 'False', reason: 'NotDelegated', message: `${message}; ${wayOut}` };
}

/** Whether a name server's answer is the alias that was stored. */
export function isAlias(answer: string | undefined, value: string): boolean {
  return answer !== undefined && plainName(answer) === plainName(value);
}

function unconfirmed(message: string): Truth {
  return { status: 'Unknown', reason: NOT_CONFIRMED, message };
}
