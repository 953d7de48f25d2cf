import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AclOutcome, applyAclStep } from '../../functions/gateway-provisioner/apply-listener-acl.ts';
import { type AlbClient, albClient } from '../../shared/cloud/alb.ts';
import { CallOutcomeUnknown } from '../../shared/cloud/cloud-errors.ts';
import { observeLoadBalancers } from '../../shared/cloud/load-balancer-observation.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { type AclStep, type EditsRefused, editsOf } from '../../shared/domain-rules/provisioning/acl-step.ts';
import { planListenerAcl } from '../../shared/domain-rules/provisioning/listener-acl.ts';
import type { ListenerAclQuestion } from '../../shared/domain-rules/provisioning/listener-acl-question.ts';
import type { Access } from '../../shared/domain-rules/provisioning/load-balancer.ts';
import { type AlbCloud, REGION, startAlbCloud } from './alb-cloud.ts';
import { transportTo } from './transport-to.ts';
import { rejectionOf } from './transport-under-test.ts';

const OWNER = 'torii:1234567890123456/cn-hangzhou/chat-prod';
const OFFICE = '203.0.113.0/24';
const PARTNER = '198.51.100.0/24';
const CLERK = '203.0.113.7';
const STRANGER = '192.0.2.9';

let world: AlbCloud;
let ours: AlbClient;
let tokens: number;

beforeEach(async () => {
  world = await startAlbCloud();
  const { cloud } = world;
  tokens = 0;
  const transport = transportTo(cloud, cloud.account, (ms) => cloud.clock.advanceBy(ms));
  ours = albClient(transport, REGION);
});
afterEach(() => world.cloud.close());

const context = () => ({ newId: () => `token-${++tokens}`, now: world.cloud.clock.now() });
const apply = (step: AclStep): Promise<AclOutcome> => applyAclStep(ours, step, context());
const seen = (...ids: string[]) => observeLoadBalancers(ours, ids, OWNER);

/** An instance that EAS made, Active, with a listener on 80 and one on 443. */
async function madeByEas() {
  const { loadBalancerId } = world.cloud.alb.createForService({
    account: world.cloud.account.id,
    region: REGION,
    managedBy: 'eas',
    name: 'eas-chat',
    vpcId: 'vpc-a',
    vSwitchIds: ['vsw-h', 'vsw-i'],
    addressType: 'Internet',
  });
  await world.later();
  const listenerIds = world.cloud.alb.listenersOf(loadBalancerId).map(({ id }) => id);
  return { loadBalancerId, listenerIds, listenerId: listenerIds[1] ?? '' };
}

function admitted(loadBalancerId: string, port = 443): string[] {
  return [CLERK, STRANGER].filter((address) => world.cloud.alb.admits(loadBalancerId, port, address));
}

/** Looks, plans and makes the steps that are ready, with a little time in between, until nothing is left. */
class Keeper {
  allow: ListenerAclQuestion['allow'];
  refused: EditsRefused | undefined;
  openSince: Record<string, number> = {};
  messages: string[] = [];
  readonly access: Access;
  readonly loadBalancerIds: string[];

  constructor(loadBalancerIds: string[], allow: ListenerAclQuestion['allow'] = [OFFICE], access: Access = 'internet') {
    this.access = access;
    this.loadBalancerIds = loadBalancerIds;
    this.allow = allow;
  }

  async look() {
    const now = world.cloud.clock.now();
    const decision = planListenerAcl({
      ...(await seen(...this.loadBalancerIds)),
      access: this.access,
      allow: this.allow,
      edits: editsOf(this.refused, now),
      owner: OWNER,
      after: [],
      now,
      openSince: this.openSince,
    });
    this.openSince = decision.openSince;
    this.messages.push(decision.allowlist.message);
    return decision;
  }

  async keep(meanwhile: () => void = () => undefined) {
    for (let round = 0; round < 60; round += 1) {
      const decision = await this.look();
      for (const step of readySteps(decision.plan)) {
        const outcome = await apply(step);
        if (outcome.kind === 'refused') this.refused = outcome.refused;
        meanwhile();
      }
      if (decision.plan.steps.length === 0 && decision.plan.waits.length === 0) return decision;
      await world.cloud.clock.advanceBy(2000);
      meanwhile();
    }
    throw new Error(`no end: ${this.messages.at(-1)}`);
  }
}

/** A list of ours with these entries, that no listener has. */
async function ourList(...entries: string[]): Promise<string> {
  const step = { access: 'internet', owner: OWNER, name: 'torii-chat-prod-internet' } as const;
  await apply({ ...head('create-acl'), kind: 'create-acl', ...step });
  await world.later();
  const { acls } = await seen();
  const aclId = acls[0]?.aclId ?? '';
  if (entries.length > 0) await apply({ ...head('fill-acl'), kind: 'fill-acl', aclId, entries });
  await world.later();
  return aclId;
}

