import type { DocumentHead, DocumentKind, StoredDocument } from '../state/store.ts';
import type { Deps } from './deps.ts';
import type { Assignment, Due, WorkerDocument } from './worker.ts';

/** Of a worker: what it keeps true, and where it finds that. */
export interface Sweeping<Memory, Declared extends Assignment> {
  kind: DocumentKind;
  freshMemory: Memory;
  assignedBy?: DocumentKind;
  readsRequests?: () => Promise<((due: Due<Memory, Declared>) => boolean) | undefined>;
}

/** What a sweep has to come to. */
export interface DueReference {
  region: string;
  name: string;
}

/**
 * The gateways that a worker has something to do about, found without any event: never looked at, declared anew, or due.
 * Those that have been due longest come first, so that a sweep that ends early leaves the others to the next one. Bodies are
 * not read for it, so that what is held does not grow with what is remembered.
 */
export async function dueReferences<Memory, Declared extends Assignment>(
  worker: Sweeping<Memory, Declared>,
  deps: Pick<Deps, 'store' | 'clock'>,
  account: string,
): Promise<DueReference[]> {
  const { kind, assignedBy = 'declaration', readsRequests } = worker;
  const [declared, seen, isRequested] = await Promise.all([
    deps.store.heads(account, assignedBy),
    deps.store.heads(account, kind),
    readsRequests?.(),
  ]);
  const own = new Map(seen.map((head) => [idOf(head.key), head]));
  const now = deps.clock.now();
  const dueAt = (head: DocumentHead): number => {
    const looked = own.get(idOf(head.key));
    const isNew = !looked || looked.generation < head.generation;
    return isNew ? 0 : (looked.dueAt ?? Number.POSITIVE_INFINITY);
  };
  const all = declared.map((head) => ({ reference: referenceOf(head), dueAt: dueAt(head) }));
  const requested = isRequested
    ? await requestedOf(worker, deps.store, account, {
        references: all.filter((one) => one.dueAt > now).map(({ reference }) => reference),
        isRequested,
      })
    : [];
  const due = all.filter((one) => one.dueAt <= now).sort((one, other) => one.dueAt - other.dueAt);
  return [...requested, ...due.map(({ reference }) => reference)];
}

/** What a sweep starts from. What went meanwhile is left out. */
export async function loadDue<Memory, Declared extends Assignment>(
  worker: Sweeping<Memory, Declared>,
  store: Deps['store'],
  account: string,
  references: readonly DueReference[],
): Promise<Due<Memory, Declared>[]> {
  return (await load(worker, store, account, references)).map(({ due }) => due);
}

/** The same of a list that is older than now: what somebody else has come to meanwhile is left out, too. */
export async function loadStillDue<Memory, Declared extends Assignment>(
  worker: Sweeping<Memory, Declared>,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  account: string,
  references: readonly DueReference[],
): Promise<Due<Memory, Declared>[]> {
  const [loaded, isRequested] = await Promise.all([load(worker, store, account, references), worker.readsRequests?.()]);
  return loaded.flatMap(({ due, looked }) => {
    const isDue =
      !looked ||
      looked.body.generation < due.declared.generation ||
      (looked.dueAt ?? Number.POSITIVE_INFINITY) <= clock.now();
    return isDue || isRequested?.(due) ? [due] : [];
  });
}

async function load<Memory, Declared extends Assignment>(
  { kind, freshMemory, assignedBy = 'declaration' }: Sweeping<Memory, Declared>,
  store: Deps['store'],
  account: string,
  references: readonly DueReference[],
): Promise<{ due: Due<Memory, Declared>; looked: StoredDocument<WorkerDocument<Memory>> | undefined }[]> {
  const keysOf = (of: DocumentKind) => references.map(({ region, name }) => ({ account, region, kind: of, name }));
  const [declared, seen] = await Promise.all([
    store.getMany<Declared>(keysOf(assignedBy)),
    store.getMany<WorkerDocument<Memory>>(keysOf(kind)),
  ]);
  return references.flatMap(({ region, name }, index) => {
    const [body, looked] = [declared[index]?.body, seen[index]];
    if (!body) return [];
    return [{ due: { account, region, name, declared: body, memory: looked?.body.memory ?? freshMemory }, looked }];
  });
}

/** Cuts a list into pieces of at most `size`. */
export function shardsOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

async function requestedOf<Memory, Declared extends Assignment>(
  worker: Sweeping<Memory, Declared>,
  store: Deps['store'],
  account: string,
  asked: { references: DueReference[]; isRequested: (due: Due<Memory, Declared>) => boolean },
): Promise<DueReference[]> {
  const requested: DueReference[] = [];
  for (const shard of shardsOf(asked.references, AT_ONCE)) {
    const loaded = await loadDue(worker, store, account, shard);
    requested.push(...loaded.filter(asked.isRequested).map(({ region, name }) => ({ region, name })));
  }
  return requested;
}

function idOf({ region, name }: { region: string; name: string }): string {
  return `${region}/${name}`;
}

function referenceOf({ key: { region, name } }: DocumentHead): DueReference {
  return { region, name };
}

/** Bodies held at once while requests are compared with them. */
const AT_ONCE = 200;
