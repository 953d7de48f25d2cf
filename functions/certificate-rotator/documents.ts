import { onceEach } from '../../shared/cloud/once.ts';
import { type DocumentKind, GLOBAL, type Store, type StoredDocument } from '../../shared/state/store.ts';

/** What is written down in one account, read and never written. */
export interface Documents {
  /** One of the account as a whole, unless a region is named. */
  get<Body>(kind: DocumentKind, name: string, region?: string): Promise<StoredDocument<Body> | undefined>;
  list<Body>(kind: DocumentKind): Promise<StoredDocument<Body>[]>;
}

export function documentsOf(store: Pick<Store, 'get' | 'list'>, account: string): Documents {
  return {
    get: (kind, name, region = GLOBAL) => store.get({ account, region, kind, name }),
    list: (kind) => store.list(account, kind),
  };
}

/** Reads each kind once, whole: for a sweep, which looks at most of them. */
export function surveyDocuments(documents: Documents): Documents {
  const lists = onceEach((kind) => documents.list<unknown>(kind as DocumentKind));
  const byKey = onceEach(async (kind) => {
    const listed = await lists(kind);
    return new Map(listed.map((document) => [`${document.key.region}/${document.key.name}`, document]));
  });
  return {
    get: async <Body>(kind: DocumentKind, name: string, region = GLOBAL) =>
      (await byKey(kind)).get(`${region}/${name}`) as StoredDocument<Body> | undefined,
    list: async <Body>(kind: DocumentKind) => (await lists(kind)) as StoredDocument<Body>[],
  };
}
