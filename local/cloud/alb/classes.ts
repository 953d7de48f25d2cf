import type { ClassTable } from '../snapshot/graph.ts';
import { Acl } from './acl.ts';
import { Elsewhere } from './elsewhere.ts';
import { HealthCheckTemplate } from './health-check-templates/template.ts';
import { Jobs } from './jobs.ts';
import { Listener } from './listener.ts';
import { LoadBalancer } from './load-balancer.ts';
import { Rule } from './rules/rule.ts';
import { SecurityPolicy } from './security-policies/security-policy.ts';
import { ServerGroup } from './server-groups/server-group.ts';
import { Shelf } from './shelf.ts';

/** What the state of ALB is made of, for snapshots. */
export const albClasses: ClassTable = {
  'alb/Acl': Acl,
  'alb/Elsewhere': Elsewhere,
  'alb/HealthCheckTemplate': HealthCheckTemplate,
  'alb/Jobs': Jobs,
  'alb/Listener': Listener,
  'alb/LoadBalancer': LoadBalancer,
  'alb/Rule': Rule,
  'alb/SecurityPolicy': SecurityPolicy,
  'alb/ServerGroup': ServerGroup,
  'alb/Shelf': Shelf,
};
