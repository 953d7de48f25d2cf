import type { ListenerAclQuestion } from '../../shared/domain-rules/provisioning/listener-acl-question.ts';
import type {
  ObservedAcl,
  ObservedListener,
  ObservedLoadBalancer,
} from '../../shared/domain-rules/provisioning/load-balancer.ts';
import { OWNER } from './worlds.ts';

export const OFFICE = '203.0.113.0/24';
export const PARTNER = '198.51.100.7/32';

/** An HTTPS listener that runs and that nothing guards. */
export function listener(port = 443, is: Partial<ObservedListener> = {}): ObservedListener {
  const protocol = port === 443 ? 'HTTPS' : 'HTTP';
  return { listenerId: `lsn-${port}`, protocol, port, status: 'Running', aclType: undefined, acls: [], ...is };
}

/** Whitelists on a listener. */
export function guardedBy(...aclIds: string[]): Partial<ObservedListener> {
  return { aclType: 'White', acls: aclIds.map((aclId) => ({ aclId, status: 'Associated' })) };
}

/** A load balancer that is up, with one listener. */
export function instance(is: Partial<ObservedLoadBalancer> = {}): ObservedLoadBalancer {
  return {
    loadBalancerId: 'alb-1',
    dnsName: 'alb-1.cn-beijing.alb.aliyuncs.com',
    addressType: 'Internet',
    status: 'Active',
    vpcId: 'vpc-1',
    zones: [],
    deletionProtected: false,
    serviceManaged: true,
    listeners: [listener()],
    ...is,
  };
}

/** Our list for callers from the internet, with these entries. */
export function ourAcl(entries: string[], is: Partial<ObservedAcl> = {}): ObservedAcl {
  return {
    aclId: 'acl-ours',
    name: 'torii-chat-prod-internet',
    status: 'Available',
    owner: OWNER,
    access: 'internet',
    entries: entries.map((entry) => ({ entry, status: 'Available' })),
    ...is,
  };
}

/** Somebody else's list. */
export function theirAcl(entries: string[], is: Partial<ObservedAcl> = {}): ObservedAcl {
  return ourAcl(entries, { aclId: 'acl-theirs', name: 'office', owner: undefined, access: undefined, ...is });
}

/** The office is declared, there is one open listener and no list, and we may edit it. */
export function aclQuestion(is: Partial<ListenerAclQuestion> = {}): ListenerAclQuestion {
  return {
    access: 'internet',
    loadBalancers: [instance()],
    acls: [],
    allow: [OFFICE],
    edits: 'possible',
    owner: OWNER,
    after: [],
    now: 100_000,
    openSince: {},
    ...is,
  };
}
