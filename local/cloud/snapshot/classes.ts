import { acmeClasses } from '../acme/classes.ts';
import { albClasses } from '../alb/classes.ts';
import { Zone } from '../alidns/zone.ts';
import { casClasses } from '../cas/classes.ts';
import { ScheduledTask } from '../clock.ts';
import { NameTree } from '../dns/name-tree.ts';
import { OtherZone } from '../dns/other-dns.ts';
import { SharedLoad } from '../dns/shared-load.ts';
import { easClasses } from '../eas/saved-classes.ts';
import { Courier } from '../eventbridge/courier.ts';
import { Deliveries } from '../eventbridge/deliveries.ts';
import { Published } from '../eventbridge/published.ts';
import { CodeBucket } from '../fc/code-bucket.ts';
import { Domains } from '../fc/domains.ts';
import { Layers } from '../fc/layers.ts';
import { PvtzZone } from '../pvtz/zone.ts';
import { ramClasses } from '../ram/classes.ts';
import { Table } from '../tablestore/table.ts';
import { LockedPartition } from '../tablestore/transaction-table.ts';
import { Transactions } from '../tablestore/transactions.ts';
import { NamedTask } from '../tasks.ts';
import type { ClassTable } from './graph.ts';

/** The classes whose instances the state of a cloud is made of. Each product adds its own. */
export const CLASSES: ClassTable = {
  'clock/ScheduledTask': ScheduledTask,
  'clock/NamedTask': NamedTask,
  ...acmeClasses,
  ...casClasses,
  ...ramClasses,
  'eventbridge/Courier': Courier,
  'eventbridge/Deliveries': Deliveries,
  'eventbridge/Published': Published,
  'fc/CodeBucket': CodeBucket,
  'fc/Domains': Domains,
  'fc/Layers': Layers,
  'tablestore/LockedPartition': LockedPartition,
  'tablestore/Table': Table,
  'tablestore/Transactions': Transactions,
  'alidns/Zone': Zone,
  'dns/NameTree': NameTree,
  'dns/OtherZone': OtherZone,
  'dns/SharedLoad': SharedLoad,
  'pvtz/Zone': PvtzZone,
  ...albClasses,
  ...easClasses,
};
