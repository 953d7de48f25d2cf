import { spellSource } from '../../../shared/domain-rules/issuing/source.ts';
import { type WrittenSource, writtenSource } from '../../../shared/domain-rules/issuing/written-source.ts';
import type { ApiContext } from '../context.ts';
import { type GatewayRow, listGateways } from '../gateways.ts';
import { ApiProblem } from '../problem.ts';
import { type DeclaredSource, type DeclaredUse, sourcesOf, useOf } from './declared-sources.ts';
import type { IssuanceDocument, WantedDocument } from './documents.ts';
import { type Standing, standingInCas, standingOfIssued } from './standing.ts';

/** One certificate of the fleet: what is got from one source for one set of names, or what serves one domain from CAS. */
export interface CertificateRow extends Standing {
  /** Of an issuance, or `cas:chat.example.com`. */
  key: string;
  source: WrittenSource;
  /** The source for people. */
  from: string;
  names: string[];
  usedBy: DeclaredUse[];
  lastFailure?: { code: string; message: string; at: number; tryAgainAt: number };
  /** Orders that were begun, ever. */
  orders: number;
}

/** A row with what it is read from; without `declared`, of a domain that is served from CAS. */
export interface CertificateEntry {
  row: CertificateRow;
  declared?: Pick<DeclaredSource, 'key' | 'source'>;
  wanted?: WantedDocument | undefined;
  issuance?: IssuanceDocument | undefined;
}

/** All certificates that are declared or still cared for; first what has no day yet, then by the day of renewal. */
export async function certificateEntries(api: Pick<ApiContext, 'deps' | 'account'>): Promise<CertificateEntry[]> {
  const { deps, account } = api;
  const [gateways, wanted, issuances] = await Promise.all([
    listGateways(api),
    deps.store.list<WantedDocument>(account, 'wanted-certificate'),
    deps.store.list<IssuanceDocument>(account, 'issuance'),
  ]);
  const now = deps.clock.now();
  const wishes = new Map(wanted.map(({ key, body }) => [key.name, body]));
  const progress = new Map(issuances.map(({ key, body }) => [key.name, body]));
  const declared = new Map<string, DeclaredSource[]>();
  for (const one of sourcesOf(gateways)) declared.set(one.key, [...(declared.get(one.key) ?? []), one]);
  const keys = new Set([...declared.keys(), ...wishes.keys()]);
  const issued = [...keys].flatMap((key) => {
    const uses = declared.get(key) ?? [];
    const source = uses[0]?.source ?? wishes.get(key)?.source;
    if (!source) return [];
    return [
      entryOf(
        { key, source },
        uses.map(({ use }) => use),
        wishes.get(key),
        progress.get(key),
        now,
      ),
    ];
  });
  return [...issued, ...casEntries(gateways, now)].sort(
    (a, b) => (a.row.renewsAt ?? 0) - (b.row.renewsAt ?? 0) || (a.row.key < b.row.key ? -1 : 1),
  );
}

function entryOf(
  declared: Pick<DeclaredSource, 'key' | 'source'>,
  usedBy: DeclaredUse[],
  wanted: WantedDocument | undefined,
  issuance: IssuanceDocument | undefined,
  now: number,
): CertificateEntry {
  const { key, source } = declared;
  const { current, failure, orders = 0 } = issuance?.memory ?? {};
  const row: CertificateRow = {
    key,
    source: writtenSource(source),
    from: spellSource(source),
    names: source.from === 'upload' ? (current?.names ?? []) : source.names,
    usedBy,
    ...standingOfIssued(source, wanted, issuance, now),
    ...(failure && { lastFailure: lastFailureOf(failure) }),
    orders,
  };
  return { row, declared, wanted, issuance };
}

function lastFailureOf({ code, message, at, tryAgainAt }: NonNullable<CertificateRow['lastFailure']>) {
  return { code, message, at, tryAgainAt };
}

/** What certificate-rotator remembers of a gateway, as far as it is read here (memory of document kind `certificates`). */
interface Remembered {
  serving?: Record<string, Parameters<typeof standingInCas>[1]>;
  known?: Record<string, { notBefore: number }>;
}

/** A row for each domain that is served from CAS; gateways that serve it alike share one. */
function casEntries(gateways: GatewayRow[], now: number): CertificateEntry[] {
  const served = gateways
    .filter(({ declared }) => declared.deletion === undefined)
    .flatMap(({ reference, declared, peers }) =>
      declared.declaration.spec.domains
        .filter(({ certificate }) => certificate === 'cas')
        .map(({ name, access }) => {
          const memory = peers.certificates?.memory as Remembered | undefined;
          const serving = memory?.serving?.[name];
          const notBefore = memory?.known?.[serving?.certificateId ?? '']?.notBefore;
          return { name, use: useOf(reference, name, access), standing: standingInCas(name, serving, notBefore, now) };
        }),
    );
  const rows = new Map<string, CertificateRow>();
  for (const { name, use, standing } of served) {
    const same = rows.get(name);
    if (!same) rows.set(name, casRow(name, [use], standing));
    // Where they differ, the one that ends first speaks for all.
    else rows.set(name, casRow(name, [...same.usedBy, use], soonest(same, standing)));
  }
  return [...rows.values()].map((row) => ({ row }));
}

function casRow(domain: string, usedBy: DeclaredUse[], standing: Standing): CertificateRow {
  const from = 'Certificate Management Service';
  return { key: `cas:${domain}`, source: 'cas', from, names: [domain], usedBy, ...onlyStanding(standing), orders: 0 };
}

function onlyStanding({ state, certificateId, notBefore, notAfter, renewsAt, reason, message }: Standing): Standing {
  return { state, certificateId, notBefore, notAfter, renewsAt, reason, message };
}

function soonest(one: Standing, other: Standing): Standing {
  return (other.notAfter ?? 0) < (one.notAfter ?? 0) ? other : one;
}

/**
 * Those that renew or end within so many days, and those that have no certificate.
 *
 * @throws ApiProblem DaysInvalid
 */
export function within(entries: CertificateEntry[], days: string | undefined, now: number): CertificateEntry[] {
  if (days === undefined) return entries;
  if (!/^\d{1,4}$/.test(days) || Number(days) === 0) {
    throw new ApiProblem(422, 'DaysInvalid', `days has to be a number from 1 to 9999, and is "${days.slice(0, 20)}"`);
  }
  const horizon = now + Number(days) * 86_400_000;
  return entries.filter(({ row }) => Math.min(row.renewsAt ?? 0, row.notAfter ?? 0) <= horizon);
}

/**
 * The entry of that key, or the one that is for that domain.
 *
 * @throws ApiProblem CertificateNotFound or CertificateAmbiguous
 */
export function findEntry(entries: CertificateEntry[], named: string): CertificateEntry {
  const exact = entries.find(({ row }) => row.key === named);
  if (exact) return exact;
  const name = named.toLowerCase().replace(/\.$/, '');
  const found = entries.filter(
    ({ row }) => row.names.includes(name) || row.usedBy.some(({ domain }) => domain === name),
  );
  const [entry, another] = found;
  if (!entry)
    throw new ApiProblem(404, 'CertificateNotFound', `no certificate is declared for ${named}, nor has one that key`);
  if (another) {
    const ids = found.map(({ row }) => row.key);
    throw new ApiProblem(409, 'CertificateAmbiguous', `several certificates are for ${named}: name one by its key`, {
      ids,
    });
  }
  return entry;
}
