/** Another gateway of the same account, in any region, as its documents speak of custom domains. */
export interface Neighbour {
  region: string;
  name: string;
  /** Of its newest declaration, in ms since the epoch. */
  declaredAt: number;
  /** `name/access` that its declaration names; none once it is being deleted. */
  declares: string[];
  /** Names whose CNAME it keeps. */
  recorded: string[];
  /** `name/access` of the domains that it attached. */
  holds: string[];
  /** `name/access` that it could not attach while another gateway held them. */
  refused: string[];
  /** Since when the CNAME of a name leads to it. */
  switched: Record<string, Switched>;
}

/** Since when a CNAME leads to a gateway. */
export interface Switched {
  /** ms since the epoch. */
  at: number;
  /** How long what it said before may be remembered elsewhere. */
  ttlSeconds: number;
}

/** `chat-next in cn-beijing` */
export function spellNeighbour({ name, region }: Pick<Neighbour, 'name' | 'region'>): string {
  return `${name} in ${region}`;
}
