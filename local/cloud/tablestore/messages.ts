import { type MessageOf, optional, repeated, required } from './protobuf.ts';

/**
 * Requests and responses of API version 2015-12-31, as its published `.proto` files number their fields; those of
 * operations and options that this cloud does not play are left out.
 */
export const ERROR = { code: required(1, 'string'), message: optional(2, 'string') } as const;

const CAPACITY_UNIT = { read: optional(1, 'int32'), write: optional(2, 'int32') } as const;
const CONSUMED = { capacityUnit: required(1, CAPACITY_UNIT) } as const;
export type Consumed = MessageOf<typeof CONSUMED>;

const PRIMARY_KEY_SCHEMA = {
  name: required(1, 'string'),
  type: required(2, 'enum'),
  option: optional(3, 'enum'),
} as const;
const DEFINED_COLUMN = { name: required(1, 'string'), type: required(2, 'enum') } as const;
const INDEX_META = { name: required(1, 'string') } as const;
const TABLE_META = {
  tableName: required(1, 'string'),
  primaryKey: repeated(2, PRIMARY_KEY_SCHEMA),
  definedColumn: repeated(3, DEFINED_COLUMN),
  indexMeta: repeated(4, INDEX_META),
} as const;
/** As DescribeTable shows it: there are no secondary indexes here. */
const SHOWN_TABLE_META = {
  tableName: required(1, 'string'),
  primaryKey: repeated(2, PRIMARY_KEY_SCHEMA),
  definedColumn: repeated(3, DEFINED_COLUMN),
} as const;
const TABLE_OPTIONS = {
  timeToLive: optional(1, 'int32'),
  maxVersions: optional(2, 'int32'),
  deviationCellVersionInSec: optional(5, 'int64'),
  allowUpdate: optional(6, 'bool'),
} as const;
const RESERVED_THROUGHPUT = { capacityUnit: required(1, CAPACITY_UNIT) } as const;
const RESERVED_THROUGHPUT_DETAILS = {
  capacityUnit: required(1, CAPACITY_UNIT),
  lastIncreaseTime: required(2, 'int64'),
} as const;
const STREAM_SPECIFICATION = { enableStream: required(1, 'bool'), expirationTime: optional(2, 'int32') } as const;

export type TableMeta = MessageOf<typeof TABLE_META>;
export type TableOptionsMessage = MessageOf<typeof TABLE_OPTIONS>;

export const CREATE_TABLE = {
  tableMeta: required(1, TABLE_META),
  reservedThroughput: required(2, RESERVED_THROUGHPUT),
  tableOptions: optional(3, TABLE_OPTIONS),
  streamSpec: optional(5, STREAM_SPECIFICATION),
  indexMetas: repeated(7, INDEX_META),
  // In no published file; clients for other languages have it.
  enableLocalTxn: { ...optional(8, 'bool'), source: 'inferred' },
} as const;
export const UPDATE_TABLE = {
  tableName: required(1, 'string'),
  reservedThroughput: optional(2, RESERVED_THROUGHPUT),
  tableOptions: optional(3, TABLE_OPTIONS),
  streamSpec: optional(4, STREAM_SPECIFICATION),
} as const;
export const UPDATE_TABLE_RESPONSE = {
  reservedThroughputDetails: required(1, RESERVED_THROUGHPUT_DETAILS),
  tableOptions: required(2, TABLE_OPTIONS),
} as const;
/** Of DescribeTable and DeleteTable. */
export const NAMED_TABLE = { tableName: required(1, 'string') } as const;
export const DESCRIBE_TABLE_RESPONSE = {
  tableMeta: required(1, SHOWN_TABLE_META),
  reservedThroughputDetails: required(2, RESERVED_THROUGHPUT_DETAILS),
  tableOptions: required(3, TABLE_OPTIONS),
  tableStatus: required(4, 'enum'),
} as const;
export const LIST_TABLE_RESPONSE = { tableNames: repeated(1, 'string') } as const;

const TIME_RANGE = {
  startTime: optional(1, 'int64'),
  endTime: optional(2, 'int64'),
  specificTime: optional(3, 'int64'),
} as const;
export type TimeRange = MessageOf<typeof TIME_RANGE>;

const CONDITION = { rowExistence: required(1, 'enum'), columnCondition: optional(2, 'bytes') } as const;
export type ConditionMessage = MessageOf<typeof CONDITION>;
const RETURN_CONTENT = { returnType: optional(1, 'enum'), returnColumnNames: repeated(2, 'string') } as const;
export type ReturnContent = MessageOf<typeof RETURN_CONTENT>;

export const GET_ROW = {
  tableName: required(1, 'string'),
  primaryKey: required(2, 'bytes'),
  columnsToGet: repeated(3, 'string'),
  timeRange: optional(4, TIME_RANGE),
  maxVersions: optional(5, 'int32'),
  filter: optional(7, 'bytes'),
  startColumn: optional(8, 'string'),
  endColumn: optional(9, 'string'),
  transactionId: optional(11, 'string'),
} as const;
export const GET_ROW_RESPONSE = { consumed: required(1, CONSUMED), row: required(2, 'rows') } as const;

