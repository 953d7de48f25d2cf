import type { VirtualClock } from '../clock.ts';
import type { FunctionInvocations } from '../fc/functions.ts';
import { type Random, seededRandom } from '../random.ts';
import { type NamedTask, task } from '../tasks.ts';
import { type BusPlace, parseBusArn, parseFunctionArn } from './arn.ts';
import type { Rule } from './bus.ts';
import { type DeliveryMode, departures } from './copies.ts';
import type { Deliveries, DeliveryRecord, ParkedEvent } from './deliveries.ts';
import type { CloudEvent } from './event.ts';
import { nextAttemptIn } from './retry.ts';
import type { Target } from './target.ts';
import { transform } from './transform.ts';

/** Where events are taken, and how. */
export interface CourierWorld {
  readonly deliveries: Deliveries;
  readonly functions: FunctionInvocations;
  readonly delivery: DeliveryMode;
  /** Puts an event on another bus. False where there is none. */
  forward(place: BusPlace, event: CloudEvent, hops: number): boolean;
}

export interface CourierOptions {
  readonly clock: VirtualClock;
  readonly seed: number;
  /** Factor on every delay. */
  readonly delayScale: number;
}

/** One copy of one event on its way to one target. */
interface Journey {
  readonly event: CloudEvent;
  readonly rule: Rule;
  readonly targetId: string;
  /** How many buses it has come through. */
  readonly hops: number;
  readonly since: number;
  readonly random: Random;
  failed: number;
}

/** So that two buses that forward to each other do not fill the clock (inferred: no document says what happens). */
const MOST_HOPS = 8;

/**
 * Takes events to targets in virtual time:
 *
 *   copies set out → attempt → delivered
 *                       ↑ └─ failed → the strategy's next attempt, or none → parked · dropped · blocking its target
 *                       └───────────────┘
 */
export class Courier {
  readonly parked: ParkedEvent[] = [];
  private readonly world: CourierWorld;
  private readonly clock: VirtualClock;
  private readonly seed: number;
  private readonly delayScale: number;
  private readonly sent = new Map<string, number>();
  /** What waits behind an event that its target could not take, by rule and target; the event itself comes first. */
  private readonly held = new Map<string, Journey[]>();

  constructor(world: CourierWorld, { clock, seed, delayScale }: CourierOptions) {
    this.world = world;
    this.clock = clock;
    this.seed = seed;
    this.delayScale = delayScale;
  }

  send(event: CloudEvent, rule: Rule, target: Target, hops: number): void {
    const random = this.randomFor(event, rule, target);
    const journey = { event, rule, targetId: target.id, hops, since: this.clock.now(), random, failed: 0 };
    if (!isModelled(target)) {
      this.record(journey, 'not-modelled', `${target.type} ${target.endpoint}`);
      return;
    }
    for (const delayMs of departures(target.type === 'acs.fc.function' ? this.world.delivery : 'once', random)) {
      this.after(delayMs, arrival(this, { ...journey }));
    }
  }

  /** What a target that tolerates no errors has held up goes on, its owner having changed something. */
  release(rule: Rule, targetId: string): void {
    const key = keyOf(rule, targetId);
    const held = this.held.get(key) ?? [];
    this.held.delete(key);
    for (const journey of held) this.after(0, arrival(this, { ...journey, failed: 0 }));
  }

  /** It has come to its target. */
  attempt(journey: Journey): void {
    const { rule, targetId } = journey;
    const target = rule.targets.get(targetId);
    if (!target) return void this.record(journey, 'dropped', 'the target was deleted');
    const held = this.held.get(keyOf(rule, targetId));
    if (held) return void held.push(journey);
    const why = this.deliver(journey, target);
    if (why === undefined) return void this.record(journey, 'delivered');
    this.record(journey, 'failed', why);
    journey.failed += 1;
    const { failed, since, random } = journey;
    const waitMs = nextAttemptIn(target.retry, { failed, ageMs: this.clock.now() - since, random });
    if (waitMs === undefined) this.giveUp(journey, target, why);
    else this.after(waitMs, arrival(this, journey));
  }

