import { VirtualClock } from '../../local/cloud/clock.ts';
import { EventBridgeState } from '../../local/cloud/eventbridge/state.ts';
import { readTarget } from '../../local/cloud/eventbridge/target.ts';
import { seededRandom, seededRequestIds } from '../../local/cloud/random.ts';

export const SECOND = 1000;
export const HOUR = 3600 * SECOND;
export const place = { account: '1234567890123456', region: 'cn-hangzhou' };
export const WORKER = 'acs:fc:cn-hangzhou:1234567890123456:functions/worker';
export const busArn = (name: string) => `acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/${name}`;

export interface Arrival {
  readonly at: number;
  readonly arn: string;
  readonly text: string;
}

/** Buses with a clock, and the function `worker`, which takes what comes unless it is gone. */
export function buses({ seed = 1 }: { seed?: number } = {}) {
  const clock = new VirtualClock(new Date('2026-03-02T08:00:00Z'));
  const state = new EventBridgeState({
    ...{ clock, seed, delayScale: 1, home: place },
    newId: seededRequestIds(seededRandom(seed, 'eventbridge-ids')),
  });
  const arrivals: Arrival[] = [];
  const functions = new Set([WORKER, `${WORKER}/prod`]);
  state.functions = {
    enqueue: (arn, event) => {
      if (!functions.has(arn)) return false;
      arrivals.push({ at: clock.now(), arn, text: event.toString('utf8') });
      return true;
    },
  };
  const bus = state.addBus({ ...place, name: 'torii' });
  const subscribe = (target: Record<string, unknown> = {}, { on = bus, filterPattern = '{}' } = {}) => {
    const made = readTarget({ Id: 'worker', Type: 'acs.fc.function', Endpoint: WORKER, ...target }, place);
    if (typeof made === 'string') throw new Error(made);
    const rule = on.rules.get('rule') ?? state.addRule(on, { name: 'rule', filterPattern });
    rule.targets.set(made.id, made);
    return rule;
  };
  const publish = (id = 'event-1', data: unknown = {}) =>
    state.publish(bus, { id, source: 'torii', type: 'torii.test', specversion: '1.0', data });
  const outcomes = () => state.deliveries.all().map(({ outcome }) => outcome);
  return { clock, state, arrivals, functions, bus, subscribe, publish, outcomes };
}
