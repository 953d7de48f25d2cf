import type { Busy } from '../jobs.ts';
import type { Tag } from '../load-balancer.ts';
import type { Owner } from '../owner.ts';
import type { HealthCheck } from './health-check.ts';

export type ServerType = 'Ecs' | 'Eni' | 'Eci' | 'Ip' | 'Fc';

/** Why a server is not healthy, as GetListenerHealthStatus tells it. */
export interface Unhealthy {
  readonly reasonCode: string;
  readonly actualResponse?: string;
  readonly expectedResponse?: string;
}

/** One backend: a server on a port. */
export interface BackendServer {
  readonly id: string;
  readonly type: ServerType;
  /** IPv4; empty for functions. */
  readonly ip: string;
  /** Undefined for functions. */
  readonly port: number | undefined;
  readonly remoteIpEnabled: boolean;
  weight: number;
  description: string;
  status: 'Adding' | 'Available' | 'Configuring' | 'Removing';
  /** `Initial` until the first health check; then healthy, unless told otherwise. */
  health: 'Initial' | 'Normal' | Unhealthy;
}

/** What CreateServerGroup is told and UpdateServerGroupAttribute can change. */
export interface ServerGroupSettings {
  readonly name: string;
  readonly scheduler: 'Wrr' | 'Wlc' | 'Sch' | 'Uch';
  readonly healthCheck: HealthCheck & { readonly enabled: boolean };
  readonly stickySession: {
    readonly enabled: boolean;
    readonly type: 'Insert' | 'Server';
    readonly cookie: string;
    readonly cookieTimeoutSeconds: number;
  };
  readonly connectionDrain: { readonly enabled: boolean; readonly timeoutSeconds: number };
  readonly slowStart: { readonly enabled: boolean; readonly durationSeconds: number };
  /** What consistent hashing goes by. */
  readonly uch: { readonly type: string; readonly value: string } | undefined;
  readonly upstreamKeepalive: boolean;
  readonly crossZone: boolean;
  readonly serviceName: string;
  readonly ipVersionAffinityMode: string;
}

/** Where a group is and what it is of: fixed when it is made. */
export interface ServerGroupFacts {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly type: 'Instance' | 'Ip' | 'Fc';
  readonly protocol: 'HTTP' | 'HTTPS' | 'gRPC';
  readonly vpcId: string | undefined;
  readonly ipv6: boolean;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
}

export class ServerGroup implements Busy {
  readonly facts: ServerGroupFacts;
  readonly jobs = new Set<string>();
  phase: 'Creating' | 'Available' | 'Deleting' = 'Creating';
  settings: ServerGroupSettings;
  resourceGroupId: string;
  tags: Tag[];
  servers: readonly BackendServer[] = [];

  constructor(
    facts: ServerGroupFacts,
    more: { settings: ServerGroupSettings; resourceGroupId: string; tags?: readonly Tag[] | undefined },
  ) {
    this.facts = facts;
    this.settings = more.settings;
    this.resourceGroupId = more.resourceGroupId;
    this.tags = [...(more.tags ?? [])];
  }

  get id(): string {
    return this.facts.id;
  }

  get owner(): Owner {
    return this.facts;
  }

  /** `ServerGroupStatus`; that a group which is deleted shows `Deleting` is inferred. */
  get status(): 'Creating' | 'Available' | 'Configuring' | 'Deleting' {
    return this.phase === 'Available' && this.jobs.size > 0 ? 'Configuring' : this.phase;
  }

  /** What health checks find of one server from now on. */
  mark(serverId: string, health: BackendServer['health']): void {
    for (const server of this.servers) if (server.id === serverId) server.health = health;
  }
}
