import type { AsyncInvokeConfig, FunctionCode, FunctionConfig } from './functions.ts';
import { type KeptFunction, type KeptTrigger, LATEST, settingsOf } from './kept-function.ts';
import { arnOf, type FcState } from './state.ts';

/** What was deployed, apart from the cloud it was deployed into. Plain JSON, but for the zips. */
export interface FunctionsSnapshot {
  readonly functions: readonly StoredFunction[];
}

interface StoredFunction {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  readonly config: FunctionConfig;
  readonly code: FunctionCode;
  readonly asyncInvokeConfig: AsyncInvokeConfig | undefined;
  readonly reservedConcurrency: number | undefined;
  /** Of LATEST, as it was put. */
  readonly scalingConfig: Readonly<Record<string, unknown>> | undefined;
  readonly tags: readonly (readonly [string, string])[];
  readonly triggers: readonly Omit<KeptTrigger, 'createdAt' | 'changedAt' | 'dueAt'>[];
}

/** All functions of a cloud, with their triggers, code and settings. */
export function snapshotOf(state: FcState): FunctionsSnapshot {
  return {
    functions: state.all().map((one) => ({
      ...{ account: one.account, region: one.region, name: one.name, id: one.id },
      ...{ config: one.config, code: one.code, asyncInvokeConfig: one.asyncInvokeConfig },
      ...{
        reservedConcurrency: one.reservedConcurrency,
        scalingConfig: one.settings.get(LATEST)?.scaling?.config,
        tags: [...one.tags],
      },
      triggers: [...one.triggers.values()].map(({ createdAt, changedAt, dueAt, ...trigger }) => trigger),
    })),
  };
}

/**
 * Has the functions of a snapshot in another cloud as if they had been deployed into it. Resolves when their HTTP triggers
 * have their URLs.
 *
 * @param environment replaces the values of environment variables that a function was deployed with; it adds none
 */
export async function restore(
  state: FcState,
  { functions }: FunctionsSnapshot,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const now = state.clock.now();
  for (const { tags, triggers, asyncInvokeConfig, config, scalingConfig, ...stored } of functions) {
    if (state.find(stored.account, stored.region, stored.name)) throw new Error(`${arnOf(stored)} is there already`);
    const restored: KeptFunction = {
      ...stored,
      config: withEnvironment(config, environment),
      asyncInvokeConfig: asyncInvokeConfig && { ...asyncInvokeConfig },
      tags: new Map(tags),
      triggers: new Map(triggers.map((one) => [one.name, { ...one, createdAt: now, changedAt: now }])),
      ...{ createdAt: now, changedAt: now, arriving: undefined },
      ...{
        versions: new Map(),
        lastVersion: 0,
        aliases: new Map(),
        settings: new Map(),
        vpcBindings: new Set<string>(),
      },
    };
    const settings = settingsOf(restored);
    settings.asyncInvokeConfig = restored.asyncInvokeConfig;
    settings.asyncInvokeTimes = asyncInvokeConfig && { createdAt: now, changedAt: now };
    settings.scaling = scalingConfig && { config: scalingConfig, target: 0, instances: [], error: undefined };
    state.add(restored);
    await state.changed({ kind: 'function-created', function: restored });
  }
}

/** The settings of a function with other values of the variables that it has already. */
export function withEnvironment(config: FunctionConfig, environment: Readonly<Record<string, string>>): FunctionConfig {
  const variables = Object.entries(config.environmentVariables).map(([name, value]) => [
    name,
    environment[name] ?? value,
  ]);
  return { ...config, environmentVariables: Object.fromEntries(variables) };
}
