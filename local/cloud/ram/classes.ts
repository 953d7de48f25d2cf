import type { ClassTable } from '../snapshot/graph.ts';
import { People } from './people.ts';

/** What the state of RAM is made of, for snapshots. */
export const ramClasses: ClassTable = { 'ram/People': People };
