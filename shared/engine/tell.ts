import type { ToriiEvent } from '../events/event-bus.ts';
import type { Deps } from './deps.ts';
import { codeOf, journal } from './journal.ts';

/**
 * Tells others of something. An event is only a hint: one that cannot be published keeps nobody from their work. It is logged
 * and stands in the journal, and whoever it was for finds the same at its next sweep.
 */
export async function tell(
  deps: Pick<Deps, 'events' | 'store' | 'clock' | 'log'>,
  from: string,
  event: ToriiEvent,
): Promise<void> {
  try {
    await deps.events.publish(event);
  } catch (error) {
    const { code, message } =
      error instanceof Error ? { code: codeOf(error), message: error.message } : { code: 'UnnamedError', message: '' };
    deps.log.warn(`${from}: ${event.type} was not published: ${code}: ${message}`);
    const said = `nobody was told of ${event.type} (${code}); the next sweep finds the same work`;
    await journal(deps, event.data, { from, kind: 'note', reason: 'EventNotPublished', message: said });
  }
}
