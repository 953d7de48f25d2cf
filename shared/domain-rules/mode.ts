/** `enforce`: made true. `report`: looked at, and only said what would be done. `paused`: left alone, not even looked at. */
export const MODES = ['enforce', 'report', 'paused'] as const;
export type Mode = (typeof MODES)[number];
