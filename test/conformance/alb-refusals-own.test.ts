import { describe, expect, test } from 'vitest';
import type { AlbErrorCode } from '../../local/cloud/alb/errors.ts';
import { forwardTo, NEW_GROUP, NEW_LOAD_BALANCER, newRule, ZONES } from './alb-house.ts';
import { CALLS, OTHER_SERVER, openStage, SERVER, type Stage } from './alb-stage.ts';
import type { Parameters, Value } from './signed-calls.ts';

type Arranged = (stage: Stage) => Parameters | Promise<Parameters>;

/** A refusal that several actions share, each called with what is arranged, in its own way. */
type Case = readonly [code: AlbErrorCode, arranged: Arranged];

/** Calls the actions one after the other on one stage. */
async function refused(code: AlbErrorCode, arranged: Arranged, shapes: Shapes): Promise<void> {
  const stage = await openStage();
  const parameters = await arranged(stage);
  for (const [action, shape] of Object.entries(shapes)) {
    const answer = await stage.house.ask(action, shape(stage, parameters));
    expect({ action, code: answer.code }).toEqual({ action, code });
  }
}

type Shapes = Readonly<Record<string, (stage: Stage, parameters: Parameters) => Parameters>>;

async function madeGroup({ house }: Stage, choices: Parameters): Promise<string> {
  return String((await house.done('CreateServerGroup', { ...NEW_GROUP, ...choices })).ServerGroupId);
}

/** An action that forwards, to several groups perhaps. */
function forwarding(...ids: readonly string[]): Value {
  const ServerGroupTuples = ids.map((ServerGroupId) => ({ ServerGroupId, Weight: 100 }));
  return { Order: 10, Type: 'ForwardGroup', ForwardGroupConfig: { ServerGroupTuples } };
}

function mirroring(ServerGroupId: string): Value {
  const MirrorGroupConfig = { ServerGroupTuples: [{ ServerGroupId }] };
  return {
    Order: 1,
    Type: 'TrafficMirror',
    TrafficMirrorConfig: { TargetType: 'ForwardGroupMirror', MirrorGroupConfig },
  };
}

const hosts = (...Values: readonly string[]) => ({ RuleConditions: [{ Type: 'Host', HostConfig: { Values } }] });

/** Makes the stage's instance Basic, as nothing in the API does. */
function basic({ house, ids }: Stage): void {
  const loadBalancer = house.world.cloud.alb.loadBalancer(ids.loadBalancer);
  if (loadBalancer) loadBalancer.edition = 'Basic';
}

