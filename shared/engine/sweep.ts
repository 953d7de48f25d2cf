import type { DocumentKind } from '../state/store.ts';
import type { Deps } from './deps.ts';
import type { Assignment, Due, WorkerDocument } from './worker.ts';

/** Of a worker: what it keeps true, and where it finds that. */
interface Sweeping<Memory, Declared extends Assignment> {
  kind: DocumentKind;
  freshMemory: Memory;
  assignedBy?: DocumentKind;
  readsRequests?: () => Promise<(due: Due<Memory, Declared>) => boolean>;
}

/**
 * The gateways that a worker has something to do about, found without any event: never looked at, declared anew, or due.
 * Those that have been due longest come first, so that a sweep that ends early leaves the others to the next one.
 */
export async function dueGateways<Memory, Declared extends Assignment>(
  { kind, freshMemory, assignedBy = 'declaration', readsRequests }: Sweeping<Memory, Declared>,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  account: string,
): Promise<Due<Memory, Declared>[]> {
  const [declared, seen, isRequested] = await Promise.all([
    store.list<Declared>(account, assignedBy),
    store.list<WorkerDocument<Memory>>(account, kind),
    readsRequests?.(),
  ]);
  const documents = new Map(seen.map((document) => [`${document.key.region}/${document.key.name}`, document]));
  return declared
    .flatMap(({ key: { region, name }, body }) => {
      const own = documents.get(`${region}/${name}`);
      const due = { account, region, name, declared: body, memory: own?.body.memory ?? freshMemory };
      const isNew = !own || own.body.generation < body.generation;
      const dueAt = isNew || isRequested?.(due) ? 0 : (own.dueAt ?? Number.POSITIVE_INFINITY);
      return dueAt <= clock.now() ? [{ due, dueAt }] : [];
    })
    .sort((one, other) => one.dueAt - other.dueAt)
    .map(({ due }) => due);
}
