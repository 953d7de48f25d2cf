import type { VirtualClock } from '../clock.ts';
import type { FunctionInvocations } from '../fc/functions.ts';
import { type BusPlace, busArn, parseBusArn } from './arn.ts';
import { DEFAULT_BUS, type EventBus, type Rule } from './bus.ts';
import type { DeliveryMode } from './copies.ts';
import { Courier } from './courier.ts';
import { Deliveries, type ParkedEvent } from './deliveries.ts';
import { type CloudEvent, instant, onBus } from './event.ts';
import { type EventPattern, parseEventPattern } from './event-pattern.ts';
import type { OwnEvent } from './own-events.ts';
import { Published } from './published.ts';
import { type FunctionTrigger, ruleOfTrigger, type TriggerSubscription } from './triggers.ts';

export interface EventBridgeOptions {
  readonly clock: VirtualClock;
  readonly seed: number;
  /** Factor on every delay. */
  readonly delayScale: number;
  /** Whose events {@link EventBridgeState.emit} tells, and where, unless told otherwise. */
  readonly home: { readonly account: string; readonly region: string };
  /** For events of the cloud's own products. */
  readonly newId: () => string;
}

/** The event buses of all accounts and regions, their rules, and what is on its way from them. */
export class EventBridgeState {
  /** False: the account has not activated EventBridge, and every call is refused. */
  opened = true;
  /** How often a published event reaches each function that wants it. */
  delivery: DeliveryMode = 'once';
  /** What functions are there; none, until told. */
  functions: FunctionInvocations = { enqueue: () => false };
  /** Assumption: whether a business failure is an answer of status 200 with its `Code`, or an error of status 409. */
  failures: 'in-body' | 'status-409' = 'in-body';
  /** "Events of custom applications can be published only to a custom event bus": how PutEvents keeps to it. */
  customEventsOnDefault: 'refused' | 'accepted' = 'refused';
  /** Assumption: what an event that was accepted has for an `ErrorCode`. The newest SDK speaks of `Success`. */
  acceptedErrorCode: 'absent' | 'Success' = 'absent';
  /** Documented quotas ("Limits"), for each account and region. */
  readonly limits = { customBuses: 50, rulesOfCustomBus: 50, rulesOfDefaultBus: 10, targetsOfRule: 5 };
  readonly deliveries = new Deliveries();
  readonly published = new Published();
  /** By function: its triggers that have a rule. */
  readonly followed = new Map<string, ReadonlySet<string>>();
  private readonly buses = new Map<string, EventBus>();
  readonly options: EventBridgeOptions;
  private readonly courier: Courier;

  constructor(options: EventBridgeOptions) {
    this.options = options;
    this.courier = new Courier(this, options);
  }

  /** What no target took in the end and its rule keeps, oldest first. */
  get parked(): readonly ParkedEvent[] {
    return this.courier.parked;
  }

  bus(account: string, region: string, name: string): EventBus | undefined {
    const known = this.buses.get(busArn({ account, region, name }));
    return known ?? (name === DEFAULT_BUS ? this.addBus({ account, region, name }) : undefined);
  }

  busesOf(account: string, region: string): readonly EventBus[] {
    this.bus(account, region, DEFAULT_BUS);
    return [...this.buses.values()].filter((bus) => bus.account === account && bus.region === region);
  }

  /** Furnishes a bus without an API call. One that is there is left as it is. */
  addBus({ account, region, name, description = '' }: BusPlace & { description?: string }): EventBus {
    const arn = busArn({ account, region, name });
    const bus = this.buses.get(arn) ?? {
      ...{ account, region, name, description },
      createdAt: this.options.clock.now(),
      rules: new Map(),
    };
    this.buses.set(arn, bus);
    return bus;
  }

  removeBus(bus: EventBus): void {
    this.buses.delete(busArn(bus));
  }

  rulesAllowed({ name }: EventBus): number {
    return name === DEFAULT_BUS ? this.limits.rulesOfDefaultBus : this.limits.rulesOfCustomBus;
  }