describe('rules', () => {
  const shapes: Shapes = {
    CreateRule: ({ ids }, rule) => ({ ListenerId: ids.plain, ...newRule(ids.group, 7), ...rule }),
    CreateRules: ({ ids }, rule) => ({ ListenerId: ids.plain, Rules: [{ ...newRule(ids.group, 7), ...rule }] }),
    UpdateRuleAttribute: ({ ids }, rule) => ({ RuleId: ids.rule, ...rule }),
    UpdateRulesAttribute: ({ ids }, rule) => ({ Rules: [{ RuleId: ids.rule, ...rule }] }),
  };

  /** With the stage's rules on the plain listener. */
  async function onPlain(stage: Stage): Promise<Stage> {
    const { house, ids } = stage;
    const made = async (priority: number) =>
      String((await house.done('CreateRule', { ListenerId: ids.plain, ...newRule(ids.group, priority) })).RuleId);
    return { house, ids: { ...ids, rule: await made(1), rule2: await made(2) } };
  }

  const cases: readonly Case[] = [
    ['Conflict.Priority', () => ({ Priority: 2 })],
    [
      'QuotaExceeded.RuleActionsNum',
      ({ ids, house }) => {
        house.world.cloud.alb.quotas.ruleActions = [0, 0];
        return { RuleActions: [forwarding(ids.free)] };
      },
    ],
    [
      'QuotaExceeded.RuleMatchEvaluationsNum',
      () => hosts(...Array.from({ length: 10 }, (_, n) => `h${n}.example.com`)),
    ],
    [
      'QuotaExceeded.RuleWildcardsNum',
      ({ house }) => {
        house.world.cloud.alb.quotas.ruleWildcards = [0, 0];
        return hosts('*.example.com');
      },
    ],
    [
      'OperationDenied.GRPCServerGroup',
      async (stage) => ({ RuleActions: [forwarding(await madeGroup(stage, { Protocol: 'gRPC' }))] }),
    ],
    [
      'Mismatch.Protocol',
      async (stage) => ({ RuleActions: [forwarding(await madeGroup(stage, { Protocol: 'HTTPS' }))] }),
    ],
    ['Mismatch.VpcId', async (stage) => ({ RuleActions: [forwarding(await madeGroup(stage, { VpcId: 'vpc-b' }))] })],
    [
      'OperationDenied.ProtocolMustSameForForwardGroupAction',
      async (stage) => ({
        RuleActions: [forwarding(stage.ids.free, await madeGroup(stage, { Protocol: 'HTTPS' }))],
      }),
    ],
    [
      'OperationDenied.MirrorActionSupportHttpGroupOnly',
      async (stage) => {
        const mirror = await madeGroup(stage, { ServerGroupType: 'Instance', Protocol: 'HTTPS' });
        return { RuleActions: [mirroring(mirror), forwarding(stage.ids.group)] };
      },
    ],
    [
      'OperationDenied.IpGroupCanNotUsedForMirrorAction',
      ({ ids }) => ({ RuleActions: [mirroring(ids.free), forwarding(ids.group)] }),
    ],
    [
      'OperationDenied.SameGroupForForwardAndMirrorAction',
      ({ ids }) => ({ RuleActions: [mirroring(ids.group), forwarding(ids.group)] }),
    ],
    [
      'OperationDenied.RewriteMissingForwardGroup',
      () => ({ RuleActions: [{ Order: 1, Type: 'Rewrite', RewriteConfig: { Path: '/' } }] }),
    ],
    [
      'InvalidParameter',
      () => ({ RuleActions: [{ Order: 1, Type: 'Redirect', RedirectConfig: { HttpCode: '302' } }] }),
    ],
    ['ResourceNotFound.ServerGroup', () => ({ RuleActions: [forwarding('sgp-none')] })],
    [
      'ResourceQuotaExceeded.ServerGroupAttachedNum',
      ({ house, ids }) => {
        house.world.cloud.alb.quotas.serverGroupListeners = 0;
        return { RuleActions: [forwarding(ids.free)] };
      },
    ],
    [
      'ResourceQuotaExceeded.LoadBalancerServersNum',
      ({ house, ids }) => {
        house.world.cloud.alb.quotas.servers = [1, 1];
        return { RuleActions: [forwarding(ids.free)] };
      },
    ],
    [
      'ResourceQuotaExceeded.ServerAddedNum',
      ({ house, ids }) => {
        house.world.cloud.alb.quotas.sameAddress = 1;
        return { RuleActions: [forwarding(ids.free)] };
      },
    ],
    [
      'Mismatch.LoadBalancerEditionAndConnectionDrain',
      async (stage) => {
        const group = await madeGroup(stage, { ConnectionDrainConfig: { ConnectionDrainEnabled: true } });
        basic(stage);
        return { RuleActions: [forwarding(group)] };
      },
    ],
    [
      'Mismatch.LoadBalancerEditionAndSlowStartEnable',
      async (stage) => {
        const group = await madeGroup(stage, { SlowStartConfig: { SlowStartEnabled: true } });
        basic(stage);
        return { RuleActions: [forwarding(group)] };
      },
    ],
  ];

  test.each(cases)('%s', async (code, arranged) => {
    const stage = await onPlain(await openStage());
    if (code === 'QuotaExceeded.RuleMatchEvaluationsNum') stage.house.world.cloud.alb.quotas.ruleConditions = [9, 9];
    const parameters = await arranged(stage);
    for (const [action, shape] of Object.entries(shapes)) {
      const answer = await stage.house.ask(action, shape(stage, parameters));
      expect({ action, code: answer.code }).toEqual({ action, code });
    }
  });

  test('more of them than an instance has, of several instances or listeners, and with a priority that is none', async () => {
    const stage = await openStage();
    const { house, ids } = stage;
    const { alb } = house.world.cloud;
    alb.quotas.rules = [2, 2];
    const many = { code: 'ResourceQuotaExceeded.LoadBalancerRulesNum' };
    expect(await house.ask('CreateRule', CALLS.CreateRule?.(ids))).toMatchObject(many);
    expect(await house.ask('CreateRules', CALLS.CreateRules?.(ids))).toMatchObject(many);
    alb.quotas.rules = [100, 100];
    const other = await house.done('CreateRule', { ListenerId: ids.plain, ...newRule(ids.group, 1) });
    const rules = [ids.rule, String(other.RuleId)];
    const changes = rules.map((RuleId, index) => ({ RuleId, Priority: 30 + index }));
    expect(await house.ask('UpdateRulesAttribute', { Rules: changes })).toMatchObject({
      code: 'OperationDenied.ListenerIdInconsistent',
    });
    expect(await house.ask('UpdateRulesAttribute', { Rules: [{ RuleId: ids.rule, Priority: 0 }] })).toMatchObject({
      code: 'IllegalParam.Priority',
    });
    const { LoadBalancerId } = await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
    const far = await house.done(
      'CreateListener',
      CALLS.CreateListener?.({ ...ids, loadBalancer: String(LoadBalancerId) }),
    );
    const distant = await house.done('CreateRule', { ListenerId: String(far.ListenerId), ...newRule(ids.group, 1) });
    expect(await house.ask('DeleteRules', { RuleIds: [ids.rule, String(distant.RuleId)] })).toMatchObject({
      code: 'OperationDenied.CrossLoadBalancerRules',
    });
  });
});

