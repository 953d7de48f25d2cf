import { isDeepStrictEqual } from 'node:util';
import { CloudError } from './cloud-errors.ts';
import type { CloudRequest } from './cloud-request.ts';
import type { Transport } from './transport.ts';

/** Where a rule sends events, in the wire's own field names. Source: documented (EventBridge 2020-04-01, PutTargets). */
export interface EventTarget {
  Id: string;
  /** `acs.fc.function` */
  Type: string;
  /** An ARN. */
  Endpoint: string;
  ParamList: { ResourceKey: string; Form: 'ORIGINAL' | 'TEMPLATE' | 'JSONPATH' | 'CONSTANT'; Value?: string }[];
  /** 3 retries, 10 to 20 s apart; or 176 in a day. */
  PushRetryStrategy: 'BACKOFF_RETRY' | 'EXPONENTIAL_DECAY_RETRY';
  /** ARN of a bus or a queue. */
  DeadLetterQueue?: { Arn: string };
  /** `ALL`: an event that is given up holds up no other. */
  ErrorsTolerance: 'ALL' | 'NONE';
}

export interface EventRule {
  RuleName: string;
  EventBusName: string;
  /** JSON text. */
  FilterPattern: string;
  Status: 'ENABLE' | 'DISABLE';
  Description?: string;
}

/** A rule as GetRule shows it. What PutTargets was given may come back with more fields. */
export interface StoredRule extends Omit<EventRule, 'Status'> {
  Status?: string;
  Targets?: (Partial<Omit<EventTarget, 'PushRetryStrategy' | 'ErrorsTolerance' | 'ParamList'>> & {
    PushRetryStrategy?: string;
    ErrorsTolerance?: string;
    ParamList?: { ResourceKey?: string; Form?: string; Value?: string }[];
  })[];
}

export interface EventBridgeClient {
  /** Whether there is a bus of that name. */
  hasBus(name: string): Promise<boolean>;
  createBus(name: string, description: string): Promise<void>;
  /** Undefined where there is none. */
  rule(bus: string, name: string): Promise<StoredRule | undefined>;
  createRule(rule: EventRule, targets: EventTarget[]): Promise<void>;
  /** Leaves the targets as they are. */
  updateRule(rule: EventRule): Promise<void>;
  /** Makes or changes the targets with these ids, and leaves others. */
  putTargets(bus: string, rule: string, targets: EventTarget[]): Promise<void>;
}

/** The answer may be HTTP 200 and say no all the same. */
interface Envelope<Data> {
  Code?: string;
  Success?: boolean;
  Message?: string;
  RequestId?: string;
  Data?: Data;
}

/** Buses and rules of one region. Lists travel as one JSON text each (the official client: "shrink", style json). */
export function eventBridgeClient(transport: Transport, region: string): EventBridgeClient {
  const call = async <Data>(action: string, query: object, idempotent: boolean): Promise<Data | undefined> => {
    const request: CloudRequest = {
      ...{ product: 'eventbridge', version: '2020-04-01', action, region, query, idempotent },
      ...{ style: 'RPC', method: 'POST', path: '/' },
    };
    const answer = await transport.call<Envelope<Data>>(request);
    const { Code = 'Success', Success = true, Message = '', RequestId } = answer;
    if (Code === 'Success' && Success) return answer.Data;
    const code = Code === 'Success' ? 'NotSuccessful' : Code;
    throw refused(action, code, Message, RequestId);
  };
  const found = async <Data>(action: string, query: object): Promise<Data | undefined> => {
    try {
      return await call<Data>(action, query, true);
    } catch (error) {
      // EventBusNotExist, EventRuleNotExisted and the like; the whole list is not documented.
      if (error instanceof CloudError && (error.status === 404 || /Not_?Exist/i.test(error.code))) return undefined;
      throw error;
    }
  };
  // No token makes a second attempt known for one, so a call whose answer was lost is made again, and finds its own work.
  const created = async (action: string, query: object, isAsWanted: () => Promise<boolean>): Promise<void> => {
    try {
      await call(action, query, true);
    } catch (error) {
      // EventBusAlreadyExist, EventRuleAlreadyExist and the like; the whole list is not documented.
      const isThere = error instanceof CloudError && /Already_?Exist|Repeat/i.test(error.code);
      if (!isThere || !(await isAsWanted())) throw error;
    }
  };
  return {
    hasBus: async (name) => (await found<object>('GetEventBus', { EventBusName: name })) !== undefined,
    // A bus has nothing but its name: one that is there is as wanted, whoever made it.
    createBus: (name, description) =>
      created('CreateEventBus', { EventBusName: name, Description: description }, async () => true),
    rule: (bus, name) => found<StoredRule>('GetRule', { EventBusName: bus, RuleName: name }),
    createRule: (rule, targets) =>
      created('CreateRule', { ...rule, EventTargets: JSON.stringify(targets) }, async () => {
        const { EventBusName, RuleName, FilterPattern } = rule;
        const stored = await found<StoredRule>('GetRule', { EventBusName, RuleName });
        return stored !== undefined && sameJson(stored.FilterPattern, FilterPattern);
      }),
    updateRule: async (rule) => void (await call('UpdateRule', rule, true)),
    async putTargets(bus, rule, targets) {
      const query = { EventBusName: bus, RuleName: rule, Targets: JSON.stringify(targets) };
      const data = await call<{ ErrorEntriesCount?: number; ErrorEntries?: ErrorEntry[] }>('PutTargets', query, true);
      const [first] = data?.ErrorEntries ?? [];
      if (!first && (data?.ErrorEntriesCount ?? 0) === 0) return;
      const said = first?.ErrorMessage ?? 'a target was not taken';
      throw refused('PutTargets', first?.ErrorCode ?? 'ErrorEntries', `${first?.EntryId ?? '?'}: ${said}`);
    },
  };
}

/** Whether it is the rule that was asked for, and not somebody else's of that name; it may be spelled in another way. */
function sameJson(stored: string, wanted: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(stored), JSON.parse(wanted));
  } catch {
    return false;
  }
}

interface ErrorEntry {
  EntryId?: string;
  ErrorCode?: string;
  ErrorMessage?: string;
}

function refused(action: string, code: string, message: string, requestId?: string): CloudError {
  return new CloudError({
    ...{ product: 'eventbridge', action, code, status: 200, requestId, retryable: false },
    message: `eventbridge ${action} was refused: ${code}: ${message}`,
  });
}
