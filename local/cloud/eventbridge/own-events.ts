import type { TrailRecord } from '../action-trail.ts';

/** What one of the cloud's own products tells the default bus. */
export interface OwnEvent {
  /** `acs.<product>` */
  readonly source: string;
  /** `<product>:<category>:<name>` */
  readonly type: string;
  /** `acs:<product>:<region>:<account>:<resource>`; the event source itself without it. */
  readonly subject?: string;
  readonly data: unknown;
  /** Whose bus; the account of the cloud itself unless told. */
  readonly account?: string;
  readonly region?: string;
}

/**
 * What ActionTrail records is told as `<product>:ActionTrail:ApiCall` with the record as data ("ActionTrail events"):
 * `acs.vpc` for VPC, the only product here that is recorded.
 */
export function fromActionTrail(account: string, record: TrailRecord): OwnEvent {
  const product = record.serviceName.toLowerCase();
  const region = record.acsRegion;
  const [resource] = Object.keys(record.referencedResources);
  return {
    source: `acs.${product}`,
    type: `${product}:ActionTrail:${record.eventType}`,
    subject: `acs:${product}:${region}:${account}:${resource?.split('::').at(-1)?.toLowerCase() ?? '*'}`,
    data: record,
    ...{ account, region },
  };
}
