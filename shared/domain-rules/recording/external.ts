import type { Finding } from '../condition.ts';
import type { Plan, StepHead } from '../plan.ts';
import { awaitEndpoint } from './endpoint-known.ts';
import { type DnsSightings, isAlias, NOT_CONFIRMED } from './publication.ts';

/**
 * A public name whose record its owner keeps at another provider (G41): says which one, and sees whether it is there. A
 * provider that flattens a CNAME, as at an apex, shows the addresses of the gateway's own name instead.
 *
 * @param target the gateway's public domain name, once known
 */
export function planExternal<Step extends StepHead>(
  name: string,
  target: string | undefined,
  sightings: DnsSightings | undefined,
  plan: Plan<Step>,
): Omit<Finding, 'type'> {
  if (!target) {
    const message = `which record ${name} needs is known once the gateway has its public domain name`;
    awaitEndpoint(plan, message);
    return { status: 'False', reason: 'AwaitingEndpoint', message };
  }
  const record = `${name}. CNAME ${target}.`;
  const seen = sightings?.external[name];
  if (!seen || seen.silent !== undefined) {
    const why = seen ? ` (${seen.silent})` : '';
    const message = `${name} needs this record at its DNS provider: ${record} Whether it is there could not be asked${why}`;
    return { status: 'Unknown', reason: NOT_CONFIRMED, message };
  }
  const { cname, addresses, ownAddresses } = seen.answer;
  const flattened = addresses.length > 0 && addresses.every((address) => ownAddresses.includes(address));
  if (isAlias(cname, target) || flattened) {
    return { status: 'True', reason: 'Published', message: `${name} → ${target}, kept at its own DNS provider` };
  }
  const now = cname ?? (addresses.join(', ') || 'nothing');
  const message = `${name} needs this record at its DNS provider: ${record} The public DNS has ${now}`;
  const wayOut = `add the CNAME ${name} with the value ${target} at the DNS provider of the name; it is looked for every few minutes`;
  const what = `external-record/${name}`;
  plan.blocked.push({ what, reason: ADD_THIS_RECORD, message, wayOut, rule: 'G41' });
  plan.waits.push({ id: what, on: 'peer', reason: ADD_THIS_RECORD, message, typicalSeconds: 3600 });
  return { status: 'False', reason: ADD_THIS_RECORD, message };
}

const ADD_THIS_RECORD = 'AddThisRecord';
