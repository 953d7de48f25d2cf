import { invalid, OtsError } from './errors.ts';
import {
  CREATE_TABLE,
  DESCRIBE_TABLE_RESPONSE,
  LIST_TABLE_RESPONSE,
  NAMED_TABLE,
  type TableMeta,
  UPDATE_TABLE,
  UPDATE_TABLE_RESPONSE,
} from './messages.ts';
import { checkColumnName } from './names.ts';
import { operation } from './operation.ts';
import type { Table } from './table.ts';
import { changedTableOptions, newTableOptions, optionsMessage } from './table-options.ts';
import type { KeyColumn } from './table-shape.ts';
import type { KeyType } from './value.ts';

/** The enumeration of key types, from 1 on. */
export const KEY_TYPES: readonly KeyType[] = ['integer', 'string', 'binary'];
const MAX_KEY_COLUMNS = 4;
const MAX_DEFINED_COLUMNS = 32;
const AUTO_INCREMENT = 1;
const STATUS = { active: 1, loading: 3 } as const;

export const createTable = operation({
  name: 'CreateTable',
  isRead: false,
  request: CREATE_TABLE,
  response: {},
  errors: ['OTSObjectAlreadyExist', 'OTSQuotaExhausted', 'OTSUnsupportOperation'],
  tables: ({ tableMeta }) => [tableMeta.tableName],
  run: (
    { tableMeta, reservedThroughput, tableOptions, indexMetas, streamSpec, enableLocalTxn },
    { state, instance, now },
  ) => {
    if (indexMetas.length > 0 || tableMeta.indexMeta.length > 0) throw unplayed('secondary index');
    if (streamSpec?.enableStream) throw unplayed('stream');
    refuseReserved(reservedThroughput.capacityUnit);
    const shape = {
      name: tableMeta.tableName,
      primaryKey: keyColumns(tableMeta),
      definedColumns: definedColumns(tableMeta),
      createdAt: now,
    };
    // Documented: the two exclude each other.
    if (enableLocalTxn && shape.primaryKey.some(({ isAutoIncrement }) => isAutoIncrement)) {
      throw invalid('Local transactions are not supported by a table with an AUTO_INCREMENT primary key.');
    }
    state.createTable(instance, shape, newTableOptions(tableOptions), enableLocalTxn);
    return {};
  },
});

export const listTable = operation({
  name: 'ListTable',
  isRead: true,
  request: {},
  response: LIST_TABLE_RESPONSE,
  errors: [],
  tables: () => [],
  run: (_request, { instance }) => ({ tableNames: [...instance.tables.keys()].sort() }),
});

export const describeTable = operation({
  name: 'DescribeTable',
  isRead: true,
  request: NAMED_TABLE,
  response: DESCRIBE_TABLE_RESPONSE,
  errors: ['OTSObjectNotExist'],
  tables: ({ tableName }) => [tableName],
  run: ({ tableName }, { state, instance }) => {
    const table = state.table(instance, tableName);
    const { shape, options, isReady } = table;
    return {
      tableMeta: {
        tableName: shape.name,
        primaryKey: shape.primaryKey.map(({ name, type, isAutoIncrement }) => ({
          name,
          type: KEY_TYPES.indexOf(type) + 1,
          ...(isAutoIncrement && { option: AUTO_INCREMENT }),
        })),
        definedColumn: shape.definedColumns,
      },
      reservedThroughputDetails: throughputOf(table),
      tableOptions: optionsMessage(options),
      tableStatus: isReady ? STATUS.active : STATUS.loading,
    };
  },
});

export const updateTable = operation({
  name: 'UpdateTable',
  isRead: false,
  request: UPDATE_TABLE,
  response: UPDATE_TABLE_RESPONSE,
  errors: ['OTSObjectNotExist', 'OTSTableNotReady', 'OTSUnsupportOperation'],
  tables: ({ tableName }) => [tableName],
  run: ({ tableName, reservedThroughput, tableOptions, streamSpec }, { state, instance }) => {
    const table = state.readyTable(instance, tableName);
    if (streamSpec?.enableStream) throw unplayed('stream');
    if (!tableOptions && !reservedThroughput) throw invalid('No parameter is specified in table options.');
    refuseReserved(reservedThroughput?.capacityUnit);
    if (tableOptions) table.options = changedTableOptions(table.options, tableOptions);
    return {
      reservedThroughputDetails: throughputOf(table),
      tableOptions: optionsMessage(table.options),
    };
  },
});

export const deleteTable = operation({
  name: 'DeleteTable',
  isRead: false,
  request: NAMED_TABLE,
  response: {},
  errors: ['OTSObjectNotExist'],
  tables: ({ tableName }) => [tableName],
  run: ({ tableName }, { state, instance }) => {
    state.deleteTable(instance, tableName);
    return {};
  },
});

function keyColumns({ tableName, primaryKey }: TableMeta): readonly KeyColumn[] {
  if (primaryKey.length < 1 || primaryKey.length > MAX_KEY_COLUMNS) {
    throw invalid(`The number of primary key columns must be in range: [1, ${MAX_KEY_COLUMNS}].`);
  }
  const columns = primaryKey.map(({ name, type, option }): KeyColumn => {
    checkColumnName(name);
    const keyType = KEY_TYPES[type - 1];
    if (!keyType) throw invalid(`${type} is an invalid type for the primary key.`);
    return { name, type: keyType, isAutoIncrement: option === AUTO_INCREMENT };
  });
  const [twice] = columns.filter(({ name }, index) => columns.findIndex((one) => one.name === name) < index);
  if (twice) throw invalid(`Duplicated primary key name: '${twice.name}'.`);
  const numbered = columns.filter(({ isAutoIncrement }) => isAutoIncrement);
  if (numbered.length > 1) throw invalid('AUTO_INCREMENT primary key count must <= 1.');
  if (numbered.some(({ type }) => type !== 'integer')) throw invalid('AUTO_INCREMENT primary key must be integer.');
  if (columns[0]?.isAutoIncrement) throw invalid(`First primary key can't be auto increment, table: ${tableName}.`);
  return columns;
}

function definedColumns({ definedColumn }: TableMeta): TableMeta['definedColumn'] {
  if (definedColumn.length > MAX_DEFINED_COLUMNS) {
    throw invalid(`The number of defined columns must be in range: [0, ${MAX_DEFINED_COLUMNS}].`);
  }
  for (const { name } of definedColumn) checkColumnName(name);
  return definedColumn;
}

/** Instances here are capacity instances: nothing is reserved, everything is paid by use. */
function refuseReserved({ read = 0, write = 0 }: { read?: number | undefined; write?: number | undefined } = {}): void {
  if (read > 0) throw invalid('Can not reserve read capacity unit on capacity.');
  if (write > 0) throw invalid('Can not reserve write capacity unit on capacity.');
}

function throughputOf({ shape }: Table) {
  return { capacityUnit: { read: 0, write: 0 }, lastIncreaseTime: BigInt(Math.floor(shape.createdAt / 1000)) };
}

/** Said rather than quietly left undone. */
function unplayed(what: string): OtsError {
  return new OtsError('OTSUnsupportOperation', `Unsupported operation: '${what}'.`);
}
