import { randomBytes } from 'node:crypto';
import type { ServiceView } from '../../data-plane/gateway-view.ts';
import type { Router, Service } from '../services/service.ts';

export interface GroupNetwork {
  readonly gatewayId: string | undefined;
  readonly vpcId: string | undefined;
  readonly vSwitchId: string | undefined;
  readonly securityGroupId: string | undefined;
}

/** `auto`: by the number of instances; `customized`: by the weights of the services. */
export type TrafficMode = 'auto' | 'customized';

interface NewGroup {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly token: string;
  readonly workspaceId: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly network: GroupNetwork;
  readonly createdAt: number;
}

/** Services behind one entry, which is routed to like a service of the group's name. */
export class Group implements ServiceView {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly token: string;
  readonly workspaceId: string;
  readonly createdAt: number;
  labels: ReadonlyMap<string, string>;
  network: GroupNetwork;
  updatedAt: number;
  trafficMode: TrafficMode = 'auto';
  /** In order of arrival. */
  members: readonly Service[] = [];
  private route: Router | undefined;

  constructor(created: NewGroup) {
    this.account = created.account;
    this.region = created.region;
    this.name = created.name;
    this.token = created.token;
    this.workspaceId = created.workspaceId;
    this.labels = created.labels;
    this.network = created.network;
    this.createdAt = created.createdAt;
    this.updatedAt = created.createdAt;
  }

  /** Whether one that takes the group's traffic answers. */
  get warm(): boolean {
    return this.members.some(({ warm, trafficState, weight }) => warm && trafficState === 'grouping' && weight !== 0);
  }

  /** A service of the same name answers in place of the group. */
  routeThrough(gateway: Router | undefined): void {
    if (this.route?.routes.get(this.name) === this) this.route.routes.delete(this.name);
    if (gateway && !gateway.routes.has(this.name)) gateway.routes.set(this.name, this);
    this.route = gateway;
  }
}

/** As long as the documents' examples. */
export function newToken(): string {
  return randomBytes(36).toString('base64');
}
