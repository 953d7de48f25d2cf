import type { Tag } from './load-balancer.ts';

/** A server group, only as far as a listener needs one to forward to: it has no servers. */
export interface ServerGroup {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly type: 'Instance' | 'Ip' | 'Fc';
  readonly protocol: 'HTTP' | 'HTTPS' | 'GRPC';
  readonly scheduler: string;
  readonly vpcId: string | undefined;
  readonly healthCheckEnabled: boolean;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  tags: Tag[];
  phase: 'Creating' | 'Available' | 'Deleting';
}
