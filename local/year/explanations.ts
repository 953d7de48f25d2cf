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
    let after: string | undefined;
    for (;;) {
      const page = await runtime.store.journal(key, after);
      if (page.entries.length === 0) break;
      for (const { at, kind, reason, message } of page.entries) {
        if (kind === 'intent' && reason === 'order-certificate' && REASON.test(message)) reasons.push({ at, names });
      }
      after = page.cursor;
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

/** A sentence of the chain of checks that ask for a newer certificate. */
const REASON = /expire|window/i;
const DAY_MS = 86_400_000;
