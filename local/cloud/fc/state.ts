import type { Accounts } from '../accounts.ts';
import type { VirtualClock } from '../clock.ts';
import { ApiError } from '../product.ts';
import type { NewId } from '../random.ts';
import { CodeBucket } from './code-bucket.ts';
import type { FcErrorCode } from './errors.ts';
import type { DeployedFunction, DeployedTrigger } from './functions.ts';

/** A function with what only the control API shows of it. */
export interface KeptFunction extends DeployedFunction {
  readonly triggers: Map<string, KeptTrigger>;
  /** Virtual time, ms. */
  changedAt: number;
  asyncInvokeTimes: { readonly createdAt: number; changedAt: number } | undefined;
  /** As it was put. */
  scalingConfig: Readonly<Record<string, unknown>> | undefined;
  readonly tags: Map<string, string>;
}

export interface KeptTrigger extends DeployedTrigger {
  description: string;
  sourceArn: string | undefined;
  /** The JSON text as it came. */
  configText: string;
  /** Virtual time, ms. */
  changedAt: number;
}

/** What happened to the functions of this cloud. The objects are the live ones. */
export type FcChange =
  | {
      readonly kind: 'function-created' | 'function-updated' | 'function-deleted';
      readonly function: DeployedFunction;
    }
  | {
      readonly kind: 'trigger-created' | 'trigger-updated' | 'trigger-deleted';
      readonly function: DeployedFunction;
      readonly trigger: DeployedTrigger;
    };

export type FcListener = (change: FcChange) => void | Promise<void>;

/** Where an HTTP trigger is reached. */
export interface TriggerUrls {
  readonly urlInternet: string;
  readonly urlIntranet: string;
}

/** The functions and triggers of all accounts. */
export class FcState {
  /** By trigger id: where its functions really answer, for whoever plays them. Others have the cloud's usual names. */
  readonly urls = new Map<string, TriggerUrls>();
  readonly codeBucket: CodeBucket;
  private readonly functions = new Map<string, KeptFunction>();
  private readonly listeners = new Set<FcListener>();
  readonly clock: VirtualClock;
  private readonly newId: NewId;

  /** @param machineNow ms; the credentials for an upload expire with the wall clock, like signatures */
  constructor({
    clock,
    newId,
    accounts,
    machineNow,
  }: {
    clock: VirtualClock;
    newId: NewId;
    accounts: Accounts;
    machineNow: () => number;
  }) {
    this.clock = clock;
    this.newId = newId;
    this.codeBucket = new CodeBucket({ accounts, newId, machineNow });
  }

  /** Told of every change, before the call that made it is answered. @returns what ends it */
  onChange(listener: FcListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async changed(change: FcChange): Promise<void> {
    for (const listener of this.listeners) await listener(change);
  }

  find(account: string, region: string, name: string): KeptFunction | undefined {
    return this.functions.get(`${account}/${region}/${name}`);
  }

  /** @throws FunctionNotFound */
  function(account: string, region: string, name: string): KeptFunction {
    const found = this.find(account, region, name);
    if (!found) throw new ApiError<FcErrorCode>('FunctionNotFound', { function: name });
    return found;
  }

  /** @throws FunctionNotFound, TriggerNotFound */
  trigger(account: string, region: string, name: string, triggerName: string): [KeptFunction, KeptTrigger] {
    const deployed = this.function(account, region, name);
    const found = deployed.triggers.get(triggerName);
    if (!found) throw new ApiError<FcErrorCode>('TriggerNotFound', { trigger: triggerName, function: name });
    return [deployed, found];
  }

  /** By name. */
  functionsOf(account: string, region: string): readonly KeptFunction[] {
    return [...this.functions.values()]
      .filter((deployed) => deployed.account === account && deployed.region === region)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  all(): readonly KeptFunction[] {
    return [...this.functions.values()];
  }

  /** @param arn `acs:fc:<region>:<account>:functions/<name>[/<qualifier>]` */
  byArn(arn: string): KeptFunction | undefined {
    const [, region = '', account = '', name = ''] = FUNCTION_ARN.exec(arn) ?? [];
    return this.find(account, region, name);
  }

  add(deployed: KeptFunction): void {
    this.functions.set(keyOf(deployed), deployed);
  }

  remove(deployed: KeptFunction): void {
    this.functions.delete(keyOf(deployed));
  }

  newFunctionId(): string {
    return this.newId('', 32);
  }

  newTriggerId(): string {
    return this.newId('', 36);
  }

  urlsOf({ region, name }: DeployedFunction, { id }: DeployedTrigger): TriggerUrls {
    const prefix = `${name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 20)}-${id.slice(0, 10)}`;
    return (
      this.urls.get(id) ?? {
        urlInternet: `https://${prefix}.${region}.fcapp.run`,
        urlIntranet: `https://${prefix}.${region}-vpc.fcapp.run`,
      }
    );
  }
}

export function arnOf({ region, account, name }: Pick<DeployedFunction, 'region' | 'account' | 'name'>): string {
  return `acs:fc:${region}:${account}:functions/${name}`;
}

const FUNCTION_ARN = /^acs:fc:([^:]+):(\d+):functions\/([^/]+)(?:\/[^/]+)?$/;

function keyOf({ account, region, name }: DeployedFunction): string {
  return `${account}/${region}/${name}`;
}