describe('listeners', () => {
  const shapes: Shapes = {
    CreateListener: ({ ids }, given) => ({
      LoadBalancerId: ids.loadBalancer,
      ListenerProtocol: 'HTTPS',
      ListenerPort: 8443,
      DefaultActions: forwardTo(ids.group),
      Certificates: [{ CertificateId: ids.extra }],
      ...given,
    }),
    UpdateListenerAttribute: ({ ids }, given) => ({ ListenerId: ids.listener, ...given }),
  };
  const onPlain: Shapes = {
    CreateListener: (stage, given) => ({ ...CALLS.CreateListener?.(stage.ids), ...given }),
    UpdateListenerAttribute: ({ ids }, given) => ({ ListenerId: ids.plain, ...given }),
  };

  /** A QUIC listener of an instance. */
  async function quicOn({ house, ids }: Stage, LoadBalancerId: string): Promise<string> {
    const { ListenerId } = await house.done('CreateListener', {
      LoadBalancerId,
      ListenerProtocol: 'QUIC',
      ListenerPort: 443,
      DefaultActions: forwardTo(ids.group),
      Certificates: [{ CertificateId: ids.certificate }],
    });
    return String(ListenerId);
  }
  const upgrade = (QuicListenerId: string) => ({ QuicConfig: { QuicUpgradeEnabled: true, QuicListenerId } });
  const withGroup =
    (choices: Parameters, isBasic = false): Arranged =>
    async (stage) => {
      const group = await madeGroup(stage, choices);
      if (isBasic) basic(stage);
      return { DefaultActions: forwardTo(group) };
    };

  test.each<Case>([
    ['ResourceNotFound.Certificate', () => ({ Certificates: [{ CertificateId: '1-cn-hangzhou' }] })],
    ['ResourceNotFound.SecurityPolicy', () => ({ SecurityPolicyId: 'spy-none' })],
    ['ResourceNotFound.Listener', () => upgrade('lsn-none')],
    ['InvalidParameter', () => ({ CaEnabled: true })],
    ['InvalidParameter', ({ ids }) => upgrade(ids.plain)],
    [
      'OperationDenied.CrossLoadBalancerQUICListener',
      async (stage) => {
        const { LoadBalancerId } = await stage.house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
        return upgrade(await quicOn(stage, String(LoadBalancerId)));
      },
    ],
    ['Mismatch.VpcId', withGroup({ VpcId: 'vpc-b' })],
    [
      'Mismatch.LoadBalancerEditionAndConnectionDrain',
      withGroup({ ConnectionDrainConfig: { ConnectionDrainEnabled: true } }, true),
    ],
    [
      'Mismatch.LoadBalancerEditionAndSlowStartEnable',
      withGroup({ SlowStartConfig: { SlowStartEnabled: true } }, true),
    ],
    [
      'ResourceQuotaExceeded.ServerGroupAttachedNum',
      ({ house, ids }) => {
        house.world.cloud.alb.quotas.serverGroupListeners = 0;
        return { DefaultActions: forwardTo(ids.free) };
      },
    ],
    [
      'ResourceQuotaExceeded.LoadBalancerServersNum',
      ({ house, ids }) => {
        house.world.cloud.alb.quotas.servers = [1, 1];
        return { DefaultActions: forwardTo(ids.free) };
      },
    ],
    [
      'ResourceQuotaExceeded.ServerAddedNum',
      ({ house, ids }) => {
        house.world.cloud.alb.quotas.sameAddress = 1;
        return { DefaultActions: forwardTo(ids.free) };
      },
    ],
    [
      'ResourceQuotaExceeded.SecurityPolicyAttachedNum',
      ({ house, ids }) => {
        house.world.cloud.alb.quotas.securityPolicyListeners = 0;
        return { SecurityPolicyId: ids.policy };
      },
    ],
  ])('%s', (code, arranged) => refused(code, arranged, shapes));

  test.each<Case>([
    ['InvalidParameter', ({ ids }) => upgrade(ids.plain)],
    ['OperationDenied.GRPCServerGroup', withGroup({ Protocol: 'gRPC' })],
    ['OperationDenied.ServerGroupProtocolNotSupport', withGroup({ Protocol: 'HTTPS' })],
  ])('%s, of plain HTTP', (code, arranged) => refused(code, arranged, onPlain));

  test('a QUIC listener that another has, or that is in use', async () => {
    const stage = await openStage();
    const { house, ids } = stage;
    const quic = await quicOn(stage, ids.loadBalancer);
    await house.done('UpdateListenerAttribute', { ListenerId: ids.listener, ...upgrade(quic) });
    const taken = { code: 'ResourceAlreadyAssociated.Listener' };
    const another = { ...shapes.CreateListener?.(stage, {}) };
    expect(await house.ask('CreateListener', { ...another, ...upgrade(quic) })).toMatchObject(taken);
    const { ListenerId } = await house.done('CreateListener', another);
    expect(
      await house.ask('UpdateListenerAttribute', { ListenerId: String(ListenerId), ...upgrade(quic) }),
    ).toMatchObject(taken);
    expect(await house.ask('DeleteListener', { ListenerId: quic })).toMatchObject({ code: 'ResourceInUse.Listener' });
  });

  test('certificates, logs and lists', async () => {
    const stage = await openStage();
    const { house, ids } = stage;
    const listener = { ListenerId: ids.listener };
    const twice = { ...listener, Certificates: [{ CertificateId: ids.extra }, { CertificateId: ids.extra }] };
    for (const action of [
      'AssociateAdditionalCertificatesWithListener',
      'DissociateAdditionalCertificatesFromListener',
    ]) {
      expect(await house.ask(action, twice)).toMatchObject({ code: 'InvalidParameter' });
    }
    expect(await house.ask('UpdateListenerLogConfig', CALLS.UpdateListenerLogConfig?.(ids))).toMatchObject({
      code: 'OperationDenied.AccessLogDisabled',
    });
    const aclTwice = { ...listener, AclIds: [ids.acl, ids.acl] };
    expect(await house.ask('AssociateAclsWithListener', { ...aclTwice, AclType: 'White' })).toMatchObject({
      code: 'InvalidParameter',
    });
    expect(await house.ask('DissociateAclsFromListener', aclTwice)).toMatchObject({ code: 'InvalidParameter' });
    house.world.cloud.alb.quotas.loadBalancerAclEntries = 1;
    await house.done('AddEntriesToAcl', {
      AclId: ids.acl,
      AclEntries: [{ Entry: '10.0.0.0/8' }, { Entry: '11.0.0.0/8' }],
    });
    const bound = CALLS.AssociateAclsWithListener?.(ids);
    expect(await house.ask('AssociateAclsWithListener', bound)).toMatchObject({
      code: 'ResourceQuotaExceeded.LoadBalancerAclEntriesNum',
    });
    house.world.cloud.alb.quotas.loadBalancerAclEntries = 800;
    await house.done('AssociateAclsWithListener', bound);
    house.world.cloud.alb.quotas.listenerAclEntries = [2, 2];
    const more = { AclId: ids.acl, AclEntries: [{ Entry: '12.0.0.0/8' }] };
    expect(await house.ask('AddEntriesToAcl', more)).toMatchObject({
      code: 'ResourceQuotaExceeded.ListenerAclEntriesNum',
    });
    const group = { LoadBalancerId: ids.loadBalancer, SecurityGroupIds: ['sg-1'] };
    expect(await house.ask('LoadBalancerJoinSecurityGroup', group)).toMatchObject({
      code: 'OperationDenied.LbAssociatedAclCanNotJoinSecurityGroup',
    });
    await house.done('DissociateAclsFromListener', { ...listener, AclIds: [ids.acl] });
    await house.done('LoadBalancerJoinSecurityGroup', group);
    expect(await house.ask('AssociateAclsWithListener', bound)).toMatchObject({
      code: 'OperationDenied.LoadBalancerJoinedSecurityGroupNotSupportAcl',
    });
    expect(await house.ask('CreateAcl', { AclName: 'list', ResourceGroupId: 'rg-none' })).toMatchObject({
      code: 'NotExist.ResourceGroup',
    });
  });
});

