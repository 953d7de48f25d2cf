import type { Unplayed } from './unplayed.ts';

export const unplayed: Unplayed = {
  answers: {},
  parameters: {},
};
