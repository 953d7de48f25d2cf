import type { KeyType } from './value.ts';

export interface KeyColumn {
  readonly name: string;
  readonly type: KeyType;
  /** The service fills it in, in the order of writing. */
  readonly isAutoIncrement: boolean;
}

export interface TableOptions {
  /** A version lives so many seconds after its timestamp; -1: for ever. */
  readonly timeToLiveSeconds: number;
  /** Of each column. */
  readonly maxVersions: number;
  /** How far a timestamp that a client chose may be from the time of writing. */
  readonly maxDeviationSeconds: number;
  readonly allowUpdate: boolean;
}

export interface TableShape {
  readonly name: string;
  readonly primaryKey: readonly KeyColumn[];
  /** Declared beforehand, for indexes; rows may have any other column. */
  readonly definedColumns: readonly { readonly name: string; readonly type: number }[];
  readonly createdAt: number;
}