const head = (id: string) => ({ id, target: '', summary: '', after: [], effects: [], repeatable: true });
const entriesOf = async (aclId: string) => (await ours.allAclEntries(aclId)).map(({ Entry }) => Entry);

describe('an observation of load balancers', () => {
  it('tells of an instance, its zones, its listeners and the lists on them', async () => {
    const { loadBalancerId, listenerId } = await madeByEas();
    const aclId = await world.availableAcl(OFFICE);
    await world.bind(listenerId, 'White', aclId);
    const { loadBalancers, acls } = await seen(loadBalancerId);
    expect(loadBalancers).toMatchObject([
      {
        loadBalancerId,
        dnsName: `${loadBalancerId}.cn-hangzhou.alb.aliyuncs.com`,
        addressType: 'Internet',
        status: 'Configuring',
        vpcId: 'vpc-a',
        zones: [
          { zoneId: 'cn-hangzhou-h', vSwitchId: 'vsw-h' },
          { zoneId: 'cn-hangzhou-i', vSwitchId: 'vsw-i' },
        ],
        deletionProtected: false,
        listeners: [
          { protocol: 'HTTP', port: 80, status: 'Running', aclType: undefined, acls: [] },
          { protocol: 'HTTPS', port: 443, status: 'Configuring', acls: [{ aclId, status: 'Associating' }] },
        ],
      },
    ]);
    expect(acls).toEqual([
      {
        aclId,
        name: 'office',
        status: 'Available',
        owner: undefined,
        access: undefined,
        entries: [{ entry: OFFICE, status: 'Available' }],
      },
    ]);
  });

  it('finds our list by its tags, wherever it is, and nobody else’s', async () => {
    const aclId = await ourList(OFFICE);
    await world.availableAcl(PARTNER);
    const { acls } = await seen();
    expect(acls).toMatchObject([{ aclId, owner: OWNER, access: 'internet', name: 'torii-chat-prod-internet' }]);
    expect((await observeLoadBalancers(ours, [], `${OWNER}-2`)).acls).toEqual([]);
  });

  it('is not put off by an instance that is being made, is gone, or never was', async () => {
    const made = await madeByEas();
    const loadBalancerId = await world.createLoadBalancer({ deletionProtectionEnabled: true });
    world.cloud.alb.deleteForService(made.loadBalancerId);
    await world.cloud.clock.advanceBy(1);
    const during = await seen(loadBalancerId, made.loadBalancerId, 'alb-none');
    expect(during.loadBalancers).toMatchObject([
      { status: 'Provisioning', listeners: [], deletionProtected: true },
      { status: 'Deleting' },
    ]);
    await world.later();
    const after = await seen(made.loadBalancerId, loadBalancerId);
    expect(after.loadBalancers).toMatchObject([{ loadBalancerId, status: 'Active' }]);
  });

  it('fails where looking itself is refused', async () => {
    world.cloud.faults.add({ kind: 'server-error', product: 'alb', action: 'GetLoadBalancerAttribute' });
    expect(await rejectionOf(seen('alb-none'))).toMatchObject({ code: 'ServiceUnavailable' });
  });
});

