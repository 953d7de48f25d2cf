import type { AsyncInvokeConfig, DeployedFunction, DeployedTrigger, InstanceRecord } from './functions.ts';

/** A function with what only the control API shows of it. */
export interface KeptFunction extends DeployedFunction {
  readonly latest?: never;
  readonly triggers: Map<string, KeptTrigger>;
  /** Virtual time, ms. */
  changedAt: number;
  /** Of an image that is being fetched: under way since the function was made, or since it was changed. */
  arriving: 'creation' | 'update' | undefined;
  /** By number, oldest first. */
  readonly versions: Map<string, KeptVersion>;
  /** Of the newest version there ever was: numbers are not given twice. */
  lastVersion: number;
  /** By name. */
  readonly aliases: Map<string, KeptAlias>;
  /** What was set for LATEST, for versions and for aliases, each by itself. */
  readonly settings: Map<string, QualifierSettings>;
  /** Ids of the VPCs from which alone the function may be invoked; from anywhere where there are none. */
  readonly vpcBindings: Set<string>;
  readonly tags: Map<string, string>;
}

/** What a function was when it was published. It can be run, and never changed. */
export interface KeptVersion extends DeployedFunction {
  readonly versionId: string;
  readonly latest: KeptFunction;
  readonly description: string;
}

/** A name for a version, and maybe for a part of the calls for another one. */
export interface KeptAlias {
  readonly name: string;
  versionId: string;
  description: string;
  /** Version → part of the calls, from 0 to 1. */
  additionalVersionWeight: ReadonlyMap<string, number>;
  readonly createdAt: number;
  changedAt: number;
  /** Calls so far: their turns are dealt by it. */
  calls: number;
}

export interface QualifierSettings {
  asyncInvokeConfig: AsyncInvokeConfig | undefined;
  asyncInvokeTimes: { readonly createdAt: number; readonly changedAt: number } | undefined;
  scaling: KeptInstances | undefined;
  provision: KeptInstances | undefined;
}

/** Instances that are to be there whether they are called or not. */
export interface KeptInstances {
  /** As it was put, without the number. */
  readonly config: Readonly<Record<string, unknown>>;
  target: number;
  instances: readonly InstanceRecord[];
  /** Why there are no more of them. */
  error: string | undefined;
}

export interface KeptTrigger extends DeployedTrigger {
  description: string;
  sourceArn: string | undefined;
  /** The JSON text as it came. */
  configText: string;
  /** Virtual time, ms. */
  changedAt: number;
}

export const LATEST = 'LATEST';

/** What was set for a qualifier, ready to be written to. */
export function settingsOf(deployed: KeptFunction, qualifier = LATEST): QualifierSettings {
  const name = qualifier === '' ? LATEST : qualifier;
  const found = deployed.settings.get(name) ?? {
    ...{ asyncInvokeConfig: undefined, asyncInvokeTimes: undefined, scaling: undefined, provision: undefined },
  };
  deployed.settings.set(name, found);
  return found;
}
