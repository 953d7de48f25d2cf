import ipaddr from 'ipaddr.js';
import type { Busy } from './jobs.ts';
import type { Tag } from './load-balancer.ts';

export interface AclEntry {
  /** Canonical CIDR. */
  readonly entry: string;
  readonly description: string;
  status: 'Adding' | 'Available' | 'Removing';
}

/** An access control list, shared by the listeners it is associated with. */
export class Acl implements Busy {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  readonly jobs = new Set<string>();
  phase: 'Creating' | 'Available' | 'Deleting' = 'Creating';
  name: string;
  tags: Tag[];
  readonly entries = new Map<string, AclEntry>();

  constructor(more: {
    account: string;
    region: string;
    id: string;
    createdAt: number;
    name: string;
    tags: readonly Tag[] | undefined;
  }) {
    this.account = more.account;
    this.region = more.region;
    this.id = more.id;
    this.createdAt = more.createdAt;
    this.name = more.name;
    this.tags = [...(more.tags ?? [])];
  }

  /** `AclStatus` */
  get status(): 'Creating' | 'Available' | 'Configuring' | 'Deleting' {
    return this.phase === 'Available' && this.jobs.size > 0 ? 'Configuring' : this.phase;
  }

  /** Whether no entry is in effect: one that is being removed still is. */
  get isEmpty(): boolean {
    return this.#inEffect().length === 0;
  }

  covers(address: string): boolean {
    return this.#inEffect().some(({ entry }) => isIn(address, entry));
  }

  #inEffect(): readonly AclEntry[] {
    return [...this.entries.values()].filter(({ status }) => status !== 'Adding');
  }
}

function isIn(address: string, cidr: string): boolean {
  const [parsed, range] = [ipaddr.parse(address), ipaddr.parseCIDR(cidr)];
  return parsed.kind() === range[0].kind() && parsed.match(range);
}
