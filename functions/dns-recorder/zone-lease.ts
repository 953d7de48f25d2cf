import type { Deps } from '../../shared/engine/deps.ts';
import { takeLease } from '../../shared/engine/lease.ts';

/**
 * Does something while no other run of Torii changes whose the records of a zone are. Zones are the account's, of no region.
 *
 * @throws ZoneBusy
 */
export async function aloneInZone<Result>(
  deps: Pick<Deps, 'store' | 'clock' | 'newId'>,
  { account, zone, holder }: { account: string; zone: string; holder: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const lease = await takeLease(
    deps,
    { account, region: 'global', kind: 'lease', name: `zone/${zone}` },
    holder,
    TTL_MS,
  );
  if (!lease) throw new ZoneBusy(zone);
  try {
    return await work();
  } finally {
    await lease.letGo();
  }
}

class ZoneBusy extends Error {
  readonly code = 'ZoneBusy';
  readonly retryable = true;

  constructor(zone: string) {
    super(`another run changes records of ${zone} at the moment`);
    this.name = 'ZoneBusy';
  }
}

/** Longer than a few calls take, however slow. */
const TTL_MS = 60_000;