describe('the listeners of an instance that EAS made', () => {
  it('are open to everybody at first, and then to whom the declaration names', async () => {
    const { loadBalancerId } = await madeByEas();
    expect(admitted(loadBalancerId)).toEqual([CLERK, STRANGER]);
    const keeper = new Keeper([loadBalancerId]);
    const { allowlist } = await keeper.keep(() => expect(admitted(loadBalancerId)).toContain(CLERK));
    expect(allowlist).toMatchObject({ status: 'True', reason: 'AsDeclared' });
    for (const port of [80, 443]) expect(admitted(loadBalancerId, port)).toEqual([CLERK]);
    expect(keeper.messages.at(-1)).toMatch(/was open to everybody for \d+ s/);
    for (const action of ['CreateAcl', 'AddEntriesToAcl']) expect(world.cloud.calls.count(action)).toBe(1);
    expect(world.cloud.calls.count('AssociateAclsWithListener')).toBe(2);
  });

  it('follow the declaration: to others, to nobody, to everybody, and then no list is left', async () => {
    const { loadBalancerId } = await madeByEas();
    const keeper = new Keeper([loadBalancerId]);
    await keeper.keep();
    keeper.allow = [`${STRANGER}/32`];
    await keeper.keep(() => expect(admitted(loadBalancerId)).not.toEqual([]));
    expect(admitted(loadBalancerId)).toEqual([STRANGER]);
    keeper.allow = [];
    await keeper.keep();
    expect(admitted(loadBalancerId)).toEqual([]);
    keeper.allow = 'open';
    await keeper.keep();
    expect(admitted(loadBalancerId)).toEqual([CLERK, STRANGER]);
    await world.later();
    expect((await seen(loadBalancerId)).acls).toEqual([]);
  });

  it('get there though calls are throttled, answers are lost, and lists are short', async () => {
    const { loadBalancerId } = await madeByEas();
    for (const kind of ['throttling', 'drop-before', 'drop-after', 'short-page', 'extra-fields'] as const) {
      world.cloud.faults.add({ kind, product: 'alb', probability: 0.08 });
    }
    const keeper = new Keeper([loadBalancerId], [OFFICE, PARTNER]);
    await keeper.keep();
    for (const port of [80, 443]) expect(admitted(loadBalancerId, port)).toEqual([CLERK]);
    expect((await seen(loadBalancerId)).acls).toHaveLength(1);
  });

  it('have a list for each access where one instance carries both', async () => {
    const { loadBalancerId } = await madeByEas();
    const [outside, inside] = [new Keeper([loadBalancerId]), new Keeper([loadBalancerId], ['10.0.0.0/8'], 'intranet')];
    await outside.keep();
    await inside.keep();
    expect((await outside.keep()).allowlist.status).toBe('True');
    expect(admitted(loadBalancerId)).toEqual([CLERK]);
    expect(world.cloud.alb.admits(loadBalancerId, 443, '10.1.2.3')).toBe(true);
    expect((await seen(loadBalancerId)).acls.map(({ access }) => access)).toEqual(['internet', 'intranet']);
    inside.allow = 'open';
    expect((await inside.keep()).plan.steps).toEqual([]);
    expect((await outside.keep()).allowlist.status).toBe('True');
  });

  it('are left as they are where the service keeps them: it is tried once, and the owner’s own hand is seen', async () => {
    world.cloud.alb.serviceManagedEdits = 'refused';
    const { loadBalancerId, listenerIds } = await madeByEas();
    const keeper = new Keeper([loadBalancerId]);
    const refused = await keeper.keep();
    expect(refused.allowlist).toMatchObject({ status: 'False', reason: 'EditsRefused' });
    expect(admitted(loadBalancerId)).toEqual([CLERK, STRANGER]);
    const tries = world.cloud.calls.count('AssociateAclsWithListener');
    await keeper.keep();
    expect(world.cloud.calls.count('AssociateAclsWithListener')).toBe(tries);
    expect(refused.plan.blocked.map(({ wayOut }) => wayOut).join()).toContain(loadBalancerId);

    // In the console, which may: our list, filled already, on both listeners.
    world.cloud.alb.serviceManagedEdits = 'allowed';
    const [acl] = (await seen(loadBalancerId)).acls;
    for (const id of listenerIds) {
      await world.bind(id, 'White', acl?.aclId ?? '');
      await world.later();
    }
    world.cloud.alb.serviceManagedEdits = 'refused';
    expect((await keeper.keep()).allowlist.status).toBe('True');
    expect(admitted(loadBalancerId)).toEqual([CLERK]);
  });
});

describe('a list for nobody', () => {
  const declareNobody = async () => {
    const { loadBalancerId } = await madeByEas();
    return { keeper: new Keeper([loadBalancerId], []), loadBalancerId };
  };

  it('lets nobody in', async () => {
    const { keeper, loadBalancerId } = await declareNobody();
    await keeper.keep();
    expect(admitted(loadBalancerId)).toEqual([]);
  });

  it('is never said to be in effect where the cloud does not take its one entry', async () => {
    world.cloud.alb.broadcastEntry = 'refused';
    const { keeper, loadBalancerId } = await declareNobody();
    expect(await rejectionOf(keeper.keep())).toMatchObject({ code: 'InvalidParameter' });
    await world.later();
    expect((await keeper.look()).allowlist).toMatchObject({ status: 'False', reason: 'ListenerOpen' });
    expect(admitted(loadBalancerId)).toEqual([CLERK, STRANGER]);
  });
});

