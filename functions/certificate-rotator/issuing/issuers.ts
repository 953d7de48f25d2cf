import type { AcmeClient } from '../../../shared/acme/client.ts';
import type { RenewalInfo } from '../../../shared/acme/renewal-info.ts';
import { once, onceEach } from '../../../shared/cloud/once.ts';
import { gateTo, readAllowedPlaces } from '../../../shared/domain-rules/access/public-address.ts';
import type { SealedText } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { Deps } from '../../../shared/engine/deps.ts';
import type { Vault } from '../../../shared/secrets/vault.ts';
import { GLOBAL, isVersionConflict, type StoredDocument } from '../../../shared/state/store.ts';

/** A certificate authority that speaks ACME. */
export interface Issuer {
  /** As declarations name it. */
  name: string;
  directoryUrl: string;
  /** `mailto:` addresses. */
  contact: string[];
  /** What binds the account to a customer's (RFC 8555, section 7.3.4). */
  eab?: { kid: string; sealedKey: SealedText } | undefined;
  /** PEM of the roots that its own TLS certificate is signed by; absent: those that everybody trusts. */
  roots?: string | undefined;
}

/** What provisioning-api writes down about an authority (document kind `issuer`). */
type IssuerDocument = Omit<Issuer, 'name' | 'directoryUrl' | 'contact'> & { directory: string; contact?: string[] };

/** An account at an authority (document kind `acme-account`): its key is stored before the authority hears of it. */
export interface AccountDocument {
  sealedKey: SealedText;
  directory: string;
  /** Absent until the authority has answered. */
  url?: string | undefined;
  /** Where the list of its orders is, at authorities that have one. */
  orders?: string | undefined;
}

/** The authorities, as one invocation talks to them. */
export interface Issuers {
  /** Undefined where nobody made one of that name known. */
  find(name: string): Promise<Issuer | undefined>;
  account(issuer: Issuer): Promise<StoredDocument<AccountDocument> | undefined>;
  /** Signs as the account, where there is one. */
  client(issuer: Issuer): Promise<AcmeClient>;
  offersRenewalInfo(issuer: Issuer): Promise<boolean>;
  /** Each certificate is asked about once in an invocation. */
  renewalInfo(issuer: Issuer, ariId: string): Promise<RenewalInfo | 'unsupported'>;
  /** Registers a key of our own, made and stored before; a lost answer finds the same account again. */
  makeAccount(issuer: Issuer): Promise<void>;
  /** The authority knows nothing of the account any more: the next plan makes one with the same key. */
  forgetAccount(issuer: Issuer): Promise<void>;
  /** Seals the account's key anew. */
  resealAccount(issuer: Issuer): Promise<void>;
}

