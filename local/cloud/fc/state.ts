import type { VirtualClock } from '../clock.ts';
import { ApiError } from '../product.ts';
import { versionOf } from './alias-weights.ts';
import { CodeBucket } from './code-bucket.ts';
import { Domains } from './domains.ts';
import type { FcErrorCode } from './errors.ts';
import type { DeployedFunction, DeployedTrigger, RunningInstances } from './functions.ts';
import {
  type KeptFunction,
  type KeptTrigger,
  type KeptVersion,
  LATEST,
  type QualifierSettings,
} from './kept-function.ts';
import { Layers } from './layers.ts';
import { checkQualifier } from './qualifier.ts';
import type { FcWorld } from './world.ts';

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

/** Those who are told of every change. */
export class FcListeners {
  private readonly all = new Set<FcListener>();

  /** @returns what ends it */
  add(listener: FcListener): () => void {
    this.all.add(listener);
    return () => void this.all.delete(listener);
  }

  async tell(change: FcChange): Promise<void> {
    for (const listener of this.all) await listener(change);
  }
}

/** Where an HTTP trigger is reached. */
export interface TriggerUrls {
  readonly urlInternet: string;
  readonly urlIntranet: string;
}

/** The functions and triggers of all accounts. */
export class FcState {
  /** A function with triggers cannot be deleted (documented), or they go with it. */
  deletingWithTriggers: 'refused' | 'removes' = 'refused';
  /** Documented is that a custom domain has to lead to the account's endpoint before it can be made. */
  domainNames: 'checked' | 'unchecked' = 'checked';
  /** A trigger whose role is not there is refused, or is taken and hears nothing: no page says (devsapp/fc#805 saw the latter). */
  missingInvocationRole: 'refused' | 'accepted' = 'refused';
  /** Of each account and region; documented as 100, before somebody asks for more. */
  instanceQuota = 100;
  /** Whoever runs the functions. */
  running: RunningInstances | undefined;
  /** By trigger id: where its functions really answer, for whoever plays them. Others have the cloud's usual names. */
  readonly urls = new Map<string, TriggerUrls>();
  readonly codeBucket: CodeBucket;
  readonly layers = new Layers();
  readonly domains = new Domains();
  private readonly functions = new Map<string, KeptFunction>();
  /** Whoever hears of changes: of this process, and no part of a snapshot. */
  readonly listeners = new FcListeners();
  readonly clock: VirtualClock;
  readonly world: FcWorld;

  constructor(world: FcWorld) {
    this.world = world;
    this.clock = world.clock;
    this.codeBucket = new CodeBucket(world);
  }

  /** Told of every change, before the call that made it is answered. @returns what ends it */
  onChange(listener: FcListener): () => void {
    return this.listeners.add(listener);
  }

  async changed(change: FcChange): Promise<void> {
    await this.listeners.tell(change);
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

  /**
   * What a qualifier stands for: LATEST, the number of a version, an alias.
   *
   * @throws FunctionNotFound, VersionNotFound, AliasNotFound
   */
  shown(account: string, region: string, name: string, qualifier: string | undefined): KeptFunction | KeptVersion {
    const deployed = this.function(account, region, name);
    checkQualifier(deployed, qualifier);
    const { versionId = qualifier ?? LATEST } = deployed.aliases.get(qualifier ?? LATEST) ?? {};
    return deployed.versions.get(versionId) ?? deployed;
  }

  /** The next one to be called by that qualifier; an alias deals its calls out as it was told. */
  qualified(owner: DeployedFunction, qualifier: string): DeployedFunction | undefined {
    const deployed = this.find(owner.account, owner.region, owner.name);
    const alias = deployed?.aliases.get(qualifier);
    return deployed?.versions.get(alias ? versionOf(alias) : qualifier);
  }

  /** Whether there is something to be called by that qualifier. */
  knows({ account, region, name }: DeployedFunction, qualifier: string): boolean {
    const deployed = this.find(account, region, name);
    return deployed !== undefined && (deployed.aliases.has(qualifier) || deployed.versions.has(qualifier));
  }

  /** By name. */
  functionsOf(account: string, region: string): readonly KeptFunction[] {
    return [...this.functions.values()]
      .filter((deployed) => deployed.account === account && deployed.region === region)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** What was set for any qualifier, sorted by function and qualifier. */
  settingsIn(
    account: string,
    region: string,
    functionName: string | undefined,
    wanted: (settings: QualifierSettings) => boolean,
  ): readonly { key: string; deployed: KeptFunction; qualifier: string }[] {
    return this.functionsOf(account, region)
      .filter(({ name }) => functionName === undefined || functionName === '' || name === functionName)
      .flatMap((deployed) =>
        [...deployed.settings]
          .filter(([, settings]) => wanted(settings))
          .map(([qualifier]) => ({ key: `${deployed.name}/${qualifier}`, deployed, qualifier }))
          .sort((one, other) => (one.key < other.key ? -1 : 1)),
      );
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
    return this.world.newId('', 32);
  }

  newInstanceId(): string {
    return `c-${this.world.newId('', 32)}`;
  }

  /** Instances that are there because they are to be there, in all. */
  keptInstancesOf(account: string, region: string): number {
    const settings = this.functionsOf(account, region).flatMap((deployed) => [...deployed.settings.values()]);
    const kept = settings.flatMap(({ scaling, provision }) => [scaling, provision]);
    return kept.reduce((sum, one) => sum + (one?.instances.length ?? 0), 0);
  }

  newTriggerId(): string {
    return this.world.newId('', 36);
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

/** With the version or the alias, where it is one. */
export function qualifiedArn(
  deployed: Pick<DeployedFunction, 'region' | 'account' | 'name'>,
  qualifier: string,
): string {
  return qualifier === LATEST || qualifier === '' ? arnOf(deployed) : `${arnOf(deployed)}/${qualifier}`;
}

const FUNCTION_ARN = /^acs:fc:([^:]+):(\d+):functions\/([^/]+)(?:\/[^/]+)?$/;

function keyOf({ account, region, name }: DeployedFunction): string {
  return `${account}/${region}/${name}`;
}
