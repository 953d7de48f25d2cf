import { describe, expect, test } from 'vitest';
import type { AlbErrorCode } from '../../local/cloud/alb/errors.ts';
import { alb } from '../../local/cloud/alb/product.ts';
import { NEW_LOAD_BALANCER, newRule } from './alb-house.ts';
import { actionsWith, allRefuse, CALLS, type Ids, openStage, SERVER, type Stage } from './alb-stage.ts';

type Arranged = (stage: Stage) => Promise<Partial<Ids> | undefined>;

/** What has to be so for every action that lists a code to refuse with it, and which actions need something else. */
const EVERYWHERE: readonly [code: AlbErrorCode, arranged: Arranged, except?: readonly string[]][] = [
  [
    'ResourceNotFound.LoadBalancer',
    async () => ({ loadBalancer: 'alb-none' }),
    ['MoveResourceGroup', 'TagResources', 'UnTagResources'],
  ],
  ['ResourceNotFound.Listener', async () => ({ listener: 'lsn-none' }), ['CreateListener']],
  ['ResourceNotFound.Rule', async () => ({ rule: 'rule-none' })],
  [
    'ResourceNotFound.ServerGroup',
    async () => ({ group: 'sgp-none', free: 'sgp-none' }),
    ['MoveResourceGroup', 'TagResources', 'UnTagResources'],
  ],
  ['ResourceNotFound.Acl', async () => ({ acl: 'acl-none' }), ['MoveResourceGroup', 'TagResources', 'UnTagResources']],
  [
    'ResourceNotFound.SecurityPolicy',
    async () => ({ policy: 'spy-none' }),
    ['CreateListener', 'UpdateListenerAttribute', 'MoveResourceGroup', 'TagResources', 'UnTagResources'],
  ],
  ['ResourceNotFound.HealthCheckTemplate', async () => ({ template: 'hct-none' })],
  [
    'IncorrectBusinessStatus.LoadBalancer',
    async ({ house, ids }) => {
      house.world.cloud.alb.loadBalancer(ids.loadBalancer)?.locks.push({ type: 'SecurityLocked', reason: 'attack' });
      return undefined;
    },
    ['StartListener'],
  ],
  [
    'IncorrectStatus.LoadBalancer',
    async ({ house }) => {
      house.slow(true);
      const { LoadBalancerId } = await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
      return { loadBalancer: String(LoadBalancerId) };
    },
    actionsWith('IncorrectStatus.LoadBalancer').filter((name) => /Listener/.test(name) && name !== 'CreateListener'),
  ],
  [
    'IncorrectStatus.Listener',
    async ({ house, ids }) => {
      house.slow(true);
      const { ListenerId } = await house.done('CreateListener', CALLS.CreateListener?.(ids) ?? {});
      return { listener: String(ListenerId) };
    },
  ],
  [
    'ResourceInConfiguring.Listener',
    async ({ house, ids }) => {
      house.slow(true);
      await house.done('StopListener', { ListenerId: ids.listener });
      return undefined;
    },
  ],
  [
    'IncorrectStatus.Rule',
    async ({ house, ids }) => {
      house.slow(true);
      await house.done('DeleteRule', { RuleId: ids.rule });
      return undefined;
    },
  ],
  [
    'IncorrectStatus.ServerGroup',
    async ({ house }) => {
      house.slow(true);
      const making = { ServerGroupName: 'new', VpcId: 'vpc-a', HealthCheckConfig: { HealthCheckEnabled: false } };
      const { ServerGroupId } = await house.done('CreateServerGroup', making);
      return { group: String(ServerGroupId), free: String(ServerGroupId) };
    },
    ['RemoveServersFromServerGroup', 'ReplaceServersInServerGroup'],
  ],
  [
    'ResourceInConfiguring',
    async ({ house, ids }) => {
      house.slow(true);
      for (const ServerGroupId of [ids.group, ids.free]) {
        await house.done('AddServersToServerGroup', { ServerGroupId, Servers: [{ ...SERVER, Port: 81 }] });
      }
      return undefined;
    },
  ],
  [
    'ResourceInConfiguring.BackendServer',
    async ({ house, ids }) => {
      house.slow(true);
      await house.done('UpdateServerGroupServersAttribute', CALLS.UpdateServerGroupServersAttribute?.(ids) ?? {});
      return undefined;
    },
  ],
  [
    'ResourceNotFound.BackendServer',
    async ({ house, ids }) => {
      await house.done('RemoveServersFromServerGroup', { ServerGroupId: ids.group, Servers: [SERVER] });
      return undefined;
    },
  ],
  [
    'IncorrectStatus.Acl',
    async ({ house }) => {
      house.slow(true);
      return { acl: String((await house.done('CreateAcl', { AclName: 'new' })).AclId) };
    },
  ],
  [
    'IncorrectStatus.SecurityPolicy',
    async ({ house, ids }) => {
      house.slow(true);
      await house.done('UpdateSecurityPolicyAttribute', { SecurityPolicyId: ids.policy, SecurityPolicyName: 'other' });
      return undefined;
    },
  ],
  ['OperationDenied.HttpListenerNotSupport', async ({ ids }) => ({ listener: ids.plain })],
  ['OperationDenied.DefaultCertificateUsed', async ({ ids }) => ({ extra: ids.certificate })],
  [
    'OperationDenied.OnlyFixedAddressAllocatedModeSupported',
    async ({ house }) => {
      const { LoadBalancerId } = await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
      return { loadBalancer: String(LoadBalancerId) };
    },
  ],
  [
    'OperationDenied.SecurityGroupNotSupport',
    async ({ house }) => {
      house.world.cloud.alb.securityGroups = 'closed';
      return undefined;
    },
    ['CreateLoadBalancer'],
  ],
];

