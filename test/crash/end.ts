import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { journalPages } from '../../shared/state/journal-pages.ts';
import type { DocumentKind, Store, StoredDocument } from '../../shared/state/store.ts';
import type { Scene } from '../scenario/open-house.ts';
import { inventoryOf } from '../suite/account.ts';

const REGION = 'cn-beijing';

/**
 * Where a story came to: a line for each thing that the owner's account holds, and for each of Torii's own documents. What
 * tells two tellings of one story apart, and nothing more, is left out: times, random names, and how often was tried.
 */
export async function endOf({ cloud, runtime }: Scene): Promise<string[]> {
  const account = cloud.account.id;
  const inventory = inventoryOf(cloud, account, REGION);
  const plainly = withoutIds(cloud, inventory);
  const held = Object.entries(inventory).flatMap(([what, things]) =>
    things.map((thing: unknown) => `${what} ${plainly(withoutTimes(JSON.stringify(thing)))}`),
  );
  const documents = await Promise.all(KINDS.map((kind) => runtime.store.list(account, kind)));
  const written = documents.flat().map((document) => plainly(withoutTimes(asLine(document))));
  return [...held, ...written].sort();
}

/** Steps that were called and of which the journals never say what became: `gateway/step`. */
export async function openIntents({ cloud, runtime }: Scene): Promise<string[]> {
  const account = cloud.account.id;
  const named = await Promise.all(JOURNALED.map((kind) => runtime.store.list(account, kind)));
  const gateways = [...runtime.published.map(({ data }) => data), ...named.flat().map(({ key }) => key)];
  const names = new Map(gateways.map(({ region, name }) => [`${region}/${name}`, { account, region, name }]));
  const open: string[] = [];
  for (const [gateway, reference] of names) {
    for (const step of await openIn(runtime.store, reference)) open.push(`${gateway}/${step}`);
  }
  return open;
}

async function openIn(store: Store, reference: Parameters<Store['journal']>[0]): Promise<Iterable<string>> {
  const open = new Set<string>();
  for await (const entries of journalPages(store, reference)) {
    for (const { kind, reason, data } of entries) {
      if (kind === 'intent') open.add(reason);
      if (kind === 'outcome') open.delete(typeof data?.step === 'string' ? data.step : reason);
    }
  }
  return open;
}

/** What is not compared: leases, which run out; requests that were answered, and plans that were shown, which are forgotten. */
const KINDS: readonly DocumentKind[] = [
  'declaration',
  'provisioning',
  'records',
  'certificates',
  'zones',
  'wanted-certificate',
  'issuance',
  'acme-account',
  'issuer',
  'uploaded-certificate',
  'api-key',
  'dead-letter',
];
const JOURNALED: readonly DocumentKind[] = ['declaration', 'wanted-certificate', 'issuance'];

function asLine({ key: { kind, region, name }, body }: StoredDocument): string {
  return `${kind} ${region}/${kind === 'dead-letter' ? '' : name} ${JSON.stringify(body, comparable)}`;
}

/** Told to JSON.stringify. */
function comparable(key: string, value: unknown): unknown {
  if (PASSING.has(key)) return undefined;
  if (RANDOM.has(key)) return value && 'RANDOM';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return [...value].sort();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => one.localeCompare(other)));
}

/** Of the way there: sentences, attempts, which events came, what may still take a moment to show. */
const PASSING = new Set(['message', 'summary', 'heard', 'done', 'tries', 'count']);

/** Drawn, or made by an authority, anew in each telling. */
const RANDOM = new Set(['sealedKey', 'ariId', 'chainPem', 'serialNumber', 'fingerprint', 'jitter', 'sha2']);

function withoutTimes(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b1\d{12}(\.\d+)?\b/g, 'TIME')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/[\w+/=-]{40,}/g, 'SECRET');
}

/** Ids tell two worlds of one seed apart only by the order in which things were asked for. */
function withoutIds(
  { alidns, pvtz, account }: LocalCloud,
  { gateways, loadBalancers, acls, vSwitches, certificates, orders }: ReturnType<typeof inventoryOf>,
): (text: string) => string {
  const records = alidns
    .zonesOf(account.id)
    .flatMap((zone) =>
      zone.all().map(({ recordId, content }) => [recordId, `record:${content.rr}.${zone.name}/${content.type}`]),
    );
  const privateRecords = pvtz
    .zonesOf(account.id)
    .flatMap((zone) => [
      [zone.zoneId, `zone:${zone.name}`],
      ...zone.all.map(({ recordId, content }) => [
        String(recordId),
        `record:${content.rr}.${zone.name}/${content.type}`,
      ]),
    ]);
  const labels = [
    ...gateways.map(({ id, name }) => [id, `gateway:${name}`]),
    ...loadBalancers.flatMap(({ id, addressType, listeners }, index) => [
      [id, `alb-${index}:${addressType}`],
      ...listeners.map((listener) => [listener.id, `listener-${index}:${listener.port}`]),
    ]),
    ...acls.map(({ id }, index) => [id, `acl-${index}`]),
    ...vSwitches.map(({ id, zoneId }, index) => [id, `vswitch-${index}:${zoneId}`]),
    ...certificates.map(({ id, names }, index) => [id.split('-')[0] ?? id, `certificate-${index}:${names}`]),
    ...orders.map(({ id, names }, index) => [id, `order-${index}:${names}`]),
    ...records,
    ...privateRecords,
  ] as [string, string][];
  return (text) => labels.reduce((replaced, [id, label]) => replaced.replaceAll(id, label), text);
}
