/** Why an event function was started. */
export type Trigger =
  | { kind: 'timer'; triggerName: string /** ms since the epoch */; triggerTime: number; payload: string }
  | { kind: 'events'; events: CloudEvent[] }
  | { kind: 'invocation'; payload: unknown }
  | { kind: 'given-up'; givenUp: GivenUp };

/** An asynchronous invocation of some function that failed for good. */
export interface GivenUp {
  functionName: string;
  requestId: string;
  /** ms since the epoch. */
  at: number;
  /** The platform's constant, such as `UnhandledInvocationError`. */
  condition: string;
  /** How often it was tried, about. */
  attempts: number;
  /** The event that the function was started with, as text. */
  payload: string;
  /** What it threw, in its own words: they may hold secrets. */
  error: string;
}

/** CloudEvents 1.0 as EventBridge delivers it. Delivered at least once: `source` and `id` together name one event. */
export interface CloudEvent {
  id: string;
  source: string;
  type: string;
  specversion: string;
  subject?: string;
  /** RFC 3339 */
  time?: string;
  data?: unknown;
  [extension: string]: unknown;
}

/**
 * Reads the event that Function Compute hands an event function (documented): a timer's, one CloudEvent (event-driven),
 * a batch of them as objects or JSON texts (event-streaming), what a failure destination is told, or else the JSON payload of
 * a direct invocation.
 * @throws UnknownTrigger if it is not JSON, or is an HTTP trigger's event, or a batch holds something else than CloudEvents
 */
export function readTrigger(event: Buffer): Trigger {
  const seen = parseJson(event.toString('utf8'));
  if (seen === undefined) throw new UnknownTrigger(`${event.length} bytes that are not JSON`);
  if (Array.isArray(seen)) return { kind: 'events', events: seen.map(readBatched) };
  if (isCloudEvent(seen)) return { kind: 'events', events: [seen] };
  if (isRecord(seen) && 'triggerTime' in seen && 'triggerName' in seen) return readTimer(seen);
  const givenUp = readGivenUp(seen);
  if (givenUp) return { kind: 'given-up', givenUp };
  // Function Compute wraps direct invocations of a function with an HTTP trigger: such a function is no worker.
  if (isRecord(seen) && 'requestContext' in seen && 'rawPath' in seen) throw new UnknownTrigger('an HTTP request');
  return { kind: 'invocation', payload: seen };
}

/** The event is none that an event function answers. The message names its shape, never its values. */
export class UnknownTrigger extends Error {
  readonly code = 'UnknownTrigger';

  constructor(seen: string) {
    super(`expected a timer's event, CloudEvents or a JSON payload, and got ${seen}`);
    this.name = 'UnknownTrigger';
  }
}

/** What an owner did to a vSwitch, as ActionTrail told EventBridge. A hint: whatever it says is looked up. */
export interface VSwitchChange {
  eventName: 'CreateVSwitch' | 'DeleteVSwitch';
  region: string;
  /** Undefined where the call did not name it: DeleteVSwitch has the vSwitch alone. */
  vpcId: string | undefined;
  vSwitchId: string | undefined;
}

/**
 * Reads an event of the VPC product (documented: `acs.vpc`, `vpc:ActionTrail:ApiCall` or `ConsoleOperation`, data in
 * ActionTrail's form). Some products write its keys in another case, so case does not count.
 *
 * @returns undefined for any other event, and for a call that was refused
 */
export function readVSwitchChange({ source, type, data }: CloudEvent): VSwitchChange | undefined {
  if (source !== 'acs.vpc' || !/^vpc:ActionTrail:(ApiCall|ConsoleOperation)$/.test(type)) return undefined;
  const told = fieldsOf(data);
  const eventName = told.get('eventname');
  const region = told.get('acsregion');
  if (eventName !== 'CreateVSwitch' && eventName !== 'DeleteVSwitch') return undefined;
  if (typeof region !== 'string' || told.get('errorcode')) return undefined;
  const asked = fieldsOf(told.get('requestparameters'));
  const vSwitchId = asked.get('vswitchid') ?? fieldsOf(told.get('responseelements')).get('vswitchid');
  return { eventName, region, vpcId: textOf(asked.get('vpcid')), vSwitchId: textOf(vSwitchId) };
}

