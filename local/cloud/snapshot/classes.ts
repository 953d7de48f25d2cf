import { Zone } from '../alidns/zone.ts';
import { ScheduledTask } from '../clock.ts';
import { NameTree } from '../dns/name-tree.ts';
import { OtherZone } from '../dns/other-dns.ts';
import { SharedLoad } from '../dns/shared-load.ts';
import { PvtzZone } from '../pvtz/zone.ts';
import { NamedTask } from '../tasks.ts';
import type { ClassTable } from './graph.ts';

/** The classes whose instances the state of a cloud is made of. Each product adds its own. */
export const CLASSES: ClassTable = {
  'clock/ScheduledTask': ScheduledTask,
  'clock/NamedTask': NamedTask,
  'alidns/Zone': Zone,
  'dns/NameTree': NameTree,
  'dns/OtherZone': OtherZone,
  'dns/SharedLoad': SharedLoad,
  'pvtz/Zone': PvtzZone,
};
