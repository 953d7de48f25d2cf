import type { Random } from '../random.ts';

/** How often an event reaches each function that wants it: EventBridge promises no more than at least once. */
export type DeliveryMode = 'once' | 'sometimes-twice' | 'twice' | 'never';

/**
 * When each copy sets out, ms from now: the first within a second, a second one maybe long after the first was handled.
 * Copies of several events so overtake each other.
 */
export function departures(mode: DeliveryMode, random: Random): number[] {
  const first = Math.round(50 + 950 * random());
  const later = Math.round(50 + 29_950 * random());
  const twice = random() < 0.25;
  switch (mode) {
    case 'never':
      return [];
    case 'once':
      return [first];
    case 'twice':
      return [first, later];
    case 'sometimes-twice':
      return twice ? [first, later] : [first];
  }
}