describe('wherever it can happen', () => {
  test.each(EVERYWHERE)('%s', async (code, arranged, except = []) => {
    const stage = await openStage();
    const ids = await arranged(stage);
    await allRefuse({ ...stage, ids: { ...stage.ids, ...ids } }, code, actionsWith(code, except));
  });

  test('what a service manages, where it keeps it to itself', async () => {
    const stage = await openStage();
    const { cloud } = stage.house.world;
    const { loadBalancerId } = cloud.alb.createForService({
      ...{ account: cloud.account.id, region: 'cn-hangzhou', vpcId: 'vpc-a', vSwitchIds: ['vsw-h', 'vsw-i'] },
      ...{ managedBy: 'eas', name: 'eas', addressType: 'Internet' },
    });
    const [plain, https] = cloud.alb.listenersOf(loadBalancerId).map(({ id }) => id);
    const [managedRule] = [
      await stage.house.done('CreateRule', { ListenerId: https ?? '', ...newRule(stage.ids.group, 1) }),
    ];
    cloud.alb.serviceManagedEdits = 'refused';
    const managed = { loadBalancer: loadBalancerId, listener: https ?? '', plain: plain ?? '' };
    const ids = { ...stage.ids, ...managed, rule: String(managedRule?.RuleId) };
    const code = 'OperationDenied.ServiceManagedResource';
    await allRefuse({ ...stage, ids }, code, actionsWith(code));
    cloud.alb.serviceManagedEdits = 'allowed';
    expect((await stage.house.ask('DeleteRule', { RuleId: ids.rule })).code).toBeUndefined();
  });

  test('a change of a listener while another job runs on its instance', async () => {
    const stage = await openStage();
    const { house, ids } = stage;
    const listeners = actionsWith('IncorrectStatus.LoadBalancer', ['CreateListener', 'StartListener']);
    house.slow(true);
    await house.done('StopListener', { ListenerId: ids.plain });
    await allRefuse(
      stage,
      'IncorrectStatus.LoadBalancer',
      listeners.filter((name) => /Listener/.test(name)),
    );
  });

  test('a stopped listener of an instance that is busy, or locked', async () => {
    const stage = await openStage();
    const { house, ids } = stage;
    await house.done('StopListener', { ListenerId: ids.listener });
    house.slow(true);
    await house.done('StopListener', { ListenerId: ids.plain });
    await allRefuse(stage, 'IncorrectStatus.LoadBalancer', ['StartListener']);
    house.world.cloud.alb.loadBalancer(ids.loadBalancer)?.locks.push({ type: 'SecurityLocked', reason: 'attack' });
    await allRefuse(stage, 'IncorrectBusinessStatus.LoadBalancer', ['StartListener']);
  });

  test('servers of a group that is being deleted', async () => {
    const stage = await openStage();
    const { house, ids } = stage;
    house.slow(true);
    await house.done('DeleteServerGroup', { ServerGroupId: ids.free });
    const actions = ['RemoveServersFromServerGroup', 'ReplaceServersInServerGroup'];
    await allRefuse({ house, ids: { ...ids, group: ids.free } }, 'IncorrectStatus.ServerGroup', actions);
  });

  test('a page that leads nowhere', async () => {
    const stage = await openStage();
    const lists = alb.actions.filter(({ parameters }) => 'NextToken' in parameters);
    for (const { name, parameters } of lists) {
      const types = { ResourceType: 'acl', TagKey: 'owner' };
      const needed = Object.entries(types).filter(([each]) => each in parameters);
      const all = { ...CALLS[name]?.(stage.ids), ...Object.fromEntries(needed), NextToken: 'nonsense' };
      expect(await stage.house.ask(name, all), name).toMatchObject({ code: 'InvalidParameter' });
    }
  });

  test.each(['loadbalancer', 'acl', 'servergroup', 'securitypolicy'])(
    'tags of a %s that is not there',
    async (type) => {
      const { house } = await openStage();
      const codes = new Map([
        ['loadbalancer', 'LoadBalancer'],
        ['acl', 'Acl'],
        ['servergroup', 'ServerGroup'],
        ['securitypolicy', 'SecurityPolicy'],
      ]);
      const refused = { code: `ResourceNotFound.${codes.get(type)}`, status: 404 };
      const resource = { ResourceType: type, ResourceId: ['none'] };
      expect(await house.ask('TagResources', { ...resource, Tag: [{ Key: 'a', Value: 'b' }] })).toMatchObject(refused);
      expect(await house.ask('UnTagResources', { ...resource, All: true })).toMatchObject(refused);
      const moved = { ResourceType: type, ResourceId: 'none', NewResourceGroupId: 'rg-1' };
      expect(await house.ask('MoveResourceGroup', moved)).toMatchObject(refused);
    },
  );
});