/** PutRow, UpdateRow and DeleteRow number their fields alike. */
export const WRITE_ROW = {
  tableName: required(1, 'string'),
  rowChange: required(2, 'bytes'),
  condition: required(3, CONDITION),
  returnContent: optional(4, RETURN_CONTENT),
  transactionId: optional(5, 'string'),
} as const;
/** Only an update shows columns. */
export const UPDATE_ROW_RESPONSE = { consumed: required(1, CONSUMED), row: optional(2, 'rows') } as const;
export const WRITE_ROW_RESPONSE = { consumed: required(1, CONSUMED), row: optional(2, 'keys') } as const;

export const GET_RANGE = {
  tableName: required(1, 'string'),
  direction: required(2, 'enum'),
  columnsToGet: repeated(3, 'string'),
  timeRange: optional(4, TIME_RANGE),
  maxVersions: optional(5, 'int32'),
  limit: optional(6, 'int32'),
  inclusiveStartPrimaryKey: required(7, 'bytes'),
  exclusiveEndPrimaryKey: required(8, 'bytes'),
  filter: optional(10, 'bytes'),
  startColumn: optional(11, 'string'),
  endColumn: optional(12, 'string'),
  transactionId: optional(14, 'string'),
} as const;
export const GET_RANGE_RESPONSE = {
  consumed: required(1, CONSUMED),
  rows: required(2, 'rows'),
  nextStartPrimaryKey: optional(3, 'keys'),
} as const;

const TABLE_IN_BATCH_GET_ROW = {
  tableName: required(1, 'string'),
  primaryKey: repeated(2, 'bytes'),
  columnsToGet: repeated(4, 'string'),
  timeRange: optional(5, TIME_RANGE),
  maxVersions: optional(6, 'int32'),
  filter: optional(8, 'bytes'),
  startColumn: optional(9, 'string'),
  endColumn: optional(10, 'string'),
} as const;
export const BATCH_GET_ROW = { tables: repeated(1, TABLE_IN_BATCH_GET_ROW) } as const;

const ROW_IN_BATCH_WRITE_ROW = {
  type: required(1, 'enum'),
  rowChange: required(2, 'bytes'),
  condition: required(3, CONDITION),
  returnContent: optional(4, RETURN_CONTENT),
} as const;
const TABLE_IN_BATCH_WRITE_ROW = {
  tableName: required(1, 'string'),
  rows: repeated(2, ROW_IN_BATCH_WRITE_ROW),
} as const;
export const BATCH_WRITE_ROW = {
  tables: repeated(1, TABLE_IN_BATCH_WRITE_ROW),
  transactionId: optional(2, 'string'),
} as const;

const ROW_IN_BATCH_RESPONSE = {
  isOk: required(1, 'bool'),
  error: optional(2, ERROR),
  consumed: optional(3, CONSUMED),
  row: optional(4, 'rows'),
} as const;
export type RowInBatchResponse = MessageOf<typeof ROW_IN_BATCH_RESPONSE>;
const TABLE_IN_BATCH_RESPONSE = { tableName: required(1, 'string'), rows: repeated(2, ROW_IN_BATCH_RESPONSE) } as const;
/** BatchGetRow and BatchWriteRow answer alike. */
export const BATCH_RESPONSE = { tables: repeated(1, TABLE_IN_BATCH_RESPONSE) } as const;

/** The key is a row of PlainBuffer with one column. */
export const START_LOCAL_TRANSACTION = { tableName: required(1, 'string'), key: required(2, 'bytes') } as const;
export const START_LOCAL_TRANSACTION_RESPONSE = { transactionId: required(1, 'string') } as const;
/** Of CommitTransaction and AbortTransaction. */
export const ENDED_TRANSACTION = { transactionId: required(1, 'string') } as const;

export const COMPUTE_SPLIT_POINTS = {
  tableName: required(1, 'string'),
  splitSize: required(2, 'int64'),
  splitSizeUnitInByte: optional(3, 'int64'),
} as const;
const SPLIT_LOCATION = { location: required(1, 'string'), repeat: required(2, 'int64') } as const;
export const COMPUTE_SPLIT_POINTS_RESPONSE = {
  consumed: required(1, CONSUMED),
  schema: repeated(2, { name: required(1, 'string'), type: required(2, 'enum') }),
  splitPoints: repeated(3, 'keys'),
  locations: repeated(4, SPLIT_LOCATION),
} as const;

export const FILTER = { type: required(1, 'enum'), filter: required(2, 'bytes') } as const;
export const SINGLE_COLUMN_VALUE_FILTER = {
  comparator: required(1, 'enum'),
  columnName: required(2, 'string'),
  columnValue: required(3, 'bytes'),
  filterIfMissing: required(4, 'bool'),
  latestVersionOnly: required(5, 'bool'),
} as const;
export const COMPOSITE_FILTER = { combinator: required(1, 'enum'), subFilters: repeated(2, FILTER) } as const;
export const COLUMN_PAGINATION_FILTER = { offset: required(1, 'int32'), limit: required(2, 'int32') } as const;