describe('a step that is made again', () => {
  it('adds the entries that are missing where some are there', async () => {
    const aclId = await ourList(OFFICE);
    const fill: AclStep = { ...head('fill-acl'), kind: 'fill-acl', aclId, entries: [OFFICE, PARTNER] };
    expect(await apply(fill)).toMatchObject({ kind: 'done' });
    await world.later();
    expect(await entriesOf(aclId)).toEqual([OFFICE, PARTNER]);
    expect(await apply(fill)).toMatchObject({ kind: 'done' });
    expect(await entriesOf(aclId)).toEqual([OFFICE, PARTNER]);
  });

  it('takes off what is still there', async () => {
    const aclId = await ourList(OFFICE, PARTNER);
    const trim: AclStep = { ...head('trim-acl'), kind: 'trim-acl', aclId, entries: [PARTNER], remaining: [OFFICE] };
    for (let time = 1; time <= 2; time += 1) {
      expect(await apply(trim)).toMatchObject({ kind: 'done' });
      await world.later();
      expect(await entriesOf(aclId)).toEqual([OFFICE]);
    }
  });

  it('takes nothing off a list that would be empty because of what others took off it', async () => {
    const aclId = await ourList(PARTNER);
    const trim: AclStep = { ...head('trim-acl'), kind: 'trim-acl', aclId, entries: [PARTNER], remaining: [OFFICE] };
    expect(await rejectionOf(apply(trim))).toMatchObject({ code: 'AclChangedMeanwhile', retryable: true });
    expect(await entriesOf(aclId)).toEqual([PARTNER]);
  });

  it('puts a list on a listener once, and takes it off once', async () => {
    const { loadBalancerId, listenerId } = await madeByEas();
    const aclId = await ourList(OFFICE);
    const place = { loadBalancerId, listenerId, aclId };
    for (const kind of ['guard-listener', 'unguard-listener'] as const) {
      for (let time = 1; time <= 2; time += 1) {
        expect(await apply({ ...head(kind), kind, ...place })).toMatchObject({ kind: 'done' });
        await world.later();
      }
      const acls = (await seen(loadBalancerId)).loadBalancers[0]?.listeners[1]?.acls;
      expect(acls).toEqual(kind === 'guard-listener' ? [{ aclId, status: 'Associated' }] : []);
    }
  });

  it('deletes a list that is gone already', async () => {
    const aclId = await ourList();
    const step = { ...head('delete-acl'), kind: 'delete-acl', aclId } as const;
    await apply(step);
    await world.later();
    expect(await apply(step)).toMatchObject({ kind: 'done' });
  });

  it('waits for another change of the same thing', async () => {
    const aclId = await ourList(OFFICE);
    await apply({ ...head('fill-acl'), kind: 'fill-acl', aclId, entries: [PARTNER] });
    await apply({ ...head('fill-acl'), kind: 'fill-acl', aclId, entries: ['192.0.2.0/24'] });
    expect(await entriesOf(aclId)).toHaveLength(3);
  });
});

describe('a list whose making was not answered', () => {
  it('is there once: the call is made again under the same token', async () => {
    world.cloud.faults.add({ kind: 'drop-after', product: 'alb', action: 'CreateAcl', times: 2 });
    await ourList();
    expect((await seen()).acls).toHaveLength(1);
  });

  it.each([{ kind: 'drop-after' }, { kind: 'server-error' }] as const)(
    'may be there when no call was answered, so it is looked for: %j',
    async (fault) => {
      world.cloud.faults.add({ ...fault, product: 'alb', action: 'CreateAcl' });
      expect(await rejectionOf(ourList())).toBeInstanceOf(CallOutcomeUnknown);
    },
  );

  it('is not there when the call was refused', async () => {
    world.cloud.alb.quotas.acls = 0;
    expect(await rejectionOf(ourList())).toMatchObject({ code: 'QuotaExceeded.AclsNum' });
    world.cloud.faults.add({ kind: 'throttling', product: 'alb', action: 'CreateAcl' });
    expect(await rejectionOf(ourList())).toMatchObject({ code: 'Throttling.User' });
  });
});

describe('a step without what it is about', () => {
  it.each<AclStep>([
    { ...head('fill-acl'), kind: 'fill-acl', aclId: undefined, entries: [OFFICE] },
    { ...head('trim-acl'), kind: 'trim-acl', aclId: undefined, entries: [OFFICE], remaining: [] },
    {
      ...head('guard-listener'),
      kind: 'guard-listener',
      loadBalancerId: undefined,
      listenerId: undefined,
      aclId: undefined,
    },
  ])('makes no call: $kind', async (step) => {
    expect(await rejectionOf(apply(step))).toMatchObject({ message: expect.stringContaining('known') });
    expect(world.cloud.calls.count()).toBe(0);
  });

  it('fails where the listener is gone', async () => {
    const aclId = await ourList(OFFICE);
    const place = { loadBalancerId: 'alb-none', listenerId: 'lsn-none', aclId };
    const refusal = await rejectionOf(apply({ ...head('g'), kind: 'guard-listener', ...place }));
    expect(refusal).toMatchObject({ code: 'ResourceNotFound.Listener' });
  });
});
