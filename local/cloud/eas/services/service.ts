import type { ServiceView } from '../../data-plane/gateway-view.ts';
import { Lifecycle, type ServiceStatus } from '../lifecycle.ts';
import type { Autoscaler } from './autoscaler-settings.ts';
import { instancesOf, type ServiceConfig } from './config.ts';

/** What routes requests to services by their names: a dedicated gateway, or the shared one. */
export interface Router {
  readonly routes: Map<string, ServiceView>;
}

const WITHOUT_INSTANCES: readonly ServiceStatus[] = ['Creating', 'Starting', 'Stopping', 'Stopped', 'Deleting'];

interface NewService {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly config: ServiceConfig;
  readonly token: string;
  readonly workspaceId: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly createdAt: number;
}

/** A service: its configuration, and the gateway its traffic comes through, which follows the configuration later. */
export class Service implements ServiceView {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly createdAt: number;
  updatedAt: number;
  config: ServiceConfig;
  token: string;
  latestVersion = 1;
  currentVersion = 1;
  readonly lifecycle = new Lifecycle<ServiceStatus>();
  autoscaler: Autoscaler | undefined;
  /** False while the gateway that routes here does not yet know a healthy instance. */
  healthy = false;
  /** The gateway that routes here now. */
  #route: Router | undefined;

  constructor(created: NewService) {
    this.id = created.id;
    this.account = created.account;
    this.region = created.region;
    this.name = created.name;
    this.config = created.config;
    this.token = created.token;
    this.workspaceId = created.workspaceId;
    this.labels = created.labels;
    this.createdAt = created.createdAt;
    this.updatedAt = created.createdAt;
  }

  get runningInstances(): number {
    const status = this.lifecycle.status;
    return status !== undefined && WITHOUT_INSTANCES.includes(status) ? 0 : instancesOf(this.config);
  }

  get warm(): boolean {
    return this.healthy && this.runningInstances > 0;
  }

  /** Sends the traffic of `gateway` here, or of none. True where that is a change, after which the service is cold. */
  routeThrough(gateway: Router | undefined): boolean {
    if (gateway === this.#route) return false;
    this.#route?.routes.delete(this.name);
    gateway?.routes.set(this.name, this);
    this.#route = gateway;
    this.healthy = false;
    return true;
  }
}
