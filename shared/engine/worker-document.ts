import type { DocumentKey } from '../state/store.ts';
import type { WorkerDocument } from './worker.ts';

/** Where a worker writes down what it knows about one gateway, or whatever else it keeps true. */
export function documentKey(
  kind: DocumentKey['kind'],
  { account, region, name }: Omit<DocumentKey, 'kind'>,
): DocumentKey {
  return { account, region, name, kind };
}

/** A new generation starts its own failures, tellings and settledness; what is remembered of the world stays. */
export function forGeneration<Memory>(document: WorkerDocument<Memory>, generation: number): WorkerDocument<Memory> {
  if (document.generation === generation) return document;
  return { ...document, generation, failures: {}, told: [], settledAt: null };
}