/** What CloudMonitor tells of a service of EAS. A hint: whatever it says is looked up. */
export interface ServiceEvent {
  serviceName: string;
  region: string | undefined;
}

/**
 * Reads an event of PAI (product code `learn`), whose fields CloudMonitor documents: `regionId`, `instanceName`, and for an
 * instance of a service a `content` that names the service. That EventBridge hands it on in the form that it documents for
 * other products (`acs.learn`, `learn:CloudMonitor:EAS:Service…`) is inferred.
 *
 * @returns undefined for any other event
 */
export function readServiceEvent({ source, type, data }: CloudEvent): ServiceEvent | undefined {
  if (source !== 'acs.learn' || !/^learn:CloudMonitor:EAS:Service/.test(type)) return undefined;
  const told = fieldsOf(data);
  const serviceName = fieldsOf(told.get('content')).get('servicename') ?? told.get('instancename');
  return typeof serviceName === 'string' ? { serviceName, region: textOf(told.get('regionid')) } : undefined;
}

/** Values by their name in lower case. ActionTrail may hand an object on as JSON text. */
function fieldsOf(value: unknown): Map<string, unknown> {
  const object = typeof value === 'string' ? parseJson(value) : value;
  return new Map(isRecord(object) ? Object.entries(object).map(([key, field]) => [key.toLowerCase(), field]) : []);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readBatched(element: unknown): CloudEvent {
  const event = typeof element === 'string' ? parseJson(element) : element;
  if (!isCloudEvent(event)) throw new UnknownTrigger(`a batch that holds ${shapeOf(event)}`);
  return event;
}

function readTimer(seen: Record<string, unknown>): Trigger {
  const { triggerName, triggerTime, payload = '' } = seen;
  const time = typeof triggerTime === 'string' ? Date.parse(triggerTime) : Number.NaN;
  if (typeof triggerName !== 'string' || Number.isNaN(time) || typeof payload !== 'string') {
    throw new UnknownTrigger(`a timer's event whose fields are not what they should be: ${shapeOf(seen)}`);
  }
  return { kind: 'timer', triggerName, triggerTime: time, payload };
}

/** What a destination function is told (documented): `requestPayload` and `responsePayload` are texts. */
function readGivenUp(seen: unknown): GivenUp | undefined {
  if (!isRecord(seen) || !isRecord(seen.requestContext)) return undefined;
  const { functionArn, requestId, condition, approximateInvokeCount } = seen.requestContext;
  const [, functionName] = /:functions\/([\w-]+)/.exec(String(functionArn)) ?? [];
  if (functionName === undefined || typeof requestId !== 'string') return undefined;
  return {
    functionName,
    requestId,
    at: typeof seen.timestamp === 'number' ? seen.timestamp : 0,
    condition: typeof condition === 'string' ? condition : '',
    attempts: typeof approximateInvokeCount === 'number' ? approximateInvokeCount : 1,
    payload: asText(seen.requestPayload),
    error: readError(seen.responsePayload),
  };
}

/** What a Node.js function threw, as the platform writes it: `errorType`, `errorMessage` and a stack (documented). */
function readError(payload: unknown): string {
  const thrown = typeof payload === 'string' ? parseJson(payload) : payload;
  if (!isRecord(thrown)) return asText(payload);
  const { errorType, errorMessage } = thrown;
  return [errorType, errorMessage].filter((part) => typeof part === 'string' && part !== '').join(': ');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function isCloudEvent(value: unknown): value is CloudEvent {
  return isRecord(value) && ['id', 'source', 'type', 'specversion'].every((name) => typeof value[name] === 'string');
}

function shapeOf(value: unknown): string {
  if (isRecord(value)) {
    return `an object of ${Object.entries(value)
      .map(([name, field]) => `${name}: ${typeof field}`)
      .join(', ')}`;
  }
  return value === undefined ? 'text that is not JSON' : `a ${typeof value}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
