import type { StepHead } from '../domain-rules/plan.ts';
import type { CloudEvent } from '../function-compute/trigger.ts';
import type { Deps } from './deps.ts';
import type { Reference } from './reconcile.ts';
import type { Assignment, DeclarationDocument, Worker, WorkerDocument } from './worker.ts';

/**
 * The gateways that events of the cloud's own products are a reason to look at. An event is only a hint: one that gets
 * lost, or concerns nobody, changes nothing about when the timer looks.
 */
export async function concernedReferences<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  worker: Worker<Memory, Observation, Step, Declared>,
  events: CloudEvent[],
  { store }: Pick<Deps, 'store'>,
  account: string,
): Promise<Reference[]> {
  const { concerns } = worker;
  if (!concerns || events.length === 0) return [];
  const [declared, own] = await Promise.all([
    store.list<DeclarationDocument>(account, 'declaration'),
    store.list<WorkerDocument>(account, worker.kind),
  ]);
  return declared
    .filter(({ key: { region, name }, body }) => {
      const document = own.find(({ key }) => key.region === region && key.name === name)?.body;
      return events.some((event) => concerns(event, { region, declared: body, document }));
    })
    .map(({ key: { region, name } }) => ({ account, region, name }));
}
