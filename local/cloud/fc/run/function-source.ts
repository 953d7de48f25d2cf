import type { DeployedFunction } from '../functions.ts';

/** The deployed functions, as what runs them has to know them. */
export interface FunctionSource {
  all(): Iterable<DeployedFunction>;
  /**
   * Tells of a function that was made, changed in anything (its triggers included) or deleted, after it happened. Who
   * changes may wait for what the listener returns: an HTTP trigger has its URL then.
   *
   * @returns what ends it
   */
  onChange(listener: (change: { readonly function: DeployedFunction }) => void | Promise<void>): () => void;
  /** What a call by that version or alias runs; without this, or where there is none, nothing. */
  qualified?(owner: DeployedFunction, qualifier: string): DeployedFunction | undefined;
  /** Whether there is anything to be called by it. */
  knows?(owner: DeployedFunction, qualifier: string): boolean;
  /** Where HTTP triggers can be reached, by the trigger's id. */
  readonly urls: Map<string, { readonly urlInternet: string; readonly urlIntranet: string }>;
}

/** `acs:fc:<region>:<account>:functions/<name>` */
export function functionArn({ region, account, name }: DeployedFunction): string {
  return `acs:fc:${region}:${account}:functions/${name}`;
}

/** The qualifier of `acs:fc:<region>:<account>:functions/<name>/<qualifier>`, if it has one. */
export function qualifierOf(arn: string): string | undefined {
  return /:functions\/[^/]+\/([^/]+)$/.exec(arn)?.[1];
}

export function isQualifier(functions: FunctionSource, owner: DeployedFunction, qualifier: string): boolean {
  return qualifier === 'LATEST' || functions.knows?.(owner, qualifier) === true;
}

/** What a call runs: the function itself, unless a version or an alias is named. */
export function qualifiedBy(
  functions: FunctionSource,
  owner: DeployedFunction,
  qualifier: string | undefined,
): DeployedFunction | undefined {
  if (qualifier === undefined || qualifier === '' || qualifier === 'LATEST') return owner;
  return functions.qualified?.(owner, qualifier);
}

/** Finds the function that an ARN names, with or without a qualifier. @returns nothing where it is not deployed */
export function findByArn(functions: FunctionSource, arn: string): DeployedFunction | undefined {
  const [, region, account, name] = /^acs:fc:([^:]+):([^:]+):functions\/([^/]+)(?:\/[^/]+)?$/.exec(arn) ?? [];
  return find(functions, (one) => one.region === region && one.account === account && one.name === name);
}

/** Finds an account's function by its name, in that region or, where it is in one other only, there. */
export function findByName(
  functions: FunctionSource,
  account: string,
  region: string,
  name: string,
): DeployedFunction | undefined {
  const isNamed = (one: DeployedFunction) => one.account === account && one.name === name;
  return find(functions, (one) => isNamed(one) && one.region === region) ?? find(functions, isNamed);
}

function find(functions: FunctionSource, wanted: (one: DeployedFunction) => boolean): DeployedFunction | undefined {
  for (const one of functions.all()) if (wanted(one)) return one;
  return undefined;
}
