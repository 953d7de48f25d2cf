import type { Tag } from '../load-balancer.ts';
import type { Owner } from '../owner.ts';
import type { HealthCheck } from '../server-groups/health-check.ts';

/** Health checks to be applied to server groups. */
export class HealthCheckTemplate {
  readonly owner: Owner;
  readonly id: string;
  name: string;
  healthCheck: HealthCheck;
  resourceGroupId: string;
  tags: Tag[];

  constructor(more: {
    owner: Owner;
    id: string;
    name: string;
    healthCheck: HealthCheck;
    resourceGroupId: string;
    tags: readonly Tag[] | undefined;
  }) {
    this.owner = more.owner;
    this.id = more.id;
    this.name = more.name;
    this.healthCheck = more.healthCheck;
    this.resourceGroupId = more.resourceGroupId;
    this.tags = [...(more.tags ?? [])];
  }
}
