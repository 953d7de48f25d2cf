import type { DocumentKey } from '../state/store.ts';
import type { Deps } from './deps.ts';
import type { Peers, WorkerDocument } from './worker.ts';

/** What the other workers have written down about a gateway. What is sealed in it and does not open is none of their peers' business. */
export async function readPeers(deps: Deps, own: string, reference: Omit<DocumentKey, 'kind'>): Promise<Peers> {
  const kinds = (['provisioning', 'records', 'certificates', 'zones'] as const).filter((kind) => kind !== own);
  const documents = await deps.store.getMany<WorkerDocument>(kinds.map((kind) => ({ ...reference, kind })));
  return Object.fromEntries(
    kinds.flatMap((kind, index) => {
      const document = documents[index];
      return document ? [[kind, document.body]] : [];
    }),
  );
}
