import type { Effect } from '../declaration-schema.ts';
import type { Wait } from '../plan.ts';
import { heirOf } from './claim.ts';
import { type Neighbour, spellNeighbour } from './neighbour.ts';

/** How a gateway lets go of a domain that is not declared on it any more. */
export interface LettingGo {
  /** What comes first. */
  waits: Wait[];
  effects: Effect[];
  /** What letting go means here, as a sentence; undefined where nobody else wants the domain. */
  summary: string | undefined;
}

/**
 * ```
 *  the gateway that should have it ...................... letting go
 *  there is none ........................................ disrupts: asks
 *  was refused it while we hold it ...................... disrupts: the outage is stated, asks
 *  does not hold it yet ................................. after it does
 *  holds it, and keeps its CNAME: not switched .......... after it is
 *                                 switched just now ..... after the time the old answer may live (its TTL)
 *                                 switched long enough .. at once, nobody is left to be disrupted
 *  holds it, and somebody else keeps its record ......... disrupts: asks
 * ```
 *
 * @param now ms since the epoch
 */
export function letGo(
  { name, access }: { name: string; access: 'internet' | 'intranet' },
  neighbours: readonly Neighbour[],
  now: number,
): LettingGo {
  const key = `${name}/${access}`;
  const heir = heirOf(key, neighbours);
  if (!heir) return { waits: [], effects: ['disrupts'], summary: undefined };
  const to = spellNeighbour(heir);
  if (heir.refused.includes(key)) {
    const summary = `detach ${name} so that ${to} can attach it: two gateways cannot hold it at once, so nobody answers under it until then, which takes up to 5 minutes`;
    return { waits: [], effects: ['disrupts'], summary };
  }
  const isSwitched = access === 'internet' && heir.recorded.includes(name);
  const summary = `detach ${name}, which ${to} serves now`;
  const wait = (reason: string, message: string): LettingGo => ({
    waits: [{ id: `moved-away/${key}`, on: 'peer', reason, message, typicalSeconds: 300 }],
    effects: isSwitched ? [] : ['disrupts'],
    summary,
  });
  if (!heir.holds.includes(key)) return wait('AwaitingTakeover', `${name} stays here until ${to} has attached it`);
  if (!isSwitched) {
    return { waits: [], effects: ['disrupts'], summary: `${summary}: callers whose record points here lose it` };
  }
  const switched = heir.switched[name];
  if (!switched) return wait('AwaitingTakeover', `${name} stays here until its CNAME leads to ${to}`);
  if (now < switched.at + switched.ttlSeconds * 1000) {
    return wait(
      'OldAnswersCached',
      `the CNAME of ${name} leads to ${to}, and its old answer may be cached for ${switched.ttlSeconds} seconds`,
    );
  }
  return { waits: [], effects: [], summary };
}
