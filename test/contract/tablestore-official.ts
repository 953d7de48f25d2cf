import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';

type Key = readonly Readonly<Record<string, unknown>>[];

interface Row {
  readonly primaryKey?: readonly { readonly name: string; readonly value: unknown }[];
  readonly attributes?: readonly {
    readonly columnName: string;
    readonly columnValue: unknown;
    readonly timestamp: unknown;
  }[];
}

export interface RowResult {
  readonly row: Row;
  readonly consumed: { readonly capacityUnit: { readonly read: number; readonly write: number } };
}
export interface RangeResult {
  readonly rows: readonly Row[];
  readonly nextStartPrimaryKey: readonly { readonly name: string; readonly value: unknown }[] | null;
}
export interface BatchResult {
  readonly tables: readonly (Row & { readonly isOk: boolean; readonly errorCode: string | null })[];
}
type BatchGetResult = { readonly tables: readonly BatchResult['tables'][] };
type Parameters = Readonly<Record<string, unknown>>;

/** The official client, which comes without types: what of it is used here. */
export interface OfficialClient {
  createTable(parameters: Parameters): Promise<unknown>;
  listTable(parameters: Parameters): Promise<{ readonly tableNames: readonly string[] }>;
  describeTable(parameters: Parameters): Promise<{
    readonly tableMeta: { readonly primaryKey: readonly Record<string, unknown>[] };
    readonly tableOptions: Record<string, unknown>;
    readonly tableStatus: number;
  }>;
  updateTable(parameters: Parameters): Promise<{ readonly tableOptions: Record<string, unknown> }>;
  deleteTable(parameters: Parameters): Promise<unknown>;
  getRow(parameters: Parameters): Promise<RowResult>;
  putRow(parameters: Parameters): Promise<RowResult>;
  updateRow(parameters: Parameters): Promise<RowResult>;
  deleteRow(parameters: Parameters): Promise<RowResult>;
  getRange(parameters: Parameters): Promise<RangeResult>;
  batchGetRow(parameters: Parameters): Promise<BatchGetResult>;
  batchWriteRow(parameters: Parameters): Promise<BatchResult>;
  listSearchIndex(parameters: Parameters): Promise<unknown>;
  startLocalTransaction(parameters: Parameters): Promise<{ readonly transactionId: string }>;
  commitTransaction(parameters: Parameters): Promise<unknown>;
  abortTransaction(parameters: Parameters): Promise<unknown>;
}

interface Long {
  toNumber(): number;
}

interface Official {
  readonly Client: new (config: Parameters) => OfficialClient;
  readonly Long: { fromNumber(value: number): Long; fromString(text: string): Long };
  readonly Condition: new (existence: number, condition?: unknown) => unknown;
  readonly SingleColumnCondition: new (
    name: string,
    value: unknown,
    comparator: number,
    passIfMissing?: boolean,
    latestOnly?: boolean,
  ) => unknown;
  readonly CompositeCondition: new (operator: number) => { addSubCondition(condition: unknown): void };
  readonly ColumnPaginationFilter: new (limit: number, offset: number) => unknown;
  readonly RowExistenceExpectation: Readonly<Record<'IGNORE' | 'EXPECT_EXIST' | 'EXPECT_NOT_EXIST', number>>;
  readonly ComparatorType: Readonly<
    Record<'EQUAL' | 'NOT_EQUAL' | 'GREATER_THAN' | 'GREATER_EQUAL' | 'LESS_THAN' | 'LESS_EQUAL', number>
  >;
  readonly LogicalOperator: Readonly<Record<'NOT' | 'AND' | 'OR', number>>;
  readonly ReturnType: { readonly NONE: number; readonly Primarykey: number; readonly AfterModify: number };
  readonly DefinedColumnType: Readonly<Record<'DCT_STRING', number>>;
  readonly Direction: { readonly FORWARD: string; readonly BACKWARD: string };
  readonly INF_MIN: unknown;
  readonly INF_MAX: unknown;
  readonly PK_AUTO_INCR: unknown;
}

export const official: Official = createRequire(import.meta.url)('tablestore');

export const int = (value: number): Long => official.Long.fromNumber(value);
export const IGNORE = new official.Condition(official.RowExistenceExpectation.IGNORE);
export const EXPECT_EXIST = new official.Condition(official.RowExistenceExpectation.EXPECT_EXIST);
export const EXPECT_NOT_EXIST = new official.Condition(official.RowExistenceExpectation.EXPECT_NOT_EXIST);

export const KEY = [
  { name: 'partition', type: 'STRING' },
  { name: 'name', type: 'STRING' },
];

/** What CreateTable wants, with as much as a test wants to be different. */
export function tableOf(
  tableName: string,
  {
    primaryKey = KEY,
    ...options
  }: { primaryKey?: readonly Parameters[]; timeToLive?: number; maxVersions?: number } = {},
): Parameters {
  return {
    tableMeta: { tableName, primaryKey },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1, ...options },
  };
}

export function keyOf(name: string, partition = 'p'): Key {
  return [{ partition }, { name }];
}

/** A cloud with an instance `torii`, and the official client to it, which never tries again by itself. */
export async function startTablestore(
  options: LocalCloudOptions = {},
): Promise<{ readonly cloud: LocalCloud; readonly client: OfficialClient }> {
  const cloud = await startLocalCloud({ delayScale: 0, ...options });
  onTestFinished(() => cloud.close());
  cloud.tablestore.addInstance(cloud.account.id, 'cn-hangzhou', 'torii');
  return { cloud, client: clientOf(cloud) };
}

export function clientOf(cloud: LocalCloud, config: Parameters = {}): OfficialClient {
  return new official.Client({
    accessKeyId: cloud.account.accessKeyId,
    secretAccessKey: cloud.account.accessKeySecret,
    endpoint: cloud.endpoint,
    instancename: 'torii',
    maxRetries: 0,
    ...config,
  });
}

/** A cloud with a table of two text columns as its key. */
export async function startTable(
  options: Parameters & { readonly cloud?: LocalCloudOptions } = {},
): Promise<{ readonly cloud: LocalCloud; readonly client: OfficialClient }> {
  const { cloud: cloudOptions, ...table } = options;
  const started = await startTablestore(cloudOptions);
  await started.client.createTable(tableOf('documents', table));
  return started;
}

/** A row as plain values: integers as bigint. */
export function plain({ attributes = [] }: Row): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ columnName, columnValue }) => [columnName, plainValue(columnValue)]));
}

export function plainKey({ primaryKey = [] }: Row): readonly unknown[] {
  return primaryKey.map(({ value }) => plainValue(value));
}

function plainValue(value: unknown): unknown {
  const isLong = typeof value === 'object' && value !== null && 'toNumber' in value;
  return isLong ? BigInt(String(value)) : value;
}
