import type { KeptBinding } from '../domain-rules/binding/memory.ts';
import type { SealedText } from '../domain-rules/issuing/issuance.ts';
import type { DocumentKey, Store, StoredDocument, Unopened } from './store.ts';

/** Seals and opens under the master keys; a box opens only in the context it was sealed in. */
export interface SecretBox {
  seal(secret: string, context: string): Promise<SealedText>;
  open(sealed: SealedText, context: string): Promise<string>;
}

/** As it is at rest. What was stored before there was a seal is still plain text, and is sealed by its next write. */
type AtRest = Omit<KeptBinding, 'before'> & { before: string | { sealed: SealedText } };

/**
 * The same store, in which the configurations of services that gateway-provisioner keeps as the way back of a binding are
 * sealed at rest: they are whole, with the service's token and environment. Everybody who reads the document gets it open,
 * so nobody else has to know.
 *
 * Every other secret is sealed by the function that makes it, before it comes to the store at all.
 *
 * A document that does not open fails who asks for it alone (`get`). Among others (`list`, `getMany`) it comes sealed, with
 * `unopened` saying why: it is neither absent nor in the others' way. What came sealed and is written again stays as it was.
 *
 * @param opens false: what is sealed is read as it lies there, by functions that have no keys and nothing to do with it
 */
export function sealingStore(store: Store, box: SecretBox, { opens = true }: { opens?: boolean } = {}): Store {
  const sealed = (key: DocumentKey, body: unknown) =>
    withEachKept(key, body, async (kept, context) =>
      typeof kept.before === 'string' ? { ...kept, before: { sealed: await box.seal(kept.before, context) } } : kept,
    );
  const opened = async <Body>(document: StoredDocument<Body>): Promise<StoredDocument<Body>> => {
    if (!opens) return document;
    const body = await withEachKept(document.key, document.body, async (kept, context) =>
      typeof kept.before === 'string' ? kept : { ...kept, before: await box.open(kept.before.sealed, context) },
    );
    return { ...document, body };
  };
  const openedIfItOpens = async <Body>(document: StoredDocument<Body>): Promise<StoredDocument<Body>> => {
    try {
      return await opened(document);
    } catch (error) {
      const unopened = unopenedBecause(error);
      if (!unopened) throw error;
      return { ...document, unopened };
    }
  };

  return {
    delete: (key, expectedVersion) => store.delete(key, expectedVersion),
    heads: (account, kind) => store.heads(account, kind),
    append: (entry) => store.append(entry),
    amend: (place, entry) => store.amend(place, entry),
    journal: (gateway, range) => store.journal(gateway, range),
    async get<Body>(key: DocumentKey) {
      const document = await store.get<Body>(key);
      return document && (await opened(document));
    },
    put: async (key, { body, dueAt }, expectedVersion) =>
      store.put(key, { body: await sealed(key, body), dueAt }, expectedVersion),
    async list<Body>(account: string, kind: DocumentKey['kind']) {
      return Promise.all((await store.list<Body>(account, kind)).map((document) => openedIfItOpens(document)));
    },
    async getMany<Body>(keys: readonly DocumentKey[]) {
      const documents = await store.getMany<Body>(keys);
      return Promise.all(documents.map((document) => document && openedIfItOpens(document)));
    },
  };
}

/** What an error of a {@link SecretBox} says of the master keys; undefined for any other error. */
export function unopenedBecause(error: unknown): Unopened | undefined {
  const { code, message } = Object(error) as Partial<Record<keyof Unopened, unknown>>;
  return typeof code === 'string' && OF_KEYS.includes(code) ? { code, message: String(message) } : undefined;
}

const OF_KEYS: readonly string[] = ['SealBroken', 'MasterKeyMissing', 'NoMasterKey', 'InvalidMasterKeys'];

async function withEachKept<Body>(
  { account, region, kind, name }: DocumentKey,
  body: Body,
  change: (kept: AtRest, context: string) => Promise<AtRest>,
): Promise<Body> {
  if (kind !== 'provisioning') return body;
  const { memory } = Object(body);
  const kept: Record<string, AtRest> = Object(Object(memory).services).kept ?? {};
  const names = Object.keys(kept);
  if (names.length === 0) return body;
  const changed = await Promise.all(
    Object.entries(kept).map(async ([service, one]) => {
      const context = ['provisioning', account, region, name, service].map(encodeURIComponent).join('/');
      return [service, await change(one, context)] as const;
    }),
  );
  return { ...body, memory: { ...memory, services: { ...memory.services, kept: Object.fromEntries(changed) } } };
}
