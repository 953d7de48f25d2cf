import { DEAD_LETTER, type DeadLetterDocument } from '../../../shared/engine/dead-letter.ts';
import { GLOBAL, isVersionConflict, type StoredDocument } from '../../../shared/state/store.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';

export type DeadLetter = StoredDocument<DeadLetterDocument>;

/** As the API shows it. */
export function deadLetterView({ key, body }: DeadLetter) {
  const { functionName, about, at, condition, error, count } = body;
  return {
    id: key.name,
    ...(functionName !== null && { function: functionName }),
    about: sentence(about),
    at,
    condition,
    ...(error !== '' && { error }),
    count,
    replayable: about.what !== 'unknown',
  };
}

/** The oldest first. */
export async function listDeadLetters({ deps, account }: ApiContext): Promise<DeadLetter[]> {
  const letters = await deps.store.list<DeadLetterDocument>(account, DEAD_LETTER);
  return letters.sort((one, other) => one.body.at - other.body.at);
}

/** @throws ApiProblem DeadLetterNotFound */
export async function findDeadLetters({ deps, account }: ApiContext, ids: readonly string[]): Promise<DeadLetter[]> {
  const keys = ids.map((name) => ({ account, region: GLOBAL, kind: DEAD_LETTER, name }));
  const found = await deps.store.getMany<DeadLetterDocument>(keys);
  const missing = ids.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) {
    const detail = `there is no dead letter ${missing.join(', ')}: GET /v1/dead-letters lists those that there are`;
    throw new ApiProblem(404, 'DeadLetterNotFound', detail, { ids: missing });
  }
  return found.filter((one) => one !== undefined);
}

/** One that went meanwhile, or came again, is left as it is. */
export async function forgetDeadLetter(
  { deps }: Pick<ApiContext, 'deps'>,
  { key, version }: DeadLetter,
): Promise<void> {
  try {
    await deps.store.delete(key, version);
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
  }
}

function sentence(about: DeadLetterDocument['about']): string {
  switch (about.what) {
    case 'subject':
      return `${about.kind ?? 'gateway'} ${about.region}/${about.name}`;
    case 'sweep':
      return 'a sweep';
    case 'event':
      return `${about.type} of ${about.region}/${about.name}, generation ${about.generation}`;
    case 'unknown':
      return 'something that is not ours';
  }
}
