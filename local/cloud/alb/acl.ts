import ipaddr from 'ipaddr.js';
import type { Busy } from './jobs.ts';
import type { Tag } from './load-balancer.ts';
import type { Owner } from './owner.ts';

export interface AclEntry {
  /** Canonical CIDR. */
  readonly entry: string;
  readonly description: string;
  status: 'Adding' | 'Available' | 'Removing';
}

/** An access control list, shared by the listeners it is associated with. */
export class Acl implements Busy {
  readonly owner: Owner;
  readonly id: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  readonly jobs = new Set<string>();
  phase: 'Creating' | 'Available' | 'Deleting' = 'Creating';
  name: string;
  resourceGroupId: string;
  tags: Tag[];
  readonly entries = new Map<string, AclEntry>();

  constructor(more: {
    owner: Owner;
    id: string;
    createdAt: number;
    name: string;
    resourceGroupId: string;
    tags: readonly Tag[] | undefined;
  }) {
    this.owner = more.owner;
    this.id = more.id;
    this.createdAt = more.createdAt;
    this.name = more.name;
    this.resourceGroupId = more.resourceGroupId;
    this.tags = [...(more.tags ?? [])];
  }

  /** `AclStatus` */
  get status(): 'Creating' | 'Available' | 'Configuring' | 'Deleting' {
    return this.phase === 'Available' && this.jobs.size > 0 ? 'Configuring' : this.phase;
  }

  /** Whether no entry is in effect: one that is being removed still is. */
  get isEmpty(): boolean {
    return this.inEffect().length === 0;
  }

  covers(address: string): boolean {
    return this.inEffect().some(({ entry }) => isIn(address, entry));
  }

  private inEffect(): readonly AclEntry[] {
    return [...this.entries.values()].filter(({ status }) => status !== 'Adding');
  }
}

function isIn(address: string, cidr: string): boolean {
  const [parsed, range] = [ipaddr.parse(address), ipaddr.parseCIDR(cidr)];
  return parsed.kind() === range[0].kind() && parsed.match(range);
}