describe('server groups', () => {
  const shapes: Shapes = {
    CreateServerGroup: (_stage, given) => ({ ...NEW_GROUP, ...given }),
    UpdateServerGroupAttribute: ({ ids }, { ServerGroupType: _, ...given }) => ({ ServerGroupId: ids.group, ...given }),
  };

  test.each<Case>([
    [
      'Mismatch.ServerGroupSchedulerAndSlowStartEnable',
      () => ({ Scheduler: 'Wlc', SlowStartConfig: { SlowStartEnabled: true } }),
    ],
    ['QuotaExceeded.ConnectionDrainTimeout', () => ({ ConnectionDrainConfig: { ConnectionDrainTimeout: 901 } })],
    ['QuotaExceeded.SlowStartDuration', () => ({ SlowStartConfig: { SlowStartDuration: 901 } })],
  ])('%s', (code, arranged) => refused(code, arranged, shapes));

  test('what functions do not have, and a resource group that is not there', async () => {
    const { house } = await openStage();
    const functions = { ...NEW_GROUP, ServerGroupType: 'Fc' };
    const { ServerGroupId } = await house.done('CreateServerGroup', functions);
    const calls = [
      ['CreateServerGroup', functions],
      ['UpdateServerGroupAttribute', { ServerGroupId: String(ServerGroupId) }],
    ] as const;
    for (const [action, parameters] of calls) {
      const draining = { ...parameters, ConnectionDrainConfig: { ConnectionDrainEnabled: true } };
      expect(await house.ask(action, draining)).toMatchObject({ code: 'UnsupportedFeature.ConnectionDrain' });
      const starting = { ...parameters, SlowStartConfig: { SlowStartEnabled: true } };
      expect(await house.ask(action, starting)).toMatchObject({ code: 'UnsupportedFeature.SlowStart' });
    }
    const arn = 'acs:fc:cn-hangzhou:1234567890123456:functions/chat/LATEST';
    await house.done('AddServersToServerGroup', {
      ServerGroupId: String(ServerGroupId),
      Servers: [{ ServerId: arn, ServerType: 'Fc' }],
    });
    expect(await house.listed('ListServerGroupServers', { ServerIds: [arn] })).toMatchObject([{ ServerType: 'Fc' }]);
    const grouped = { ...NEW_GROUP, ResourceGroupId: 'rg-none' };
    expect(await house.ask('CreateServerGroup', grouped)).toMatchObject({ code: 'NotExist.ResourceGroup' });
    const moved = { ResourceType: 'servergroup', ResourceId: String(ServerGroupId), NewResourceGroupId: 'rg-none' };
    expect(await house.ask('MoveResourceGroup', moved)).toMatchObject({ code: 'NotExist.ResourceGroup' });
  });

  test('settings that a Basic instance which forwards to it does not have', async () => {
    const stage = await openStage();
    basic(stage);
    const group = { ServerGroupId: stage.ids.group };
    const draining = { ...group, ConnectionDrainConfig: { ConnectionDrainEnabled: true } };
    expect(await stage.house.ask('UpdateServerGroupAttribute', draining)).toMatchObject({
      code: 'Mismatch.LoadBalancerEditionAndConnectionDrain',
    });
    const starting = { ...group, SlowStartConfig: { SlowStartEnabled: true } };
    expect(await stage.house.ask('UpdateServerGroupAttribute', starting)).toMatchObject({
      code: 'Mismatch.LoadBalancerEditionAndSlowStartEnable',
    });
  });

  const servers: Shapes = {
    AddServersToServerGroup: ({ ids }, { Group, Servers = [] }) => ({ ServerGroupId: Group ?? ids.group, Servers }),
    ReplaceServersInServerGroup: ({ ids }, { Group, Servers = [], Removed = [SERVER] }) => ({
      ServerGroupId: Group ?? ids.group,
      AddedServers: Servers,
      RemovedServers: Removed,
    }),
  };
  const REMOVED = { ServerId: 'i-2', ServerType: 'Ecs', Port: 80 };
  const ofInstances = async (stage: Stage, server: Parameters) => {
    const Group = await madeGroup(stage, { ServerGroupType: 'Instance' });
    await stage.house.done('AddServersToServerGroup', { ServerGroupId: Group, Servers: [REMOVED] });
    return { Group, Servers: [{ Port: 80, ...server }], Removed: [REMOVED] };
  };

  test.each<Case>([
    ['Mismatch.ServerType', () => ({ Servers: [{ ServerId: 'i-1', ServerType: 'Ecs', Port: 80 }] })],
    ['IllegalParam.ServerIp', () => ({ Servers: [{ ServerId: '203.0.113.1', ServerType: 'Ip', Port: 80 }] })],
    ['InvalidParameter', () => ({ Servers: [{ ServerId: '10.0.0.9', ServerType: 'Ip' }] })],
    ['DuplicatedParam.BackendServer', () => ({ Servers: [OTHER_SERVER, OTHER_SERVER] })],
    [
      'Conflict.BackendServer',
      async ({ house, ids }) => {
        await house.done('AddServersToServerGroup', { ServerGroupId: ids.group, Servers: [OTHER_SERVER] });
        return { Servers: [OTHER_SERVER] };
      },
    ],
    ['ResourceNotFound.Ecs', (stage) => ofInstances(stage, { ServerId: 'i-none', ServerType: 'Ecs' })],
    ['ResourceNotFound.Eni', (stage) => ofInstances(stage, { ServerId: 'eni-none', ServerType: 'Eni' })],
    ['ResourceNotFound.Eci', (stage) => ofInstances(stage, { ServerId: 'eci-none', ServerType: 'Eci' })],
    ['Mismatch.VpcId', (stage) => ofInstances(stage, { ServerId: 'i-b', ServerType: 'Ecs' })],
    [
      'ResourceQuotaExceeded.LoadBalancerServersNum',
      ({ house }) => {
        house.world.cloud.alb.quotas.servers = [1, 1];
        return { Servers: [OTHER_SERVER] };
      },
    ],
    [
      'ResourceQuotaExceeded.ServerAddedNum',
      ({ house }) => {
        house.world.cloud.alb.quotas.sameAddress = 1;
        return { Servers: [{ ...SERVER, Port: 81 }] };
      },
    ],
  ])('%s', (code, arranged) => refused(code, arranged, servers));
});