  /** @returns why it failed */
  private deliver({ event, rule, hops }: Journey, target: Target): string | undefined {
    if (target.type === 'acs.eventbridge') {
      const place = parseBusArn(target.endpoint);
      if (hops >= MOST_HOPS) return `it came through ${hops} buses already`;
      return place && this.world.forward(place, event, hops + 1) ? undefined : `there is no bus ${target.endpoint}`;
    }
    const place = parseFunctionArn(target.endpoint);
    if (!place?.resource) return `404: no function ${target.endpoint} in Function Compute 3.0`;
    const qualifier = parameter(target, 'Qualifier', event);
    const resource = qualifier && !place.resource.includes('/') ? `${place.resource}/${qualifier}` : place.resource;
    const arn = `acs:fc:${rule.bus.region}:${rule.bus.account}:functions/${resource}`;
    const taken = this.world.functions.enqueue(arn, Buffer.from(bodyFor(target, event), 'utf8'), { by: 'event' });
    return taken ? undefined : `404: no function ${arn}`;
  }

  private giveUp(journey: Journey, target: Target, why: string): void {
    if (target.errorsTolerance === 'NONE') {
      this.held.set(keyOf(journey.rule, target.id), [journey]);
      return void this.record(journey, 'blocking', why);
    }
    if (!target.deadLetterArn) return void this.record(journey, 'dropped', why);
    const record = this.record(journey, 'parked', why);
    this.parked.push({ ...record, deadLetterArn: target.deadLetterArn });
    const place = parseBusArn(target.deadLetterArn);
    if (place && journey.hops < MOST_HOPS) this.world.forward(place, journey.event, journey.hops + 1);
  }

  private record(
    { event: { id, source, type }, rule, targetId, failed }: Journey,
    outcome: DeliveryRecord['outcome'],
    why?: string,
  ): DeliveryRecord {
    const record: DeliveryRecord = {
      at: this.clock.now(),
      account: rule.bus.account,
      bus: rule.bus.name,
      rule: rule.name,
      target: targetId,
      event: { id, source, type },
      attempt: failed + 1,
      outcome,
      ...(why !== undefined && { why }),
    };
    this.world.deliveries.record(record);
    return record;
  }

  private after(delayMs: number, arriving: NamedTask): void {
    this.clock.schedule(this.clock.now() + delayMs * this.delayScale, arriving);
  }

  /** Draws follow from what is sent and how often before, not from ids, which their makers may take from anywhere. */
  private randomFor({ source, type }: CloudEvent, rule: Rule, target: Target): Random {
    const label = `${keyOf(rule, target.id)}/${source}/${type}`;
    const nth = (this.sent.get(label) ?? 0) + 1;
    this.sent.set(label, nth);
    return seededRandom(this.seed, `eventbridge/${label}/${nth}`);
  }
}

const arrival = task('eventbridge/event-arrives', (courier: Courier, journey: Journey) => courier.attempt(journey));

function isModelled({ type }: Target): boolean {
  return type === 'acs.fc.function' || type === 'acs.eventbridge';
}

function bodyFor(target: Target, event: CloudEvent): string {
  const { envelope } = target;
  if (!envelope) return parameter(target, 'Body', event) ?? JSON.stringify(event);
  const content = envelope.schema === 'RawData' ? (event.data ?? null) : event;
  return JSON.stringify(envelope.mode === 'event-streaming' ? [content] : content);
}

/** Keys are compared without case: the documents write `Body` and `body`. */
function parameter({ parameters }: Target, key: string, event: CloudEvent): string | undefined {
  const found = parameters.find(({ resourceKey }) => resourceKey.toLowerCase() === key.toLowerCase());
  return found && transform(found, event);
}

function keyOf({ bus, name }: Rule, targetId: string): string {
  return `${bus.account}/${bus.region}/${bus.name}/${name}/${targetId}`;
}
