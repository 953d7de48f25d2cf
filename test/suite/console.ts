import type { Scene } from '../scenario/open-house.ts';

/** What somebody does by hand, past Torii: in the console, or with a script of their own. */
export interface Console {
  eas<Answer>(action: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, more?: object): Promise<Answer>;
  alidns<Answer>(action: string, query: object): Promise<Answer>;
  /** The record of one name; a test that asks for one that is not there fails here. */
  recordAt(name: string): Promise<{ RecordId: string; Value: string; Remark?: string }>;
}

export function consoleOf({ world: { owner } }: Scene): Console {
  const alidns = <Answer>(action: string, query: object): Promise<Answer> =>
    owner.call<Answer>({ ...ALIDNS, action, query, idempotent: false });
  return {
    eas: (action, method, path, more = {}) =>
      owner.call({ ...EAS, region: 'cn-beijing', action, method, path: `/api/v2${path}`, idempotent: false, ...more }),
    alidns,
    async recordAt(name) {
      const { DomainRecords } = await alidns<{ DomainRecords: { Record: { RecordId: string; Value: string }[] } }>(
        'DescribeSubDomainRecords',
        { SubDomain: name },
      );
      const [record] = DomainRecords.Record;
      if (!record) throw new Error(`there is no record at ${name}`);
      return record;
    },
  };
}

const EAS = { product: 'eas', version: '2021-07-01', style: 'ROA' } as const;
const ALIDNS = { product: 'alidns', version: '2015-01-09', style: 'RPC', method: 'POST', path: '/' } as const;
