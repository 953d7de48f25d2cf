import { ApiError } from '../product.ts';
import { answered, OUTCOME, row } from './answered.ts';
import type { EventBridgeErrorCode } from './errors.ts';
import type { CloudEvent } from './event.ts';
import { InvalidEventPattern, parseEventPattern } from './event-pattern.ts';
import { isRecord } from './pattern-operators.ts';

/** Whether a rule with that pattern would want that event. */
export const testEventPattern = row({
  name: 'TestEventPattern',
  style: 'RPC',
  // Both are JSON texts.
  parameters: { Event: { type: 'string', required: true }, EventPattern: { type: 'string', required: true } },
  response: { ...OUTCOME, Data: { Result: 'boolean' } },
  errors: ['ServiceNotEnable', 'EventRuleFilterPatternInvalid', 'EventInvalid'] satisfies EventBridgeErrorCode[],
  handler: (state, { parameters: { Event, EventPattern } }) =>
    answered(state, () => ({ Result: wantsOf(EventPattern)(readEvent(Event)) })),
});

function wantsOf(text: string): (event: CloudEvent) => boolean {
  try {
    return parseEventPattern(text);
  } catch (error) {
    if (!(error instanceof InvalidEventPattern)) throw error;
    throw new ApiError<EventBridgeErrorCode>('EventRuleFilterPatternInvalid', { why: error.message });
  }
}

/** Any object will do: a pattern looks at nothing but its fields. */
function readEvent(text: string): CloudEvent {
  const event = parse(text);
  if (!isRecord(event)) throw new ApiError<EventBridgeErrorCode>('EventInvalid');
  return { id: '', source: '', specversion: '', type: '', ...event };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
