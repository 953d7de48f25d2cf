import { expect } from 'vitest';
import { alb } from '../../local/cloud/alb/product.ts';
import { type AlbHouse, forwardTo, NEW_GROUP, NEW_LOAD_BALANCER, newRule, openHouse, ZONES } from './alb-house.ts';
import type { Parameters } from './signed-calls.ts';

/** Ids of one of each thing, ready for changes. */
export interface Ids {
  readonly loadBalancer: string;
  /** HTTPS on 443. */
  readonly listener: string;
  /** HTTP on 80. */
  readonly plain: string;
  /** Of the HTTPS listener, priorities 1 and 2. */
  readonly rule: string;
  readonly rule2: string;
  /** Of addresses; both listeners forward to it. It has the server 10.0.0.7:80. */
  readonly group: string;
  /** The same, and nothing forwards to it. */
  readonly free: string;
  readonly acl: string;
  readonly policy: string;
  readonly template: string;
  /** The default certificate. */
  readonly certificate: string;
  /** In CAS only. */
  readonly extra: string;
}

export interface Stage {
  readonly house: AlbHouse;
  readonly ids: Ids;
}

const id = (body: Record<string, unknown>, name: string) => String(body[name]);

export const SERVER = { ServerId: '10.0.0.7', ServerType: 'Ip', Port: 80 } as const;
export const OTHER_SERVER = { ServerId: '10.0.0.9', ServerType: 'Ip', Port: 80 } as const;

export async function openStage(choices: Parameters = {}): Promise<Stage> {
  const house = await openHouse();
  const [certificate = '', extra = ''] = house.world.certificates(2);
  const make = async (action: string, name: string, parameters: Parameters) =>
    id(await house.done(action, parameters), name);
  const loadBalancer = await make('CreateLoadBalancer', 'LoadBalancerId', {
    ...NEW_LOAD_BALANCER,
    AddressAllocatedMode: 'Fixed',
    ...choices,
  });
  const group = await make('CreateServerGroup', 'ServerGroupId', NEW_GROUP);
  const free = await make('CreateServerGroup', 'ServerGroupId', NEW_GROUP);
  for (const ServerGroupId of [group, free]) {
    await house.done('AddServersToServerGroup', { ServerGroupId, Servers: [SERVER] });
  }
  const place = { LoadBalancerId: loadBalancer, DefaultActions: forwardTo(group) };
  const https = { ListenerProtocol: 'HTTPS', ListenerPort: 443, Certificates: [{ CertificateId: certificate }] };
  const listener = await make('CreateListener', 'ListenerId', { ...place, ...https });
  const plain = await make('CreateListener', 'ListenerId', { ...place, ListenerProtocol: 'HTTP', ListenerPort: 80 });
  return {
    house,
    ids: {
      ...{ loadBalancer, listener, plain, group, free, certificate, extra },
      rule: await make('CreateRule', 'RuleId', { ListenerId: listener, ...newRule(group, 1) }),
      rule2: await make('CreateRule', 'RuleId', { ListenerId: listener, ...newRule(group, 2) }),
      acl: await make('CreateAcl', 'AclId', { AclName: 'office' }),
      policy: await make('CreateSecurityPolicy', 'SecurityPolicyId', {
        SecurityPolicyName: 'own',
        TLSVersions: ['TLSv1.2'],
        Ciphers: ['AES128-SHA'],
      }),
      template: await make('CreateHealthCheckTemplate', 'HealthCheckTemplateId', { HealthCheckTemplateName: 'usual' }),
    },
  };
}

