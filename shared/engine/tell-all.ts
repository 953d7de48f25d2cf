import { createHash } from 'node:crypto';
import type { GatewayReference } from '../events/event-bus.ts';
import type { Deps } from './deps.ts';
import { tell } from './tell.ts';
import type { Assignment, DeclarationDocument, Telling } from './worker.ts';

/**
 * Tells what a worker has to tell. One that dies before it wrote down that it had done so tells the same again, under the
 * same id: whoever listens knows by `source` and `id` that it is one event (CloudEvents 1.0, 3.1.1).
 */
export async function tellAll(
  deps: Pick<Deps, 'events' | 'store' | 'clock' | 'log'>,
  from: string,
  reference: GatewayReference,
  declared: Assignment | DeclarationDocument,
  tellings: readonly Telling[],
): Promise<void> {
  const of = { ...reference, from, declaredAt: 'declaredAt' in declared ? declared.declaredAt : 0 };
  await Promise.all(
    tellings.map((telling) => {
      const id = eventId(of, telling);
      return tell(deps, from, { id, type: telling.type, data: { ...reference, ...telling.of } });
    }),
  );
}

/** Tells what was told by one worker of one generation apart. */
export function tellingId({ type, key, of }: Telling): string {
  return of ? `${type}:${key}:${of.region}/${of.name}` : `${type}:${key}`;
}

/** A gateway that goes and comes again starts its generations anew: when it was declared tells the two apart. */
function eventId(
  { account, region, name, generation, from, declaredAt }: GatewayReference & { from: string; declaredAt: number },
  telling: Telling,
): string {
  const told = JSON.stringify([account, region, name, generation, from, declaredAt, tellingId(telling)]);
  return createHash('sha256').update(told).digest('hex').slice(0, 32);
}
