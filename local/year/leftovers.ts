import type { House } from '../house/start-house.ts';

/** An issuance, as far as it says what it still needs. */
interface IssuanceBody {
  memory: {
    current?: { certificateId: string };
    retired: { certificateId: string; replacedAt: number }[];
    challengeRecords: { recordName: string; value: string }[];
    order?: unknown;
  };
}

/**
 * What Torii made and has no use for any more: certificates in Certificate Management Service that are neither current nor
 * replaced lately, and challenge records of no order under way.
 */
export async function leftovers({ cloud, runtime }: House): Promise<string[]> {
  const { account, clock, cas, alidns } = cloud;
  const issuances = await runtime.store.list<IssuanceBody>(account.id, 'issuance');
  const memories = issuances.map(({ body }) => body.memory);
  const young = memories
    .flatMap(({ retired }) => retired)
    .filter(({ replacedAt }) => clock.now() - replacedAt < GRACE_MS);
  const used = new Set([
    ...memories.flatMap(({ current }) => current?.certificateId ?? []),
    ...young.map(({ certificateId }) => certificateId),
  ]);
  const underWay = memories.filter(({ order }) => order !== undefined).flatMap((memory) => memory.challengeRecords);
  const awaited = new Set(underWay.map(({ value }) => value));
  return [
    ...cas
      .of(account.id)
      .filter(({ name, id }) => name.startsWith('torii') && !used.has(String(id)))
      .map(({ name }) => `certificate ${name}`),
    ...alidns
      .zonesOf(account.id)
      .flatMap((zone) => zone.all().map(({ content }) => ({ ...content, name: `${content.rr}.${zone.name}` })))
      .filter(({ type, value }) => type === 'TXT' && !awaited.has(value))
      .map(({ name }) => `record ${name}`),
  ];
}

/** A day of grace after the proof, and the sweeps between. */
const GRACE_MS = 3 * 86_400_000;
