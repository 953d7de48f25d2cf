import { journalPages } from '../../shared/state/journal-pages.ts';
import type { House } from '../house/start-house.ts';
import type { SeenRotation } from './watch.ts';

/** Rotations before which no journal of a certificate gives a reason for getting a newer one. */
export async function unexplained({ cloud, runtime }: House, rotations: SeenRotation[]): Promise<SeenRotation[]> {
  const account = cloud.account.id;
  const reasons: { at: number; names: string[] }[] = [];
  for (const { key, body } of await runtime.store.list<{ source: { names?: string[] } }>(
    account,
    'wanted-certificate',
  )) {
    const names = body.source.names ?? [];
    for await (const entries of journalPages(runtime.store, key)) {
      for (const { at, kind, reason, data } of entries) {
        const isReason = kind === 'intent' && reason === 'order-certificate' && REASONS.has(data?.because);
        if (isReason) reasons.push({ at, names });
      }
    }
  }
  return rotations.filter(
    ({ domain, beganAt }) =>
      !reasons.some(({ at, names }) => at <= beganAt && beganAt - at < DAY_MS && covers(names, domain)),
  );
}

function covers(names: string[], domain: string): boolean {
  return names.includes(domain) || names.includes(domain.replace(/^[^.]+/, '*'));
}

/** Of the chain of checks, those that ask for a newer certificate when nothing goes wrong. */
const REASONS: ReadonlySet<unknown> = new Set(['AriWindow', 'Expiring']);
const DAY_MS = 86_400_000;