/** Parameters with which each action would succeed on these things, or at least come to the check it is called for. */
export const CALLS: Readonly<Record<string, (ids: Ids) => Parameters>> = {
  GetLoadBalancerAttribute: ({ loadBalancer }) => ({ LoadBalancerId: loadBalancer }),
  UpdateLoadBalancerAttribute: ({ loadBalancer }) => ({ LoadBalancerId: loadBalancer, LoadBalancerName: 'name' }),
  UpdateLoadBalancerZones: ({ loadBalancer }) => ({
    LoadBalancerId: loadBalancer,
    ZoneMappings: [ZONES[0] ?? {}, { ZoneId: 'cn-hangzhou-j', VSwitchId: 'vsw-j' }],
  }),
  StartShiftLoadBalancerZones: ({ loadBalancer }) => ({
    LoadBalancerId: loadBalancer,
    ZoneMappings: ZONES.slice(0, 1),
  }),
  CancelShiftLoadBalancerZones: ({ loadBalancer }) => ({
    LoadBalancerId: loadBalancer,
    ZoneMappings: ZONES.slice(0, 1),
  }),
  UpdateLoadBalancerEdition: ({ loadBalancer }) => ({
    LoadBalancerId: loadBalancer,
    LoadBalancerEdition: 'StandardWithWaf',
  }),
  UpdateLoadBalancerAddressTypeConfig: ({ loadBalancer }) => ({
    LoadBalancerId: loadBalancer,
    AddressType: 'Intranet',
  }),
  AttachCommonBandwidthPackageToLoadBalancer: ({ loadBalancer }) => packaged(loadBalancer),
  DetachCommonBandwidthPackageFromLoadBalancer: ({ loadBalancer }) => packaged(loadBalancer),
  LoadBalancerJoinSecurityGroup: ({ loadBalancer }) => ({ LoadBalancerId: loadBalancer, SecurityGroupIds: ['sg-1'] }),
  LoadBalancerLeaveSecurityGroup: ({ loadBalancer }) => ({ LoadBalancerId: loadBalancer, SecurityGroupIds: ['sg-1'] }),
  DeleteLoadBalancer: ({ loadBalancer }) => ({ LoadBalancerId: loadBalancer }),
  EnableDeletionProtection: ({ loadBalancer }) => ({ ResourceId: loadBalancer }),
  DisableDeletionProtection: ({ loadBalancer }) => ({ ResourceId: loadBalancer }),
  EnableLoadBalancerAccessLog: ({ loadBalancer }) => ({ LoadBalancerId: loadBalancer, LogProject: 'p', LogStore: 's' }),
  DisableLoadBalancerAccessLog: ({ loadBalancer }) => ({ LoadBalancerId: loadBalancer }),
  CreateListener: ({ loadBalancer, group }) => ({
    LoadBalancerId: loadBalancer,
    ListenerProtocol: 'HTTP',
    ListenerPort: 8080,
    DefaultActions: forwardTo(group),
  }),
  GetListenerAttribute: ({ listener }) => ({ ListenerId: listener }),
  GetListenerHealthStatus: ({ listener }) => ({ ListenerId: listener }),
  UpdateListenerAttribute: ({ listener, free }) => ({ ListenerId: listener, DefaultActions: forwardTo(free) }),
  UpdateListenerLogConfig: ({ listener }) => ({ ListenerId: listener, AccessLogRecordCustomizedHeadersEnabled: true }),
  StartListener: ({ listener }) => ({ ListenerId: listener }),
  StopListener: ({ listener }) => ({ ListenerId: listener }),
  DeleteListener: ({ listener }) => ({ ListenerId: listener }),
  AssociateAdditionalCertificatesWithListener: ({ listener, extra }) => certificates(listener, extra),
  DissociateAdditionalCertificatesFromListener: ({ listener, extra }) => certificates(listener, extra),
  ListListenerCertificates: ({ listener }) => ({ ListenerId: listener }),
  CreateRule: ({ listener, group }) => ({ ListenerId: listener, ...newRule(group, 5) }),
  CreateRules: ({ listener, group }) => ({ ListenerId: listener, Rules: [newRule(group, 5)] }),
  UpdateRuleAttribute: ({ rule, free }) => ({ RuleId: rule, ...newRule(free, 5) }),
  UpdateRulesAttribute: ({ rule, free }) => ({ Rules: [{ RuleId: rule, ...newRule(free, 5) }] }),
  DeleteRule: ({ rule }) => ({ RuleId: rule }),
  DeleteRules: ({ rule }) => ({ RuleIds: [rule] }),
  UpdateServerGroupAttribute: ({ group }) => ({ ServerGroupId: group, ServerGroupName: 'name' }),
  DeleteServerGroup: ({ free }) => ({ ServerGroupId: free }),
  AddServersToServerGroup: ({ group }) => ({ ServerGroupId: group, Servers: [OTHER_SERVER] }),
  RemoveServersFromServerGroup: ({ group }) => ({ ServerGroupId: group, Servers: [SERVER] }),
  ReplaceServersInServerGroup: ({ group }) => ({
    ServerGroupId: group,
    AddedServers: [OTHER_SERVER],
    RemovedServers: [SERVER],
  }),
  UpdateServerGroupServersAttribute: ({ group }) => ({ ServerGroupId: group, Servers: [{ ...SERVER, Weight: 1 }] }),
  ApplyHealthCheckTemplateToServerGroup: ({ template, group }) => ({
    HealthCheckTemplateId: template,
    ServerGroupId: group,
  }),
  GetHealthCheckTemplateAttribute: ({ template }) => ({ HealthCheckTemplateId: template }),
  UpdateHealthCheckTemplateAttribute: ({ template }) => ({ HealthCheckTemplateId: template }),
  DeleteHealthCheckTemplates: ({ template }) => ({ HealthCheckTemplateIds: [template] }),
  UpdateSecurityPolicyAttribute: ({ policy }) => ({ SecurityPolicyId: policy, SecurityPolicyName: 'name' }),
  DeleteSecurityPolicy: ({ policy }) => ({ SecurityPolicyId: policy }),
  ListSecurityPolicyRelations: ({ policy }) => ({ SecurityPolicyIds: [policy] }),
  UpdateAclAttribute: ({ acl }) => ({ AclId: acl, AclName: 'name' }),
  DeleteAcl: ({ acl }) => ({ AclId: acl }),
  AddEntriesToAcl: ({ acl }) => ({ AclId: acl, AclEntries: [{ Entry: '10.0.0.0/8' }] }),
  RemoveEntriesFromAcl: ({ acl }) => ({ AclId: acl, Entries: ['10.0.0.0/8'] }),
  ListAclEntries: ({ acl }) => ({ AclId: acl }),
  ListAclRelations: ({ acl }) => ({ AclIds: [acl] }),
  AssociateAclsWithListener: ({ listener, acl }) => ({ ListenerId: listener, AclIds: [acl], AclType: 'White' }),
  DissociateAclsFromListener: ({ listener, acl }) => ({ ListenerId: listener, AclIds: [acl] }),
};

function packaged(LoadBalancerId: string): Parameters {
  return { LoadBalancerId, RegionId: 'cn-hangzhou', BandwidthPackageId: 'cbwp-1' };
}

function certificates(ListenerId: string, CertificateId: string): Parameters {
  return { ListenerId, Certificates: [{ CertificateId }] };
}

/** The actions that list a code, but those that meet it in a way of their own. */
export function actionsWith(code: string, except: readonly string[] = []): readonly string[] {
  return alb.actions
    .filter(({ errors, name }) => errors.includes(code) && !except.includes(name))
    .map(({ name }) => name);
}

/** Calls each of these actions on the things, and expects the same refusal of all. */
export async function allRefuse({ house, ids }: Stage, code: string, actions: readonly string[]): Promise<void> {
  const answers = new Map<string, string | undefined>();
  for (const action of actions) {
    const parameters = CALLS[action]?.(ids);
    if (!parameters) throw new Error(`no call of ${action}`);
    answers.set(action, (await house.ask(action, parameters)).code);
  }
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(actions.map((action) => [action, code])));
}
