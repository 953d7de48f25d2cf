import type { Condition } from '../domain-rules/condition.ts';
import type { JournalEntry } from '../state/store.ts';
import type { Deps } from './deps.ts';

type Line = Pick<JournalEntry, 'from' | 'kind' | 'reason' | 'message'> & { data?: Record<string, unknown> };

/** Writes one line into a gateway's journal. */
export async function journal(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  { account, region, name }: { account: string; region: string; name: string },
  line: Line,
): Promise<void> {
  await store.append({ account, region, gateway: name, at: clock.now(), ...line });
}

/** What people read in the timeline: each condition that changed. */
export async function journalConditions(
  deps: Pick<Deps, 'store' | 'clock'>,
  reference: { account: string; region: string; name: string },
  from: string,
  conditions: Condition[],
): Promise<void> {
  for (const { type, status, reason, message } of conditions) {
    await journal(deps, reference, { from, kind: 'condition', reason, message, data: { condition: type, status } });
  }
}

/** Steps that were called without a known outcome, and of which a look found nothing left to do: so each intent has its outcome. */
export async function journalFoundOut(
  deps: Pick<Deps, 'store' | 'clock'>,
  reference: { account: string; region: string; name: string },
  from: string,
  steps: readonly string[],
): Promise<void> {
  const message = 'its call was cut off or not answered; a later look found nothing of it left to do';
  for (const reason of steps) await journal(deps, reference, { from, kind: 'outcome', reason, message });
}

/** A run that ended in an error: what it was, without its stack. */
export async function journalFailure(
  deps: Pick<Deps, 'store' | 'clock'>,
  reference: { account: string; region: string; name: string },
  from: string,
  error: unknown,
): Promise<void> {
  const { code, message } = error instanceof Error ? { code: codeOf(error), message: error.message } : UNNAMED;
  await journal(deps, reference, { from, kind: 'note', reason: code, message });
}

/** The code that an error of ours or of the cloud carries, else its name. */
export function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

const UNNAMED = { code: 'UnnamedError', message: 'something was thrown that is not an Error' };
