import type { DocumentKind } from '../state/store.ts';
import type { Deps } from './deps.ts';
import type { Reference } from './reconcile.ts';
import type { DeclarationDocument, WorkerDocument } from './worker.ts';

/**
 * The gateways that a worker has something to do about, found without any event: never looked at, declared anew, or due.
 */
export async function dueReferences(
  kind: DocumentKind,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  account: string,
): Promise<Reference[]> {
  const [declared, seen] = await Promise.all([
    store.list<DeclarationDocument>(account, 'declaration'),
    store.list<WorkerDocument>(account, kind),
  ]);
  const documents = new Map(seen.map((document) => [`${document.key.region}/${document.key.name}`, document]));
  return declared
    .filter(({ key, body }) => {
      const own = documents.get(`${key.region}/${key.name}`);
      if (!own || own.body.generation < body.generation) return true;
      return own.dueAt !== null && own.dueAt <= clock.now();
    })
    .map(({ key: { region, name } }) => ({ account, region, name }));
}
