import type { FetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import type { Resolve } from '../../shared/function-compute/network.ts';
import type { PublicDns } from '../../shared/function-compute/public-dns.ts';
import type { Store } from '../../shared/state/store.ts';
import type { LocalCloud, LocalCloudOptions } from '../cloud/local-cloud.ts';
import type { EventsMode } from '../runtime/event-delivery.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ApiClient } from './api-client.ts';

/** A local cloud with the five functions of s.yaml running on it. */
export interface House {
  cloud: LocalCloud;
  runtime: Runtime;
  /** The provisioning API, over HTTP. */
  api: ApiClient;
  /** How often something was written down: who waits for a change need not ask before this grows. */
  written(): number;
  /**
   * Deploys the functions anew with another environment. What runs is ended, what is remembered stays.
   * @param store what is remembered, as another version of Torii reads and writes it
   * @returns what takes the place of the house's own
   */
  redeploy(env: Record<string, string>, store?: Store): Promise<Pick<House, 'runtime' | 'api'>>;
  close(): Promise<void>;
}

export interface HouseOptions extends LocalCloudOptions {
  /** Path of s.yaml. */
  serverlessYaml: string;
  events?: EventsMode;
  timers?: boolean;
  /** Stands between the functions and what they would find out about a name. */
  resolveThrough?: (resolve: Resolve) => Resolve;
  /** The same for what the name servers say. */
  askThrough?: (publicDns: PublicDns) => PublicDns;
  /** Stands between the functions and servers whose own certificate no public authority signed. */
  trustingThrough?: (trusting: FetchTrusting) => FetchTrusting;
  /** What `${env('X')}` in s.yaml sees besides; or what finds that out, once the cloud is there. */
  env?: Record<string, string> | ((cloud: LocalCloud) => Promise<Record<string, string>>);
  /** Stands behind each call that a function makes to the cloud: awaited before the function has its answer. */
  afterCall?: () => Promise<void>;
  /** Where the API is served; any free port unless given. */
  port?: number;
  /** What the functions remember; a new memory store unless given. */
  store?: Store;
}

/** Where a house is: the only region of the functions, whichever regions gateways are declared in. */
export const REGION = 'cn-beijing';
