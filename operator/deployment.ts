import { parse } from 'yaml';

/** What of s.yaml an account has to have room and roles for. */
export interface Deployment {
  functions: DeployedFunction[];
}

export interface DeployedFunction {
  /** As s.yaml names the resource. */
  resource: string;
  /** Instances that are set aside for it, and the most that it has; undefined: as many as the account has left. */
  reserved: number | undefined;
  isInVpc: boolean;
}

/**
 * Reads only what is asked here; `npm run check:serverless` holds all of s.yaml to a closed schema.
 *
 * @param text s.yaml
 * @returns undefined where it is no such file
 */
export function readDeployment(text: string): Deployment | undefined {
  const { template, resources } = mapping(readYaml(text));
  const functions = Object.entries(mapping(resources)).map(([resource, value]) => {
    const { extend, props } = mapping(value);
    const merged = { ...mapping(mapping(template)[String(mapping(extend).name)]), ...mapping(props) };
    const { reservedConcurrency } = mapping(merged.concurrencyConfig);
    return {
      resource,
      reserved: typeof reservedConcurrency === 'number' ? reservedConcurrency : undefined,
      isInVpc: merged.vpcConfig !== undefined,
    };
  });
  return functions.length > 0 ? { functions } : undefined;
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