describe('load balancers', () => {
  const zones = (...mappings: readonly Parameters[]) => ({ ZoneMappings: mappings });
  const [one = {}, two = {}] = ZONES;
  const ofK = (VSwitchId: string) => ({ ZoneId: 'cn-hangzhou-k', VSwitchId });
  const shapes: Shapes = {
    CreateLoadBalancer: (_stage, given) => ({ ...NEW_LOAD_BALANCER, ...given }),
    UpdateLoadBalancerZones: ({ ids }, given) => ({ LoadBalancerId: ids.loadBalancer, ...given }),
  };

  test.each<Case>([
    ['DuplicatedParam.ZoneId', () => zones(one, one)],
    ['ResourceNotFound.VSwitch', () => zones(one, { ...two, VSwitchId: 'vsw-none' })],
    ['Mismatch.ZoneIdAndVSwitchId', () => zones(one, { ...two, ZoneId: 'cn-hangzhou-j' })],
    ['IncorrectStatus.VSwitch', () => zones(one, ofK('vsw-pending-k'))],
    ['ResourceNotEnough.VSwitchIp', () => zones(one, ofK('vsw-full-k'))],
    ['InvalidParameter', () => zones(one)],
  ])('%s', (code, arranged) => refused(code, arranged, shapes));

  const created = (given: Parameters) => ['CreateLoadBalancer', () => ({ ...NEW_LOAD_BALANCER, ...given })] as const;
  const of = (action: string, given: Parameters) =>
    [action, ({ ids }: Stage) => ({ LoadBalancerId: ids.loadBalancer, ...given })] as const;
  const billed = (BandwidthPackageId: string) => ({
    LoadBalancerBillingConfig: { PayType: 'PostPay', BandwidthPackageId },
  });
  const locked = { RegionId: 'cn-hangzhou', BandwidthPackageId: 'cbwp-locked' };
  const unknown = { RegionId: 'cn-hangzhou', BandwidthPackageId: 'cbwp-none' };

  test.each<readonly [code: AlbErrorCode, action: string, Arranged]>([
    ['InvalidParameter', ...created(zones({ ...one, AllocationId: 'eip-none' }, two))],
    ['InvalidParameter', ...created(zones({ ...one, IntranetAddress: '172.16.0.1' }, two))],
    ['ResourceNotFound.CommonBandwidthPackage', ...created(billed('cbwp-none'))],
    ['IncorrectBusinessStatus.CommonBandwidthPackage', ...created(billed('cbwp-locked'))],
    ['ResourceNotFound.SecurityGroup', ...created({ SecurityGroupIds: [{ SecurityGroupId: 'sg-none' }] })],
    ['ResourceNotFound.CommonBandwidthPackage', ...of('AttachCommonBandwidthPackageToLoadBalancer', unknown)],
    ['IncorrectBusinessStatus.CommonBandwidthPackage', ...of('AttachCommonBandwidthPackageToLoadBalancer', locked)],
    ['ResourceNotFound.CommonBandwidthPackage', ...of('DetachCommonBandwidthPackageFromLoadBalancer', unknown)],
    ['ResourceNotFound.SecurityGroup', ...of('LoadBalancerJoinSecurityGroup', { SecurityGroupIds: ['sg-none'] })],
    ['ResourceNotFound.SecurityGroup', ...of('LoadBalancerLeaveSecurityGroup', { SecurityGroupIds: ['sg-none'] })],
    ['ResourceNotAssociated.SecurityGroup', ...of('LoadBalancerLeaveSecurityGroup', { SecurityGroupIds: ['sg-1'] })],
    ['OperationDenied.EditionNotChanged', ...of('UpdateLoadBalancerEdition', { LoadBalancerEdition: 'Standard' })],
    ['OperationDenied.Downgrade', ...of('UpdateLoadBalancerEdition', { LoadBalancerEdition: 'Basic' })],
    [
      'OperationDenied.AddressTypeNotChanged',
      ...of('UpdateLoadBalancerAddressTypeConfig', { AddressType: 'Internet' }),
    ],
    ['OperationDenied.ZoneVSwitchNotExist', ...of('StartShiftLoadBalancerZones', zones(ofK('vsw-full-k')))],
    ['OperationDenied.ZoneVSwitchNotExist', ...of('CancelShiftLoadBalancerZones', zones(ofK('vsw-full-k')))],
    ['Mismatch.ZoneIdAndVSwitchId', ...of('StartShiftLoadBalancerZones', zones({ ...one, VSwitchId: 'vsw-i' }))],
    ['Mismatch.ZoneIdAndVSwitchId', ...of('CancelShiftLoadBalancerZones', zones({ ...one, VSwitchId: 'vsw-i' }))],
    ['OperationDenied.ZoneMappingsNotChanged', ...of('CancelShiftLoadBalancerZones', zones(one))],
  ])('%s: %s', async (code, action, arranged) => {
    const stage = await openStage();
    expect(await stage.house.ask(action, await arranged(stage))).toMatchObject({ code });
  });

  test('security groups: closed, too many, joined twice', async () => {
    const { house, ids } = await openStage();
    const { alb } = house.world.cloud;
    const join = { LoadBalancerId: ids.loadBalancer, SecurityGroupIds: ['sg-1'] };
    const create = { ...NEW_LOAD_BALANCER, SecurityGroupIds: [{ SecurityGroupId: 'sg-1' }] };
    alb.quotas.securityGroups = 0;
    const many = { code: 'ResourceQuotaExceeded.SecurityGroupNum' };
    expect(await house.ask('LoadBalancerJoinSecurityGroup', join)).toMatchObject(many);
    expect(await house.ask('CreateLoadBalancer', create)).toMatchObject(many);
    alb.quotas.securityGroups = 4;
    await house.done('LoadBalancerJoinSecurityGroup', join);
    expect(await house.ask('LoadBalancerJoinSecurityGroup', join)).toMatchObject({
      code: 'ResourceAlreadyAssociated.SecurityGroup',
    });
    alb.securityGroups = 'closed';
    expect(await house.ask('CreateLoadBalancer', create)).toMatchObject({
      code: 'OperationDenied.SecurityGroupNotSupport',
    });
  });

  test('zones that are shifted already, or are the last', async () => {
    const { house, ids } = await openStage();
    const shift = (zone: Parameters) =>
      house.ask('StartShiftLoadBalancerZones', { LoadBalancerId: ids.loadBalancer, ZoneMappings: [zone] });
    expect((await shift(one)).code).toBeUndefined();
    expect(await shift(one)).toMatchObject({ code: 'OperationDenied.ZoneMappingsNotChanged' });
    expect(await shift(two)).toMatchObject({ code: 'OperationDenied.ConfigLastActiveZoneNotSupport' });
  });

  test('addresses for the internet that are not there, locked, prepaid, too few or of other zones', async () => {
    const { house } = await openStage();
    const made = await house.done('CreateLoadBalancer', { ...NEW_LOAD_BALANCER, AddressType: 'Intranet' });
    const opened = (...ZoneMappings: readonly Parameters[]) =>
      house.ask('UpdateLoadBalancerAddressTypeConfig', {
        LoadBalancerId: String(made.LoadBalancerId),
        AddressType: 'Internet',
        ZoneMappings,
      });
    const eip = (AllocationId: string) => ({ ...one, AllocationId });
    expect(await opened(eip('eip-none'))).toMatchObject({ code: 'ResourceNotFound.Eip', status: 400 });
    expect(await opened(eip('eip-locked'))).toMatchObject({ code: 'IncorrectBusinessStatus.Eip' });
    expect(await opened(eip('eip-prepaid'))).toMatchObject({ code: 'OperationDenied.OnlyPostPaidEipSupported' });
    expect(await opened(eip('eip-h'))).toMatchObject({ code: 'InvalidParameter' });
    expect(await opened({ ...eip('eip-h'), VSwitchId: 'vsw-i' })).toMatchObject({
      code: 'Mismatch.ZoneIdAndVSwitchId',
    });
  });
});

