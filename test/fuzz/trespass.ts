import { AsyncLocalStorage } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import type { Role } from '../../shared/domain-rules/access/role.ts';
import { AUDIT, type DocumentKey, type DocumentKind, type Store } from '../../shared/state/store.ts';

/** What a request wrote: of which kind, and the least role that may. */
interface Write {
  what: string;
  /** undefined: anybody who is known, as a look leaves traces too. */
  needs: Role | undefined;
}

const ORDER: readonly (Role | undefined)[] = [undefined, 'viewer', 'operator', 'admin'];

/** Who may write what, as docs/api.md has it; told apart from the table of routes, which may be wrong. */
const NEEDS: Partial<Record<DocumentKind, Role>> = {
  declaration: 'operator',
  'renewal-request': 'operator',
  'dead-letter': 'operator',
  issuer: 'admin',
  'uploaded-certificate': 'admin',
  'api-key': 'admin',
};
/** What a look leaves behind, and what keeps a request from being done twice. */
const TRACES: readonly DocumentKind[] = ['plans', 'idempotency'];

/** Watches what each request writes, also of several at once. */
export class Trespass {
  readonly #requests = new AsyncLocalStorage<Write[]>();

  /** Runs a request. @returns its answer, and what it wrote that its sender may not; empty where all is well */
  async judge<Answer>(role: Role | undefined, request: () => Promise<Answer>): Promise<[Answer, string[]]> {
    const writes: Write[] = [];
    const answer = await this.#requests.run(writes, request);
    const beyond = writes.filter(({ needs }) => role === undefined || ORDER.indexOf(needs) > ORDER.indexOf(role));
    return [answer, beyond.map(({ what }) => `${role ?? 'nobody'} wrote ${what}`)];
  }

  /** The same store, watched. */
  watch(store: Store): Store {
    const wrote = (what: string, needs: Role | undefined) => this.#requests.getStore()?.push({ what, needs });
    return {
      ...store,
      put: async (key, document, expectedVersion) => {
        const before = await store.get(key);
        const version = await store.put(key, document, expectedVersion);
        wrote(`${key.kind} ${key.name}`, needOf(key, before?.body, document.body));
        return version;
      },
      delete: async (key, expectedVersion) => {
        await store.delete(key, expectedVersion);
        wrote(`the end of ${key.kind} ${key.name}`, needOf(key, {}, undefined));
      },
      append: async (entry) => {
        wrote(`to the journal ${entry.gateway}`, entry.gateway === AUDIT ? undefined : 'operator');
        return store.append(entry);
      },
    };
  }
}

function needOf({ kind }: DocumentKey, before: unknown, after: unknown): Role | undefined {
  if (TRACES.includes(kind)) return undefined;
  // When a key was used last is told by the key itself.
  if (kind === 'api-key' && before && isDeepStrictEqual(unused(before), unused(after))) return undefined;
  const isDeletion = kind === 'declaration' && Object(after).deletion && !Object(before).deletion;
  return isDeletion ? 'admin' : (NEEDS[kind] ?? 'admin');
}

function unused(key: unknown): unknown {
  return { ...Object(key), lastUsedAt: 0 };
}
