/** `acs:eventbridge:<region>:<account>:eventbus/<name>`, and of a rule `…/rule/<rule>`. */
export interface BusPlace {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

export function busArn({ region, account, name }: BusPlace): string {
  return `acs:eventbridge:${region}:${account}:eventbus/${name}`;
}

/** Undefined where the text is no ARN of a bus. */
export function parseBusArn(arn: string): BusPlace | undefined {
  const [, region, account, name] = /^acs:eventbridge:([^:]+):([^:]+):eventbus\/([^/:]+)$/.exec(arn) ?? [];
  return region && account && name ? { region, account, name } : undefined;
}

export interface FunctionPlace {
  readonly region: string;
  readonly account: string;
  /** `<name>` or `<name>/<qualifier>` of version 3.0; undefined for a function below a service of version 2.0. */
  readonly resource: string | undefined;
}

/**
 * Both documented forms: `acs:fc:<region>:<account>:functions/<name>[/<qualifier>]` of Function Compute 3.0, and
 * `…:services/<service>.<qualifier>/functions/<name>` of 2.0.
 */
export function parseFunctionArn(arn: string): FunctionPlace | undefined {
  const [, region, account, rest = ''] = /^acs:fc:([^:]+):([^:]+):(.+)$/.exec(arn) ?? [];
  if (!region || !account) return undefined;
  const [, resource] = /^functions\/([^/]+(?:\/[^/]+)?)$/.exec(rest) ?? [];
  if (resource) return { region, account, resource };
  return /^services\/[^/]+\/functions\/[^/]+$/.test(rest) ? { region, account, resource: undefined } : undefined;
}
