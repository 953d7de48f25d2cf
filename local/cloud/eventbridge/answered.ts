import { ApiError, actionsOf } from '../product.ts';
import { type EventBridgeErrorCode, eventBridgeErrors } from './errors.ts';
import type { EventBridgeState } from './state.ts';

export const row = actionsOf<EventBridgeState>();

/** Fields that every answer has beside its `Data`. */
export const OUTCOME = { Code: 'string', Message: 'string', Success: 'boolean' } as const;

/** Page of a list. `NextToken` is the place where the next page begins (inferred). */
export const PAGING = {
  Limit: { type: 'integer', default: 10, min: 1, max: 100 },
  NextToken: { type: 'string' },
} as const;

/** Of what only fails as a whole, with an error: there is nothing to tell. */
export const SURE_OUTCOME = { Code: 'string', Success: 'boolean' } as const;

interface Answered<Data> {
  readonly Code: string;
  readonly Message?: string;
  readonly Success: boolean;
  readonly Data?: Data;
}

/**
 * An action's answer. What it refuses is told in the body of an answer of status 200, as terraform-provider-alicloud
 * expects it (`Code` other than `Success`), or as an error, as the open-source EventBridge does.
 */
export function answered<Data>(state: EventBridgeState, run: () => Data): Answered<Data> {
  if (!state.opened) throw new ApiError<EventBridgeErrorCode>('ServiceNotEnable');
  try {
    return { Code: 'Success', Success: true, Data: run() };
  } catch (error) {
    if (!(error instanceof ApiError) || state.failures === 'status-409') throw error;
    return { Code: error.code, Message: messageOf(error), Success: false };
  }
}

function messageOf({ code, values }: ApiError): string {
  const messages: Readonly<Record<string, { message: string }>> = eventBridgeErrors;
  const { message } = messages[code] ?? { message: code };
  return message.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** One page, and where the next begins. */
export function page<Item>(items: readonly Item[], { limit, token }: { limit: number; token: string | undefined }) {
  const from = Number(token ?? 0) || 0;
  const next = from + limit;
  return {
    items: items.slice(from, next),
    total: items.length,
    nextToken: next < items.length ? String(next) : undefined,
  };
}