describe('security policies and templates', () => {
  test('what cannot be, is in use, or is too many', async () => {
    const { house, ids } = await openStage();
    const { quotas } = house.world.cloud.alb;
    const making = { SecurityPolicyName: 'own', TLSVersions: ['TLSv1.2'], Ciphers: ['AES128-SHA'] };
    const wrong = { code: 'InvalidParameter' };
    expect(await house.ask('CreateSecurityPolicy', { ...making, TLSVersions: ['SSLv3'] })).toMatchObject(wrong);
    const modern = { SecurityPolicyId: ids.policy, Ciphers: ['TLS_AES_128_GCM_SHA256'] };
    expect(await house.ask('UpdateSecurityPolicyAttribute', modern)).toMatchObject(wrong);
    quotas.securityPolicies = 1;
    expect(await house.ask('CreateSecurityPolicy', making)).toMatchObject({
      code: 'QuotaExceeded.SecurityPoliciesNum',
    });
    quotas.healthCheckTemplates = 1;
    expect(await house.ask('CreateHealthCheckTemplate', { HealthCheckTemplateName: 'second' })).toMatchObject({
      code: 'QuotaExceeded.HealthCheckTemplatesNum',
    });
    await house.done('UpdateListenerAttribute', { ListenerId: ids.listener, SecurityPolicyId: ids.policy });
    expect(await house.ask('DeleteSecurityPolicy', { SecurityPolicyId: ids.policy })).toMatchObject({
      code: 'ResourceInUse.SecurityPolicy',
    });
  });
});
