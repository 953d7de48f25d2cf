import type { DeployedFunction, DeployedTrigger } from '../fc/functions.ts';
import type { EventBridgeState } from './state.ts';
import { InvalidTriggerConfig } from './triggers.ts';

/** What Function Compute tells of a function: the objects are the live ones. */
export interface FunctionChange {
  readonly kind: string;
  readonly function: DeployedFunction;
}

/** A trigger that hears nothing, because its configuration was accepted and cannot be a rule. */
export interface UnheardTrigger {
  readonly functionArn: string;
  readonly triggerName: string;
  readonly why: string;
}

/**
 * Keeps the rules of `eventbridge` triggers as the functions are: `fcState.onChange(followTriggers(state))`.
 *
 * @param hasRole whether there is a role of that ARN: nothing is delivered with one that is not there
 * @param unheard gets what cannot be followed; a call of Function Compute does not fail for it
 */
export function followTriggers(
  state: EventBridgeState,
  unheard: UnheardTrigger[] = [],
  hasRole: (arn: string) => boolean = () => true,
): (change: FunctionChange) => void {
  return ({ kind, function: changed }) => {
    const functionArn = `acs:fc:${changed.region}:${changed.account}:functions/${changed.name}`;
    for (const triggerName of state.followed.get(functionArn) ?? [])
      state.unsubscribeTrigger({ functionArn, triggerName });
    state.followed.delete(functionArn);
    if (kind === 'function-deleted') return;
    const triggers = [...changed.triggers.values()].filter(({ type }) => type === 'eventbridge');
    for (const trigger of triggers) {
      const why = whyNoRole(trigger, hasRole) ?? subscribe(state, functionArn, trigger);
      if (why !== undefined) unheard.push({ functionArn, triggerName: trigger.name, why });
    }
    state.followed.set(functionArn, new Set(triggers.map(({ name }) => name)));
  };
}

function whyNoRole({ invocationRole }: DeployedTrigger, hasRole: (arn: string) => boolean): string | undefined {
  return invocationRole && !hasRole(invocationRole) ? `there is no role ${invocationRole}` : undefined;
}

/** @returns why it cannot be */
function subscribe(
  state: EventBridgeState,
  functionArn: string,
  { name, config, qualifier }: DeployedTrigger,
): string | undefined {
  const arn = qualifier === '' || qualifier === 'LATEST' ? functionArn : `${functionArn}/${qualifier}`;
  try {
    state.subscribeTrigger({ functionArn: arn, triggerName: name, config });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidTriggerConfig)) throw error;
    return error.message;
  }
}
