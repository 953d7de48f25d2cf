import { resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type EventPattern, parseEventPattern } from './event-pattern.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { InvalidServerlessYaml, resolveExpressions } from './serverless-expressions.ts';
import { documentSchema, type FunctionProps, propsSchema, type ServerlessDocument } from './serverless-schema.ts';

/** A function as s.yaml declares it. */
export interface DeclaredFunction {
  name: string;
  /** Its key under `resources`. */
  resource: string;
  /** `index.handler` is the export `handler` of `index.js` in the code's folder. */
  handler: { file: string; export: string };
  /** Absolute. */
  codeDir: string;
  region: string;
  runtime: 'nodejs20';
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  asyncInvokeConfig: {
    asyncTask: boolean;
    maxAsyncRetryAttempts: number;
    maxAsyncEventAgeInSeconds: number;
    /** ARN of what is told of an invocation that failed for good. */
    onFailure: string | undefined;
  };
  triggers: DeclaredTrigger[];
}

export type DeclaredTrigger =
  | { type: 'http'; name: string; authType: 'anonymous' | 'function'; methods: string[] }
  | { type: 'timer'; name: string; schedule: Schedule; enabled: boolean; payload: string }
  | {
      type: 'eventbridge';
      name: string;
      pattern: EventPattern;
      enabled: boolean;
      mode: 'event-driven' | 'event-streaming';
    };

/**
 * Reads the text of an s.yaml, edition 3.0.0: variables, templates, expressions, and of the component `fc3` what the local
 * runtime plays. Misspelt keys are errors.
 * @param directory the folder of s.yaml, absolute: `code` is relative to it
 * @param env what `${env('X')}` sees
 * @throws InvalidServerlessYaml, naming the place
 */
export function parseServerlessYaml(
  text: string,
  { directory, env, accountId }: { directory: string; env: Readonly<Record<string, string>>; accountId: string },
): DeclaredFunction[] {
  const document = check(documentSchema, parseYaml(text), 'top level');
  const props = Object.fromEntries(
    Object.entries(document.resources).map(([resource, declared]) => [
      resource,
      withTemplate(resource, declared, document),
    ]),
  );
  const scope = { vars: document.vars, props, env, accountId };

  const functions = Object.entries(document.resources)
    .filter(([resource, { component }]) => {
      const place = `resources.${resource}.component`;
      return isFunctionComponent(resolveExpressions(component, place, resource, scope), place);
    })
    .map(([resource]) => {
      const place = `resources.${resource}.props`;
      const resolved = resolveExpressions(props[resource], place, resource, scope);
      return readFunction(resource, check(propsSchema, resolved, place), directory);
    });
  refuseTwins(functions);
  checkFlow(document, functions);
  return functions;
}

function parseYaml(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error)
    throw new InvalidServerlessYaml(`line ${lines.linePos(error.pos[0]).line}`, error.message.split('\n')[0] ?? '');
  return document.toJS();
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const below = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return { place: `${place}${below}`, message };
  });
  const [first = { place, message: 'not understood' }, ...more] = problems;
  throw new InvalidServerlessYaml(
    first.place,
    [first.message, ...more.map((problem) => `${problem.place}: ${problem.message}`)].join('; '),
  );
}

type Resource = ServerlessDocument['resources'][string];

/** The resource's props over its template's: objects merge deeply, lists and values replace. */
function withTemplate(
  name: string,
  { extend, props }: Resource,
  document: ServerlessDocument,
): Record<string, unknown> {
  if (!extend) return props;
  const template = Object.hasOwn(document.template, extend.name) ? document.template[extend.name] : undefined;
  if (!template) throw new InvalidServerlessYaml(`resources.${name}.extend`, `there is no template "${extend.name}"`);
  const kept = Object.entries(template).filter(([key]) => !extend.ignore.includes(key));
  return merge(Object.fromEntries(kept), props);
}

function merge(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    merged[name] = isRecord(below) && isRecord(value) ? merge(below, value) : value;
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The component `fc3`, or a local stand-in for it given as a path; `fc3-domain` declares no function. */
function isFunctionComponent(component: unknown, place: string): boolean {
  const name = String(component);
  if (/^fc3-domain(@|$)/.test(name)) return false;
  if (/^fc3(@|$)/.test(name) || /^(\.|\/)/.test(name)) return true;
  throw new InvalidServerlessYaml(place, `"${name}" is not played: expected fc3, fc3-domain or a path`);
}

function readFunction(resource: string, props: FunctionProps, directory: string): DeclaredFunction {
  const dot = props.handler.lastIndexOf('.');
  const { asyncTask, maxAsyncRetryAttempts, maxAsyncEventAgeInSeconds, destinationConfig } = props.asyncInvokeConfig;
  const onFailure = destinationConfig?.onFailure?.destination;
  return {
    name: props.functionName,
    resource,
    handler: { file: props.handler.slice(0, dot), export: props.handler.slice(dot + 1) },
    codeDir: resolve(directory, props.code),
    region: props.region,
    runtime: props.runtime,
    timeoutSeconds: props.timeout,
    memoryMb: props.memorySize,
    environment: props.environmentVariables,
    asyncInvokeConfig: { asyncTask, maxAsyncRetryAttempts, maxAsyncEventAgeInSeconds, onFailure },
    triggers: props.triggers.map(readTrigger),
  };
}

function readTrigger(trigger: FunctionProps['triggers'][number]): DeclaredTrigger {
  const name = trigger.triggerName;
  switch (trigger.triggerType) {
    case 'http': {
      const { authType, methods } = trigger.triggerConfig;
      return { type: 'http', name, authType, methods };
    }
    case 'timer': {
      const { cronExpression, enable, payload } = trigger.triggerConfig;
      return { type: 'timer', name, schedule: parseSchedule(cronExpression), enabled: enable, payload };
    }
    case 'eventbridge': {
      const { eventRuleFilterPattern, triggerEnable, eventSinkConfig } = trigger.triggerConfig;
      const pattern = parseEventPattern(eventRuleFilterPattern);
      return { type: 'eventbridge', name, pattern, enabled: triggerEnable, mode: eventSinkConfig.deliveryOption.mode };
    }
  }
}

/** What a flow does not list is silently left out. */
function checkFlow({ flow = {}, resources }: ServerlessDocument, functions: DeclaredFunction[]): void {
  for (const [command, groups] of Object.entries(flow)) {
    const listed = groups.flat();
    const unknown = listed.find((name) => !Object.hasOwn(resources, name));
    if (unknown) throw new InvalidServerlessYaml(`flow.${command}`, `there is no resource "${unknown}"`);
    const missing = functions.find(({ resource }) => !listed.includes(resource));
    if (missing) throw new InvalidServerlessYaml(`flow.${command}`, `"${missing.resource}" would be left out`);
  }
}

/** The second of two functions, or of two triggers of one function, would overwrite the first when deployed. */
function refuseTwins(functions: DeclaredFunction[]): void {
  const seen = new Set<string>();
  for (const { resource, name, triggers } of functions) {
    const place = `resources.${resource}.props`;
    if (seen.has(name)) throw new InvalidServerlessYaml(place, `another resource is called "${name}" already`);
    seen.add(name);
    const triggerNames = triggers.map((trigger) => trigger.name);
    const twin = triggerNames.find((triggerName, index) => triggerNames.indexOf(triggerName) !== index);
    if (twin) throw new InvalidServerlessYaml(place, `two triggers are called "${twin}"`);
  }
}
