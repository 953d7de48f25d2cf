import type { EventBridgeState } from '../eventbridge/state.ts';
import type { DeployedTrigger } from './functions.ts';
import { arnOf, type FcListener } from './state.ts';

/** Has the default bus of a function's account and region know its `eventbridge` triggers. */
export function eventTriggers(
  eventBridge: Pick<EventBridgeState, 'subscribeTrigger' | 'unsubscribeTrigger'>,
): FcListener {
  return (change) => {
    const functionArn = arnOf(change.function);
    const forget = ({ name: triggerName }: DeployedTrigger) =>
      eventBridge.unsubscribeTrigger({ functionArn, triggerName });
    if (change.kind === 'function-deleted') {
      for (const trigger of change.function.triggers.values()) if (trigger.type === 'eventbridge') forget(trigger);
    }
    if (!('trigger' in change) || change.trigger.type !== 'eventbridge') return;
    const { trigger } = change;
    if (change.kind === 'trigger-deleted') forget(trigger);
    else eventBridge.subscribeTrigger({ functionArn, triggerName: trigger.name, config: trigger.config });
  };
}
