import { EVENT_SOURCE } from '../events/event-bus.ts';
import { isDeadLetter } from '../events/subscriptions.ts';
import { maskText } from '../function-compute/mask-secrets.ts';
import { type CloudEvent, type GivenUp, readTrigger, type Trigger } from '../function-compute/trigger.ts';
import { GLOBAL, isVersionConflict } from '../state/store.ts';
import { DEAD_LETTER, type DeadLetterAbout, type DeadLetterDocument } from './dead-letter.ts';
import type { Deps } from './deps.ts';
import { journal } from './journal.ts';

/**
 * Writes down what the platform gave up, where that is what this invocation is about: failed invocations come by a failure
 * destination, events by the bus for dead letters. One that is handed over twice is written down once.
 *
 * @returns how many it was told of; undefined where the invocation is ordinary work
 */
export async function keepDeadLetters(
  trigger: Trigger,
  deps: Pick<Deps, 'store' | 'clock' | 'log'>,
  { account, from }: { account: string; from: string },
): Promise<number | undefined> {
  const letters = lettersOf(trigger, deps.clock.now(), account);
  if (letters.length === 0) return undefined;
  for (const letter of letters) await keep(letter, deps, account, from);
  return letters.length;
}

interface Letter {
  name: string;
  document: DeadLetterDocument;
}

function lettersOf(trigger: Trigger, now: number, account: string): Letter[] {
  if (trigger.kind === 'given-up') return [ofInvocation(trigger.givenUp, now, account)];
  if (trigger.kind !== 'events') return [];
  return trigger.events.filter(isDeadLetter).map((event) => ofEvent(event, now));
}

function ofInvocation(givenUp: GivenUp, now: number, account: string): Letter {
  const original = payloadAsTrigger(givenUp.payload);
  // Whoever was to write a dead letter down failed itself: the letter is what matters.
  const [inner] = original ? lettersOf(original, now, account) : [];
  if (inner) return inner;
  const { functionName, requestId, at, condition, attempts, error } = givenUp;
  const about = original ? aboutOf(original, account) : ({ what: 'unknown' } as const);
  // A sweep that failed is followed by others: one letter stands for all of them.
  const name = `${functionName}.${about.what === 'sweep' ? 'sweep' : requestId}`;
  const said = maskText(error).slice(0, LONGEST_ERROR);
  return { name, document: { functionName, about, at, condition, error: said, count: attempts } };
}

function ofEvent(event: CloudEvent, now: number): Letter {
  const document = {
    functionName: null,
    about: eventOf(event),
    at: now,
    condition: 'NotDelivered',
    error: '',
    count: 1,
  };
  return { name: `event.${event.id}`, document };
}

function payloadAsTrigger(payload: string): Trigger | undefined {
  try {
    return readTrigger(Buffer.from(payload));
  } catch {
    return undefined;
  }
}

function aboutOf(trigger: Trigger, account: string): DeadLetterAbout {
  switch (trigger.kind) {
    case 'timer':
      return { what: 'sweep' };
    case 'events': {
      // An event of a product of the cloud is a reason to look at what it concerns, which a sweep finds by itself.
      const [event] = trigger.events;
      if (event?.source !== EVENT_SOURCE) return { what: 'sweep' };
      const about = eventOf(event);
      return about.what === 'event' ? { what: 'subject', region: about.region, name: about.name } : about;
    }
    case 'invocation': {
      const { region, name, kind, sweep, account: told } = Object(trigger.payload) as Record<string, unknown>;
      if (Array.isArray(sweep)) return { what: 'sweep' };
      if (typeof region !== 'string' || typeof name !== 'string' || told !== account) return { what: 'unknown' };
      return { what: 'subject', region, name, ...(typeof kind === 'string' && { kind }) };
    }
    case 'given-up':
      return { what: 'unknown' };
  }
}

function eventOf({ source, type, data }: CloudEvent): DeadLetterAbout {
  const { region, name, generation } = Object(data) as Record<string, unknown>;
  if (source !== EVENT_SOURCE || typeof region !== 'string' || typeof name !== 'string') return { what: 'unknown' };
  return { what: 'event', type, region, name, generation: typeof generation === 'number' ? generation : 0 };
}

async function keep(
  { name, document }: Letter,
  { store, clock, log }: Pick<Deps, 'store' | 'clock' | 'log'>,
  account: string,
  from: string,
): Promise<void> {
  const key = { account, region: GLOBAL, kind: DEAD_LETTER, name };
  const known = await store.get<DeadLetterDocument>(key);
  if (known && (document.about.what !== 'sweep' || known.body.at >= document.at)) return;
  const body = { ...document, count: document.count + (known?.body.count ?? 0) };
  try {
    await store.put(key, { body, dueAt: null }, known?.version ?? 0);
  } catch (error) {
    // The other copy of it was quicker.
    if (isVersionConflict(error)) return;
    throw error;
  }
  const who = document.functionName ?? 'EventBridge';
  log.error(`${who} gave up after ${document.count} attempts (${document.condition}): torii replay ${name}`);
  const { about } = document;
  if (about.what !== 'subject' && about.what !== 'event') return;
  const message = `${who} gave up after ${document.count} attempts (${document.condition}); torii replay ${name} tries again`;
  await journal({ store, clock }, { account, ...about }, { from, kind: 'note', reason: 'GivenUp', message });
}

const LONGEST_ERROR = 500;
