import type { CloudEvent } from './event.ts';
import { isRecord } from './pattern-operators.ts';

/** What a target's parameter is made of ("Event transformation"). */
export type Form = 'ORIGINAL' | 'JSONPATH' | 'TEMPLATE' | 'CONSTANT';

export interface TargetParameter {
  /** `Body`, `Qualifier`, … : whatever the type of target takes. */
  readonly resourceKey: string;
  readonly form: Form;
  /** JSONPATH: the path. TEMPLATE: JSON text of variable → path. CONSTANT: the value. */
  readonly value: string;
  /** TEMPLATE: text with `${variable}` in it. */
  readonly template: string;
}

/**
 * A parameter's text for one event. A text among the event's values goes in as it is, everything else as JSON; what the
 * event lacks is empty (inferred).
 */
export function transform({ form, value, template }: TargetParameter, event: CloudEvent): string {
  switch (form) {
    case 'ORIGINAL':
      return JSON.stringify(event);
    case 'CONSTANT':
      return value;
    case 'JSONPATH':
      return asText(atPath(event, value));
    case 'TEMPLATE': {
      const paths = variablesOf(value);
      return template.replaceAll(/\$\{([^}]+)\}/g, (_place, name: string) => asText(atPath(event, paths[name] ?? '')));
    }
  }
}

/** Whether the parameter could be made of any event. */
export function isTransformable({ form, value }: TargetParameter): boolean {
  if (form === 'JSONPATH') return stepsOf(value) !== undefined;
  if (form !== 'TEMPLATE') return true;
  return Object.values(variablesOf(value)).every((path) => stepsOf(path) !== undefined);
}

/** The part of JSONPath that names one place: `$`, `$.data.name`, `$.data.list[0]`, `$['data']`. */
function atPath(event: CloudEvent, path: string): unknown {
  return (stepsOf(path) ?? [NOWHERE]).reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, event);
}

function stepsOf(path: string): string[] | undefined {
  if (!/^\$(\.[\w-]+|\[\d+\]|\['[^']+'\])*$/.test(path)) return undefined;
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)].map(
    ([, name, index, quoted]) => name ?? index ?? quoted ?? '',
  );
}

function variablesOf(json: string): Readonly<Record<string, string>> {
  try {
    const variables: unknown = JSON.parse(json);
    if (!isRecord(variables)) return {};
    return Object.fromEntries(Object.entries(variables).map(([name, path]) => [name, String(path)]));
  } catch {
    return {};
  }
}

function asText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const NOWHERE = '';
