import type { KeyState } from './key-states.ts';

export interface SaidOfKey {
  says: string;
  /** Absent: it is as it should be. */
  wayOut?: string;
}

/** What people read about a master key: its name, and what it does not open. */
export function sayKeyState({ verdict, closed }: Pick<KeyState, 'verdict' | 'closed'>): SaidOfKey {
  const places = closed.length > 0 ? `: ${closed.slice(0, SHOWN).join(', ')}${closed.length > SHOWN ? ', …' : ''}` : '';
  switch (verdict) {
    case 'unused':
      return { says: 'nothing is sealed with it yet' };
    case 'right':
      return { says: 'opens all that is sealed with it' };
    case 'retired':
      return { says: 'is not given, and nothing is sealed with it any more' };
    case 'mixed':
      return {
        says: `does not open ${closed.length} of what is sealed under that name${places}`,
        wayOut:
          'Another key of that name was in use, or something was changed where it is stored. Give the other one back, under its ' +
          'name, and this one another name in front of it; what opens with neither has to be made or given anew.',
      };
    case 'another':
      return {
        says: `is not the key of that name that is in use: nothing opens with it${places}`,
        wayOut:
          'Take TORII_MASTER_KEYS from where you keep it. A new key needs a new name, in front of the old one. Do not deploy ' +
          'with this one: what is sealed would not open.',
      };
    case 'missing':
      return {
        says: `is not in TORII_MASTER_KEYS, and ${closed.length} are sealed with it${places}`,
        wayOut: 'Take TORII_MASTER_KEYS from where you keep it, and leave the older key in it, after the current one.',
      };
  }
}

/** Of an empty TORII_MASTER_KEYS, where there were keys before. */
export function sayNoneGiven(states: readonly KeyState[]): Required<SaidOfKey> {
  return {
    says: `TORII_MASTER_KEYS is empty, and ${states.map(({ name }) => name).join(', ')} is in use`,
    wayOut: 'Take TORII_MASTER_KEYS from where you keep it, before anything is deployed without it.',
  };
}

const SHOWN = 5;
