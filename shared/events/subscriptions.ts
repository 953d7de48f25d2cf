import type { ToriiEventType } from './event-bus.ts';

/** Functions that hear events, as s.yaml calls them under `resources`. */
export type ListeningFunction = 'gateway-provisioner' | 'dns-recorder' | 'certificate-rotator' | 'zone-checker';

/**
 * Who hears which event of ours: a rule each on our own bus, made by `torii init`. Triggers in s.yaml listen on the default
 * bus, which only the cloud's own products publish to (documented). Every event is a hint: the timers find the same work.
 */
export const SUBSCRIPTIONS: Readonly<Record<ListeningFunction, readonly ToriiEventType[]>> = {
  'gateway-provisioner': [
    'torii.gateway.declared',
    'torii.gateway.approved',
    'torii.gateway.mode-changed',
    'torii.gateway.deletion-requested',
    'torii.zones.decided',
    'torii.certificates.decided',
    'torii.records.changed',
  ],
  'dns-recorder': [
    'torii.gateway.declared',
    'torii.gateway.approved',
    'torii.gateway.mode-changed',
    'torii.gateway.deletion-requested',
    'torii.gateway.endpoint-known',
  ],
  'certificate-rotator': [
    'torii.gateway.declared',
    'torii.gateway.approved',
    'torii.gateway.mode-changed',
    'torii.gateway.deletion-requested',
    'torii.certificates.renewed',
  ],
  'zone-checker': [
    'torii.gateway.declared',
    'torii.gateway.created',
    'torii.gateway.zone-refused',
    'torii.gateway.deletion-requested',
  ],
};

/** Told to whoever else listens on the bus; no function of ours does anything about them. */
export const FOR_OUTSIDERS: readonly ToriiEventType[] = ['torii.gateway.ready'];

/** Where events go that were given up: a bus beside ours. */
export function deadLetterBusOf(busName: string): string {
  return `${busName}${DEAD_LETTERS}`;
}

/** Whether an event was given up on its way to somebody: it says which bus it comes from (documented extension). */
export function isDeadLetter(event: { readonly [extension: string]: unknown }): boolean {
  const { aliyuneventbusname: bus } = event;
  return typeof bus === 'string' && bus.endsWith(DEAD_LETTERS);
}

const DEAD_LETTERS = '-dead-letters';

/** Who writes down what was given up: events, and invocations of every function but its own, which go to `dns-recorder`. */
export const DEAD_LETTER_KEEPER: ListeningFunction = 'zone-checker';
