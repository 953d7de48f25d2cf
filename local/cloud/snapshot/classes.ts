import { acmeClasses } from '../acme/classes.ts';
import { casClasses } from '../cas/classes.ts';
import { ScheduledTask } from '../clock.ts';
import { ramClasses } from '../ram/classes.ts';
import { NamedTask } from '../tasks.ts';
import type { ClassTable } from './graph.ts';

/** The classes whose instances the state of a cloud is made of. Each product adds its own. */
export const CLASSES: ClassTable = {
  'clock/ScheduledTask': ScheduledTask,
  'clock/NamedTask': NamedTask,
  ...acmeClasses,
  ...casClasses,
  ...ramClasses,
};