export function issuersOf({ deps, environment, signal }: IssuerMeans, account: string, vault: Vault): Issuers {
  const { store, clock } = deps;
  // Whoever declares or makes known a directory chooses where this function goes, and its directory where it goes next.
  const gate = gateTo(readAllowedPlaces(environment.TORII_ALLOW_PRIVATE));
  const wellKnown = wellKnownDirectories(environment.TORII_ACME_DIRECTORIES);

  const find = onceEach(async (name): Promise<Issuer | undefined> => {
    const known = wellKnown[name];
    if (known) return { name, directoryUrl: known, contact: [], roots: environment.TORII_ACME_ROOTS || undefined };
    if (URL.canParse(name)) return { name, directoryUrl: name, contact: [] };
    const document = await store.get<IssuerDocument>({ account, region: GLOBAL, kind: 'issuer', name });
    if (!document) return undefined;
    const { directory, contact = [], eab, roots } = document.body;
    return { name, directoryUrl: directory, contact, eab, roots };
  });

  const keyOf = ({ name }: Issuer) =>
    ({ account, region: GLOBAL, kind: 'acme-account', name: encodeURIComponent(name) }) as const;
  const contextOf = (issuer: Issuer) => `acme-account/${keyOf(issuer).name}`;
  const readAccount = async (issuer: Issuer) => {
    const stored = await store.get<AccountDocument>(keyOf(issuer));
    return stored?.body.directory === issuer.directoryUrl ? stored : undefined;
  };

  const clients = new Map<string, () => Promise<AcmeClient>>();
  const accounts = new Map<string, () => Promise<StoredDocument<AccountDocument> | undefined>>();
  const forget = ({ name }: Issuer) => {
    clients.delete(name);
    accounts.delete(name);
  };
  const stored = (issuer: Issuer) => {
    const known = accounts.get(issuer.name) ?? once(() => readAccount(issuer));
    accounts.set(issuer.name, known);
    return known();
  };
  const client = (issuer: Issuer) => {
    const known =
      clients.get(issuer.name) ??
      once(async () => {
        const { acmeClient } = await import('../../../shared/acme/client.ts');
        const document = await stored(issuer);
        const key = document && (await vault.open(document.body.sealedKey, contextOf(issuer)));
        const url = document?.body.url;
        return acmeClient({
          directoryUrl: issuer.directoryUrl,
          fetch: deps.fetchTrusting(issuer.roots, gate),
          clock,
          signal,
          attemptSignal: () => AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
          ...(key === undefined ? {} : { account: { privateKeyPem: key, ...(url === undefined ? {} : { url }) } }),
        });
      });
    clients.set(issuer.name, known);
    return known();
  };
  const infos = new Map<string, () => Promise<RenewalInfo | 'unsupported'>>();

  /** @throws VersionConflict where another run writes at the same time: it is read again then */
  const write = async (issuer: Issuer, body: AccountDocument, version: number): Promise<void> => {
    forget(issuer);
    await store.put(keyOf(issuer), { body, dueAt: null }, version);
  };

  return {
    find,
    account: stored,
    client,
    offersRenewalInfo: async (issuer) => (await (await client(issuer)).directory()).renewalInfo !== undefined,
    renewalInfo(issuer, ariId) {
      const known = infos.get(ariId) ?? once(async () => (await client(issuer)).renewalInfo(ariId));
      infos.set(ariId, known);
      return known();
    },
    async makeAccount(issuer) {
      const { newAccountKey } = await import('../../../shared/acme/account-key.ts');
      forget(issuer);
      if (!(await stored(issuer))) {
        const sealedKey = await vault.seal(newAccountKey(), contextOf(issuer));
        const before = await store.get<AccountDocument>(keyOf(issuer));
        await write(issuer, { sealedKey, directory: issuer.directoryUrl }, before?.version ?? 0).catch(
          unlessMetAnother,
        );
      }
      const kept = await stored(issuer);
      if (!kept || kept.body.url !== undefined) return;
      const eab = issuer.eab && {
        kid: issuer.eab.kid,
        hmacKey: await vault.open(issuer.eab.sealedKey, `issuer/${issuer.name}`),
      };
      const made = await (await client(issuer)).newAccount({
        contact: issuer.contact,
        termsOfServiceAgreed: true,
        ...(eab && { eab }),
      });
      const { url, orders } = made;
      await write(issuer, { ...kept.body, url, orders }, kept.version).catch(unlessMetAnother);
    },
    async forgetAccount(issuer) {
      const kept = await readAccount(issuer);
      if (!kept) return;
      const { url: _, orders: _o, ...body } = kept.body;
      await write(issuer, body, kept.version).catch(unlessMetAnother);
    },
    async resealAccount(issuer) {
      const kept = await readAccount(issuer);
      if (!kept || kept.body.sealedKey.key === vault.current) return;
      const sealedKey = await vault.seal(await vault.open(kept.body.sealedKey, contextOf(issuer)), contextOf(issuer));
      await write(issuer, { ...kept.body, sealedKey }, kept.version).catch(unlessMetAnother);
    },
  };
}

interface IssuerMeans {
  deps: Pick<Deps, 'store' | 'clock' | 'fetchTrusting'>;
  environment: Record<string, string | undefined>;
  signal: AbortSignal;
}

/** TORII_ACME_DIRECTORIES is not what it should be. */
export class InvalidDirectories extends Error {
  readonly code = 'InvalidDirectories';
  readonly retryable = false;

  constructor() {
    super('TORII_ACME_DIRECTORIES is no JSON object of names and URLs, such as {"letsencrypt":"https://…/directory"}');
    this.name = 'InvalidDirectories';
  }
}

/** @throws InvalidDirectories */
function wellKnownDirectories(text = ''): Record<string, string> {
  if (text.trim() === '') return WELL_KNOWN;
  const named = parsed(text);
  if (typeof named !== 'object' || named === null) throw new InvalidDirectories();
  const entries = Object.entries(named).map(([name, url]: [string, unknown]): [string, string] => {
    if (typeof url !== 'string' || !URL.canParse(url)) throw new InvalidDirectories();
    return [name, url];
  });
  return { ...WELL_KNOWN, ...Object.fromEntries(entries) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What another run has written is as good as ours. */
function unlessMetAnother(error: unknown): void {
  if (!isVersionConflict(error)) throw error;
}

/** letsencrypt.org/docs/acme-protocol-updates, letsencrypt.org/docs/staging-environment. */
const WELL_KNOWN: Record<string, string> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
};

const ATTEMPT_TIMEOUT_MS = 10_000;
