import type { EasReader } from './eas.ts';

/** What one gateway's reads are about. `gateways`: all of the region. */
export type EasPart = 'gateway' | 'gateways' | 'links' | 'allowlists' | 'domains' | `service/${string}`;

export interface KeptEas {
  /** Answers from what was read before, where that is kept; reads and keeps the rest. */
  reader: EasReader;
  /** What is read next about these is read anew. */
  forget(parts: readonly EasPart[] | 'all'): void;
}

/**
 * Keeps what is read about one gateway and its services. Only what is there is kept: whatever a create would stand on (a
 * gateway's name that nobody has, a service that is missing) is read each time.
 */
export function keepEas(eas: EasReader): KeptEas {
  const kept = new Map<EasPart, { of: string; answer: Promise<unknown> }>();

  const keep = <Answer>(part: EasPart, of: string, read: () => Promise<Answer>): Promise<Answer> => {
    const known = kept.get(part);
    // One part has one type of answer.
    if (known?.of === of) return known.answer as Promise<Answer>;
    const answer = read();
    const entry = { of, answer };
    kept.set(part, entry);
    answer.catch(() => {
      if (kept.get(part) === entry) kept.delete(part);
    });
    return answer;
  };

  return {
    reader: {
      ...eas,
      describeGateway: (id) => keep('gateway', id, () => eas.describeGateway(id)),
      allGateways: (filter) =>
        filter && Object.keys(filter).length > 0
          ? eas.allGateways(filter)
          : keep('gateways', '', () => eas.allGateways()),
      listGatewayIntranetLinkedVpc: (id) => keep('links', id, () => eas.listGatewayIntranetLinkedVpc(id)),
      listAclPolicy: (id, request) =>
        request?.VpcId ? eas.listAclPolicy(id, request) : keep('allowlists', id, () => eas.listAclPolicy(id)),
      listGatewayDomains: (id) => keep('domains', id, () => eas.listGatewayDomains(id)),
      describeService: (name) => keep(`service/${name}`, name, () => eas.describeService(name)),
    },
    forget(parts) {
      if (parts === 'all') kept.clear();
      else for (const part of parts) kept.delete(part);
    },
  };
}
