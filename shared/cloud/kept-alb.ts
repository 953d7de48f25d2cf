import type { AlbReader } from './alb.ts';

/** What is kept of one gateway's reads of ALB. `balancers`: each by itself. `lists`: access control lists with their entries. */
export type AlbPart = 'balancers' | `listener/${string}` | 'lists';

export interface KeptAlb {
  /** Answers from what was read before, where that is kept; reads and keeps the rest. */
  reader: AlbReader;
  /** What is read next about these is read anew. */
  forget(parts: readonly AlbPart[] | 'all'): void;
}

/**
 * Keeps what is read about one gateway's load balancers. Which of them and which listeners there are is read each time,
 * because one that comes is open to everybody; so is a list of ours that is not there, because a create would stand on it.
 */
export function keepAlb(alb: AlbReader): KeptAlb {
  const kept = new Map<AlbPart, Map<string, Promise<unknown>>>();

  const keep = <Answer>(part: AlbPart, question: unknown, read: () => Promise<Answer>): Promise<Answer> => {
    const ofPart = kept.get(part) ?? new Map<string, Promise<unknown>>();
    kept.set(part, ofPart);
    const key = JSON.stringify(question ?? '');
    const known = ofPart.get(key);
    // One question has one type of answer.
    if (known) return known as Promise<Answer>;
    const answer = read();
    ofPart.set(key, answer);
    const drop = () => {
      if (ofPart.get(key) === answer) ofPart.delete(key);
    };
    answer.then((found) => Array.isArray(found) && found.length === 0 && drop(), drop);
    return answer;
  };

  return {
    reader: {
      ...alb,
      getLoadBalancerAttribute: (id) => keep('balancers', id, () => alb.getLoadBalancerAttribute(id)),
      getListenerAttribute: (id) => keep(`listener/${id}`, '', () => alb.getListenerAttribute(id)),
      listListenerCertificates: (id) => keep(`listener/${id}`, 'certificates', () => alb.listListenerCertificates(id)),
      allAcls: (filter) => keep('lists', filter, () => alb.allAcls(filter)),
      allAclEntries: (id) => keep('lists', id, () => alb.allAclEntries(id)),
    },
    forget(parts) {
      if (parts === 'all') kept.clear();
      else for (const part of parts) kept.delete(part);
    },
  };
}
