import type { Blocked } from '../plan.ts';
import { type Neighbour, spellNeighbour } from './neighbour.ts';

export interface Claimant {
  region: string;
  name: string;
  declaredAt: number;
  /** `name/access` that it could not attach while another gateway held them. */
  refused: string[];
}

/** What others have to do with a domain that a gateway declares and does not hold yet. */
export type Claim =
  | { kind: 'free' }
  /** Another gateway let go of it and still holds it: both may, as far as is known. */
  | { kind: 'movable'; from: string }
  /** Not now. */
  | ({ kind: 'not-yet' } & Pick<Blocked, 'reason' | 'message' | 'wayOut'>);

/**
 * ```
 *  another gateway   declares it   holds it   and
 *                    yes           yes                              DeclaredElsewhere
 *                    yes           no         was declared before   DeclaredElsewhere
 *                    yes           no         was declared after    free: that one waits
 *                    no            yes                              movable: attach, both hold it for a while
 *                    no            yes        attaching was refused HeldElsewhere: that one lets go first
 * ```
 *
 * @param key `name/access`
 */
export function claimOn(key: string, self: Claimant, neighbours: readonly Neighbour[]): Claim {
  const domain = key.slice(0, key.lastIndexOf('/'));
  const holder = neighbours.find(({ holds }) => holds.includes(key));
  const rival =
    neighbours.find(({ declares, holds }) => declares.includes(key) && holds.includes(key)) ??
    neighbours.find((one) => one.declares.includes(key) && !holder && isBefore(one, self));
  if (rival) return { kind: 'not-yet', ...declaredElsewhere(domain, rival) };
  if (!holder) return { kind: 'free' };
  const from = spellNeighbour(holder);
  if (!self.refused.includes(key)) return { kind: 'movable', from };
  return {
    kind: 'not-yet',
    reason: 'HeldElsewhere',
    message: `${domain} is still attached to ${from}, and EAS refuses a domain that another gateway holds: it cannot move without an outage`,
    wayOut: `approve detach-domain/${key} in the plan of ${from}; from then on nobody answers under ${domain} until it is attached here, which takes up to 5 minutes`,
  };
}

/** What to say, and what to do about it, where another gateway's declaration names a domain too. */
export function declaredElsewhere(domain: string, rival: Neighbour): Pick<Blocked, 'reason' | 'message' | 'wayOut'> {
  const by = spellNeighbour(rival);
  return {
    reason: 'DeclaredElsewhere',
    message: `${domain} is in the declaration of ${by}, too`,
    wayOut: `take ${domain} out of the declaration of ${by}: it then moves here by itself`,
  };
}

/** The gateway that should have a domain which is not declared here any more; the one that has it already comes first. */
export function heirOf(key: string, neighbours: readonly Neighbour[]): Neighbour | undefined {
  const wanting = neighbours.filter(({ declares }) => declares.includes(key));
  return (
    wanting.find(({ holds }) => holds.includes(key)) ??
    wanting.reduce<Neighbour | undefined>((first, one) => (first && isBefore(first, one) ? first : one), undefined)
  );
}

type Declared = Pick<Neighbour, 'declaredAt' | 'region' | 'name'>;

function isBefore(one: Declared, other: Declared): boolean {
  if (one.declaredAt !== other.declaredAt) return one.declaredAt < other.declaredAt;
  return `${one.region}/${one.name}` < `${other.region}/${other.name}`;
}
