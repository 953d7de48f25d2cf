import type { ServiceView } from '../../data-plane/gateway-view.ts';
import { Lifecycle, type ServiceStatus } from '../lifecycle.ts';
import type { Autoscaler } from './autoscaler-settings.ts';
import { instancesOf, metadataText, type ServiceConfig } from './config.ts';
import type { CronScaler } from './cron-settings.ts';
import type { ServiceFailure } from './failures.ts';
import { type Instance, isManaged, newInstance } from './instance.ts';
import type { LogLine, ServiceEvent } from './recorded.ts';
import type { Rollout } from './rollout-settings.ts';

/** What routes requests to services by their names: a dedicated gateway, or the shared one. */
export interface Router {
  readonly routes: Map<string, ServiceView>;
}

/** A configuration that was deployed once. */
export interface ServiceVersion {
  readonly version: number;
  readonly config: ServiceConfig;
  /** ms since the epoch */
  readonly builtAt: number;
}

/** What an application service was made from, in place of a service JSON. */
export interface App {
  readonly type: string;
  readonly version: string;
  readonly spec: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface Mirror {
  readonly ratio: number;
  readonly targets: readonly string[];
}

/** `all` refuses every change, `dangerous` deleting and stopping. */
export type SafetyLock = 'all' | 'dangerous' | 'none';

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
  readonly app?: App | undefined;
}

/** A service: its configuration, and the gateway its traffic comes through, which follows the configuration later. */
export class Service implements ServiceView {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly labels: Map<string, string>;
  readonly createdAt: number;
  app: App | undefined;
  updatedAt: number;
  config: ServiceConfig;
  token: string;
  latestVersion = 1;
  currentVersion = 1;
  /** The version that is being rolled out, or the current one. */
  targetVersion = 1;
  /** Oldest first. */
  readonly versions: ServiceVersion[] = [];
  readonly lifecycle = new Lifecycle<ServiceStatus>();
  autoscaler: Autoscaler | undefined;
  cronScaler: CronScaler | undefined;
  mirror: Mirror | undefined;
  rollout: Rollout | undefined;
  safetyLock: SafetyLock = 'none';
  trafficState: 'standalone' | 'grouping' = 'standalone';
  /** Of a release beside others; all of it, unless told. */
  weight = 100;
  /** Why it is Failed. */
  failure: ServiceFailure | undefined;
  instances: Instance[] = [];
  /** Instances that a scale-in takes first, by name. */
  leavesFirst: readonly string[] = [];
  readonly events: ServiceEvent[] = [];
  readonly logs: LogLine[] = [];
  /** False while the gateway that routes here does not yet know a healthy instance. */
  healthy = false;
  /** The gateway that routes here now. */
  private route: Router | undefined;
  private instanceSerial = 0;

  constructor(created: NewService) {
    this.id = created.id;
    this.account = created.account;
    this.region = created.region;
    this.name = created.name;
    this.config = created.config;
    this.token = created.token;
    this.workspaceId = created.workspaceId;
    this.labels = new Map(created.labels);
    this.createdAt = created.createdAt;
    this.updatedAt = created.createdAt;
    this.app = created.app;
    this.versions.push({ version: 1, config: created.config, builtAt: created.createdAt });
  }

  /** The service group it belongs to. */
  get group(): string | undefined {
    return metadataText(this.config, 'group');
  }

  get runningInstances(): number {
    return this.instances.filter((each) => isManaged(each) && each.status === 'Running').length;
  }

  get warm(): boolean {
    const serves = ({ status, isolated, detached, faults }: Instance) =>
      status === 'Running' && !isolated && !detached && !faults.some(({ cutsOff }) => cutsOff);
    return this.healthy && this.instances.some(serves);
  }

  /** Another instance of the version that is wanted, which is not up yet. */
  addInstance(now: number): Instance {
    const { id: serviceId, name: serviceName, region, targetVersion: version } = this;
    const added = newInstance({ serviceId, serviceName, region, version, serial: this.instanceSerial, now });
    this.instanceSerial += 1;
    this.instances.push(added);
    return added;
  }

  /** As many instances as are configured, waiting to come up. */
  addInstances(now: number): void {
    const managed = this.instances.filter(isManaged).length;
    for (let count = managed; count < instancesOf(this.config); count += 1) this.addInstance(now);
  }

  /** Keeps the configuration as a new version, which is to be rolled out. */
  addVersion(config: ServiceConfig, now: number): void {
    this.latestVersion += 1;
    this.targetVersion = this.latestVersion;
    this.versions.push({ version: this.latestVersion, config, builtAt: now });
  }

  /** Sends the traffic of `gateway` here, or of none. True where that is a change, after which the service is cold. */
  routeThrough(gateway: Router | undefined): boolean {
    if (gateway === this.route) return false;
    this.route?.routes.delete(this.name);
    gateway?.routes.set(this.name, this);
    this.route = gateway;
    this.healthy = false;
    return true;
  }
}
