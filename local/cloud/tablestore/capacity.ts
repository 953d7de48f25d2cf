import type { Consumed } from './messages.ts';

/** A capacity unit is 4 KB that are read or written, begun ones counted whole (document 27284). */
const UNIT_BYTES = 4096;

export function unitsRead(bytes: number): Consumed {
  return { capacityUnit: { read: units(bytes), write: 0 } };
}

/** @param isConditional a condition costs a read */
export function unitsWritten(bytes: number, isConditional: boolean): Consumed {
  return { capacityUnit: { read: isConditional ? 1 : 0, write: units(bytes) } };
}

function units(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / UNIT_BYTES));
}
