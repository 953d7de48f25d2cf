import { type ExistingRecord, ownerMark, readOwnerMark } from '../domains.ts';
import type { Blocked } from '../plan.ts';
import { declaredElsewhere } from './claim.ts';
import { type Neighbour, spellNeighbour } from './neighbour.ts';

/** What to do about the CNAME of a declared name that bears the mark of another gateway of the account. */
export type TakeOver =
  /** Nothing here: there is no such record, or whose it is is not known. */
  | { kind: 'none' }
  | ({ kind: 'blocked' } & Pick<Blocked, 'reason' | 'message' | 'wayOut'>)
  /** It goes on leading to the other gateway until this one serves the name. */
  | { kind: 'wait'; reason: 'AwaitingAttachment'; message: string }
  | { kind: 'take-over'; recordId: string; from: string; oldTtlSeconds: number; message: string };

/**
 * A record changes hands when the gateway that made it declares the name no more, and the one that takes it serves the
 * name: no caller is led to where nobody answers.
 *
 * @param standing what stands at the name
 * @param serves whether our gateway serves the name
 */
export function decideTakeOver(
  {
    name,
    account,
    standing,
    serves,
  }: { name: string; account: string; standing: readonly ExistingRecord[]; serves: boolean },
  neighbours: readonly Neighbour[],
): TakeOver {
  const [record, another] = standing.filter(({ line }) => line === 'default');
  const marked = readOwnerMark(record?.remark);
  if (!record || another || record.type !== 'CNAME' || marked?.account !== account) return { kind: 'none' };
  const maker = neighbours.find((one) => one.region === marked.region && one.name === marked.name);
  if (!maker) return { kind: 'none' };
  if (maker.recorded.includes(name)) return { kind: 'blocked', ...declaredElsewhere(name, maker) };
  const from = spellNeighbour(maker);
  if (!serves) {
    const message = `${name} leads to ${from} until it is served here`;
    return { kind: 'wait', reason: 'AwaitingAttachment', message };
  }
  return {
    kind: 'take-over',
    recordId: record.recordId,
    from: ownerMark(marked),
    oldTtlSeconds: record.ttl,
    message: `the CNAME of ${name} still leads to ${from}`,
  };
}
