import { ApiError } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';

/** How many instances a new version reaches, and when. */
export interface Rollout {
  strategy: Strategy;
  paused: boolean;
  /** ms since the epoch; absent while no batch waits for its time. */
  nextBatchAt: number | undefined;
}

/** `partition`: as many old ones stay. `batch`: so many at a time, and how long between them. */
export type Strategy =
  | { readonly kind: 'partition'; readonly partition: string }
  | { readonly kind: 'batch'; readonly batchSize: string; readonly interval: string };

interface Wish {
  readonly Partition?: { readonly Partition: string } | undefined;
  readonly Batch?: { readonly BatchSize: string; readonly Interval: string } | undefined;
}

/** Throws InvalidRollout; undefined where neither is wished for. */
export function readStrategy({ Partition, Batch }: Wish): Strategy | undefined {
  if (Partition && Batch) throw invalid('Partition and Batch exclude each other');
  if (Partition) {
    if (!COUNT.test(Partition.Partition)) throw invalid('Partition is a number or a percentage');
    return { kind: 'partition', partition: Partition.Partition };
  }
  if (!Batch) return undefined;
  if (!COUNT.test(Batch.BatchSize)) throw invalid('BatchSize is a number or a percentage');
  if (!INTERVAL.test(Batch.Interval)) throw invalid('Interval is a time such as 60s, 5m or 1h');
  return { kind: 'batch', batchSize: Batch.BatchSize, interval: Batch.Interval };
}

export function invalid(reason: string): ApiError {
  return new ApiError<EasErrorCode>('InvalidRollout', { reason });
}

/** So many of `total`; part of an instance counts as one (inferred). */
export function countOf(text: string, total: number): number {
  return text.endsWith('%') ? Math.ceil((Number(text.slice(0, -1)) / 100) * total) : Number(text);
}

export function intervalMs(text: string): number {
  const [, number = '0', unit = 's'] = INTERVAL.exec(text) ?? [];
  return Number(number) * (unit === 'h' ? 3_600_000 : unit === 'm' ? 60_000 : 1000);
}

const COUNT = /^\d{1,4}%?$/;
const INTERVAL = /^(\d{1,6})([smh])$/;
