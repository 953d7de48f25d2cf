import type { VirtualClock } from '../clock.ts';
import type { Progress } from '../progress.ts';
import { task } from '../tasks.ts';
import { OtsError } from './errors.ts';
import { checkTableName } from './names.ts';
import { Table } from './table.ts';
import type { TableOptions, TableShape } from './table-shape.ts';
import { Transactions } from './transactions.ts';

/** What an account makes in the console, and all that a client reaches: tables under one name. */
export interface Instance {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly tables: ReadonlyMap<string, Table>;
}

export interface TablestoreWorld {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly newTransactionId: () => string;
}

/** 3 to 16 letters, digits and hyphens, a letter first, no hyphen last (document 50574). */
const INSTANCE_NAME = /^[A-Za-z][A-Za-z0-9-]{1,14}[A-Za-z0-9]$/;

const loaded = task('tablestore/table-loaded', (table: Table) => {
  table.isReady = true;
});

/** Every Tablestore instance of this cloud. */
export class TablestoreState {
  /** Tables of an instance (limits, document 91524). */
  tableQuota = 64;
  /** So many rows of a batch are served; for the others the service is busy, as documented for partial failures. */
  rowsServedOfABatch = Number.POSITIVE_INFINITY;
  readonly transactions = new Transactions();
  readonly world: TablestoreWorld;
  private readonly instances: (Instance & { readonly tables: Map<string, Table> })[] = [];

  constructor(world: TablestoreWorld) {
    this.world = world;
  }

  /** Virtual now, ms since the epoch. */
  now(): number {
    return this.world.clock.now();
  }

  newTransactionId(): string {
    return this.world.newTransactionId();
  }

  /** As an owner makes one in the console. Names are taken once in a region, whoever took them. */
  addInstance(account: string, region: string, name: string): Instance {
    if (!INSTANCE_NAME.test(name)) throw new Error(`no name of an instance: ${name}`);
    const taken = this.instances.find((one) => one.region === region && one.name === name);
    if (taken?.account === account) return taken;
    if (taken) throw new Error(`another account has an instance ${name} in ${region}`);
    const instance = { account, region, name, tables: new Map<string, Table>() };
    this.instances.push(instance);
    return instance;
  }

  /**
   * The instance that a request reaches. One address serves every region here, so an account should have a name once.
   *
   * @throws OtsError OTSAuthFailed, where there is none, or it is somebody else's
   */
  instanceFor(account: string, name: string): Instance {
    const named = this.instances.filter((one) => one.name === name);
    const own = named.find((one) => one.account === account);
    if (own) return own;
    throw new OtsError(
      'OTSAuthFailed',
      named.length > 0 ? 'The user has no privilege to access the instance.' : 'The instance is not found.',
    );
  }

  /** A new table takes a while until rows can be written. */
  createTable(instance: Instance, shape: TableShape, options: TableOptions, hasTransactions = false): Table {
    checkTableName(shape.name);
    const { tables } = this.own(instance);
    if (tables.has(shape.name)) throw new OtsError('OTSObjectAlreadyExist');
    if (tables.size >= this.tableQuota) throw new OtsError('OTSQuotaExhausted');
    const table = new Table(shape, options);
    table.hasTransactions = hasTransactions;
    tables.set(shape.name, table);
    this.world.progress.after('tablestore-table-create', loaded(table));
    return table;
  }

  /** As support does on a ticket, for a table that was made without them: official clients for Node.js cannot ask. */
  enableTransactions(instance: Instance, name: string): void {
    this.table(instance, name).hasTransactions = true;
  }

  deleteTable(instance: Instance, name: string): void {
    this.table(instance, name);
    this.own(instance).tables.delete(name);
  }

  /** @throws OtsError OTSObjectNotExist */
  table(instance: Instance, name: string): Table {
    checkTableName(name);
    const table = instance.tables.get(name);
    if (!table) throw new OtsError('OTSObjectNotExist');
    return table;
  }

  /** For rows. @throws OtsError OTSTableNotReady */
  readyTable(instance: Instance, name: string): Table {
    const table = this.table(instance, name);
    if (!table.isReady) throw new OtsError('OTSTableNotReady');
    return table;
  }

  private own(instance: Instance): { readonly tables: Map<string, Table> } {
    const own = this.instances.find((one) => one === instance);
    if (!own) throw new Error('not an instance of this cloud');
    return own;
  }
}