  /** @throws InvalidEventPattern */
  addRule(bus: EventBus, { name, filterPattern, description = '', enabled = true }: NewRule): Rule {
    parseEventPattern(filterPattern);
    const rule: Rule = {
      ...{ bus, name, description, filterPattern, enabled },
      createdAt: this.options.clock.now(),
      targets: new Map(),
    };
    bus.rules.set(name, rule);
    return rule;
  }

  /** What a target has held up goes on. */
  release(rule: Rule, targetId: string): void {
    this.courier.release(rule, targetId);
  }

  /**
   * Puts an event on a bus, whoever it comes from, and so on its way to every target of the rules that want it.
   *
   * @param from address of the publisher
   */
  publish(bus: EventBus, event: CloudEvent, from = '127.0.0.1', hops = 0): void {
    const { account, region, name } = bus;
    const published = onBus(event, { account, region, bus: name, at: this.options.clock.now(), from });
    const wanting = [...bus.rules.values()].filter(
      ({ enabled, filterPattern }) => enabled && parsed(filterPattern)(published),
    );
    const rules = wanting.map(({ name: rule }) => rule);
    this.published.record({ account, region, bus: name, at: this.options.clock.now(), event: published, rules });
    for (const rule of wanting) {
      for (const target of rule.targets.values()) this.courier.send(published, rule, target, hops);
    }
  }

  /** Tells what happened to something of the cloud's own products, on the default bus of whose it is. */
  emit({ account = this.options.home.account, region = this.options.home.region, ...told }: OwnEvent): void {
    const bus = this.bus(account, region, DEFAULT_BUS);
    if (!this.opened || !bus) return;
    this.publish(bus, {
      id: this.options.newId().toLowerCase(),
      specversion: '1.0',
      time: instant(this.options.clock.now()),
      ...told,
    });
  }

  /**
   * An event that another product puts on a bus in the name of a function: a destination of asynchronous invocations.
   *
   * @returns false where there is no such bus
   */
  putEvent(arn: string, event: Pick<CloudEvent, 'id' | 'source' | 'type' | 'subject' | 'data'>): boolean {
    const place = parseBusArn(arn);
    return place !== undefined && this.forward(place, { ...event, specversion: '1.0' }, 0);
  }

  /**
   * An `eventbridge` trigger of a function: a rule `<function>-<trigger>` of the default bus, as the console makes it.
   * Subscribing again replaces it.
   *
   * @throws InvalidTriggerConfig where it would not be accepted
   */
  subscribeTrigger(subscription: TriggerSubscription): void {
    const { place, ruleName, enabled, filterPattern, target } = ruleOfTrigger(subscription);
    this.unsubscribeTrigger(subscription);
    const bus = this.bus(place.account, place.region, DEFAULT_BUS);
    if (!bus || !target) return;
    const rule = this.addRule(bus, { name: ruleName, filterPattern, enabled });
    rule.targets.set(target.id, target);
  }

  unsubscribeTrigger(trigger: FunctionTrigger): void {
    const { place, ruleName } = ruleOfTrigger({ ...trigger, config: { eventRuleFilterPattern: '{}' } });
    this.bus(place.account, place.region, DEFAULT_BUS)?.rules.delete(ruleName);
  }

  /** Puts an event on another bus. False where there is none. */
  forward({ account, region, name }: BusPlace, event: CloudEvent, hops: number): boolean {
    const bus = this.bus(account, region, name);
    if (bus) this.publish(bus, event, String(event.aliyunpublishaddr ?? '127.0.0.1'), hops);
    return bus !== undefined;
  }
}

/** Patterns are read once. */
function parsed(filterPattern: string): EventPattern {
  const known = PARSED.get(filterPattern) ?? parseEventPattern(filterPattern);
  if (PARSED.size > MOST_PARSED) PARSED.clear();
  PARSED.set(filterPattern, known);
  return known;
}

const PARSED = new Map<string, EventPattern>();
const MOST_PARSED = 1000;

export interface NewRule {
  readonly name: string;
  /** JSON text. */
  readonly filterPattern: string;
  readonly description?: string;
  readonly enabled?: boolean;
}
