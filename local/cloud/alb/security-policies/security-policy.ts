import type { Busy } from '../jobs.ts';
import type { Tag } from '../load-balancer.ts';
import type { Owner } from '../owner.ts';
import type { TlsVersion } from './system-policies.ts';

export interface PolicySettings {
  readonly name: string;
  readonly versions: readonly TlsVersion[];
  readonly ciphers: readonly string[];
}

/** A TLS policy of one's own. */
export class SecurityPolicy implements Busy {
  readonly owner: Owner;
  readonly id: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  readonly jobs = new Set<string>();
  phase: 'Creating' | 'Available' | 'Deleting' = 'Creating';
  settings: PolicySettings;
  resourceGroupId: string;
  tags: Tag[];

  constructor(
    { owner, id, createdAt }: { owner: Owner; id: string; createdAt: number },
    more: { settings: PolicySettings; resourceGroupId: string; tags: readonly Tag[] | undefined },
  ) {
    this.owner = owner;
    this.id = id;
    this.createdAt = createdAt;
    this.settings = more.settings;
    this.resourceGroupId = more.resourceGroupId;
    this.tags = [...(more.tags ?? [])];
  }

  /** `SecurityPolicyStatus`. */
  get status(): 'Configuring' | 'Available' {
    return this.phase === 'Available' && this.jobs.size === 0 ? 'Available' : 'Configuring';
  }
}
