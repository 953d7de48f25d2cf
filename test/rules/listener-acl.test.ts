import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { editsOf } from '../../shared/domain-rules/provisioning/acl-step.ts';
import { NOBODY, planListenerAcl } from '../../shared/domain-rules/provisioning/listener-acl.ts';
import type { ObservedListener } from '../../shared/domain-rules/provisioning/load-balancer.ts';
import { aclQuestion, guardedBy, instance, listener, OFFICE, ourAcl, PARTNER, theirAcl } from './load-balancers.ts';
import { OWNER, stepIds, stepOf } from './worlds.ts';

const OURS = guardedBy('acl-ours');

function withListener(is: Partial<ObservedListener>, port = 443) {
  return [instance({ listeners: [listener(port, is)] })];
}

const ranges = (count: number, network = 10) =>
  Array.from({ length: count }, (_, index) => `${network}.0.${index}.0/24`);

describe('an open listener (G16)', () => {
  it('gets a list that is made and filled first, because one without entries lets everybody in', () => {
    const { plan, allowlist } = planListenerAcl(aclQuestion({ after: ['open-internet'] }));
    expect(plan.steps).toMatchObject([
      {
        id: 'create-acl/internet',
        owner: OWNER,
        access: 'internet',
        name: 'torii-chat-prod-internet',
        repeatable: false,
      },
      {
        id: 'fill-acl/internet',
        entries: [OFFICE],
        aclId: undefined,
        after: ['create-acl/internet', 'acl-ready/internet'],
      },
      { id: 'guard-listener/lsn-443', listenerId: 'lsn-443', loadBalancerId: 'alb-1' },
    ]);
    expect(stepOf(plan, 'guard-listener/lsn-443').after).toEqual(
      expect.arrayContaining(['open-internet', 'create-acl/internet', 'acl-ready/internet', 'fill-acl/internet']),
    );
    expect(readySteps(plan).map(({ id }) => id)).toEqual(['create-acl/internet']);
    expect(allowlist).toMatchObject({ status: 'False', reason: 'ListenerOpen' });
    expect(allowlist.message).toContain('HTTPS:443 (lsn-443) of alb-1 lets everybody in');
  });

  it('is guarded without a yes, and the plan says who gets in until then', () => {
    const { plan } = planListenerAcl(aclQuestion({ acls: [ourAcl([OFFICE])] }));
    expect(stepIds(plan)).toEqual(['guard-listener/lsn-443']);
    const step = stepOf(plan, 'guard-listener/lsn-443');
    expect(step).toMatchObject({ effects: [], aclId: 'acl-ours' });
    expect(step.summary).toContain('EVERYBODY');
  });

  it('waits while the list is being made or filled', () => {
    for (const acl of [
      ourAcl([OFFICE], { status: 'Configuring' }),
      ourAcl([], { entries: [{ entry: OFFICE, status: 'Adding' }] }),
    ]) {
      const { plan, allowlist } = planListenerAcl(aclQuestion({ acls: [acl] }));
      expect(plan.waits).toMatchObject([{ id: 'acl-ready/internet', on: 'cloud' }]);
      expect(readySteps(plan)).toEqual([]);
      expect(allowlist.status).toBe('False');
    }
  });

  it('is guarded after the others of its instance, which takes one change at a time', () => {
    const loadBalancers = [
      instance({ listeners: [listener(443), listener(80)] }),
      instance({ loadBalancerId: 'alb-2', listeners: [listener(80, { listenerId: 'lsn-other' })] }),
    ];
    const { plan } = planListenerAcl(aclQuestion({ loadBalancers, acls: [ourAcl([OFFICE])] }));
    expect(readySteps(plan).map(({ id }) => id)).toEqual(['guard-listener/lsn-80', 'guard-listener/lsn-other']);
    expect(stepOf(plan, 'guard-listener/lsn-443').after).toContain('guard-listener/lsn-80');
  });

  it('polls an instance that is being made, and not its listeners besides', () => {
    const making = instance({ status: 'Provisioning', listeners: [listener(80, { status: 'Provisioning' })] });
    const { plan } = planListenerAcl(aclQuestion({ loadBalancers: [making], acls: [ourAcl([OFFICE])] }));
    expect(plan.waits.map(({ id }) => id)).toEqual(['load-balancer-ready/alb-1']);
    expect(stepOf(plan, 'guard-listener/lsn-80').after).toContain('load-balancer-ready/alb-1');
  });

  it.each([
    ['its instance is being made', instance({ status: 'Provisioning' }), 'load-balancer-ready/alb-1'],
    ['its instance is being changed', instance({ status: 'Configuring' }), 'load-balancer-ready/alb-1'],
    [
      'it is being made',
      instance({ listeners: [listener(443, { status: 'Provisioning' })] }),
      'listener-ready/lsn-443',
    ],
    [
      'its list is coming',
      instance({
        listeners: [listener(443, { aclType: 'White', acls: [{ aclId: 'acl-ours', status: 'Associating' }] })],
      }),
      'acl-on/lsn-443',
    ],
    [
      'its list is going',
      instance({
        listeners: [listener(443, { aclType: 'White', acls: [{ aclId: 'acl-ours', status: 'Dissociating' }] })],
      }),
      'acl-on/lsn-443',
    ],
    ['it is not there yet', instance({ listeners: [] }), 'listeners-seen/alb-1'],
  ])('waits while %s', (_why, loadBalancer, wait) => {
    const { plan, allowlist } = planListenerAcl(
      aclQuestion({ loadBalancers: [loadBalancer], acls: [ourAcl([OFFICE])] }),
    );
    expect(plan.waits.map(({ id }) => id)).toContain(wait);
    expect(readySteps(plan)).toEqual([]);
    expect(allowlist.status).toBe('False');
  });

  it('is not waited for once it is as declared, whatever else changes on its instance', () => {
    const loadBalancers = [instance({ status: 'Configuring', listeners: [listener(443, OURS)] })];
    const decision = planListenerAcl(aclQuestion({ loadBalancers, acls: [ourAcl([OFFICE])] }));
    expect(decision.plan).toEqual({ steps: [], waits: [], blocked: [], kept: [] });
    expect(decision.allowlist).toMatchObject({ status: 'True', reason: 'AsDeclared' });
  });

  it('gets the list as it is where adding to it needs a yes first', () => {
    const loadBalancers = [instance({ listeners: [listener(80, OURS), listener(443)] })];
    const { plan } = planListenerAcl(
      aclQuestion({ loadBalancers, acls: [ourAcl([OFFICE])], allow: [OFFICE, PARTNER] }),
    );
    expect(stepOf(plan, 'fill-acl/internet').effects).toEqual(['exposes']);
    expect(readySteps(plan).map(({ id }) => id)).toContain('guard-listener/lsn-443');
  });

  it('that stopped is guarded before it starts again', () => {
    const { plan, openSince } = planListenerAcl(
      aclQuestion({ loadBalancers: withListener({ status: 'Stopped' }), acls: [ourAcl([OFFICE])] }),
    );
    expect(stepIds(plan)).toEqual(['guard-listener/lsn-443']);
    expect(openSince).toEqual({});
  });
});

describe('before there is a load balancer (G12)', () => {
  it('the list is made already, so that the listeners are open for as short as can be', () => {
    for (const loadBalancers of [[], [instance({ status: 'Deleting' })]]) {
      const { plan, allowlist } = planListenerAcl(aclQuestion({ loadBalancers, after: ['open-internet'] }));
      expect(stepIds(plan)).toEqual(['create-acl/internet', 'fill-acl/internet', 'guard-listener/internet']);
      expect(readySteps(plan).map(({ id }) => id)).toEqual(['create-acl/internet']);
      expect(stepOf(plan, 'create-acl/internet').after).toEqual(['open-internet']);
      const guard = stepOf(plan, 'guard-listener/internet');
      expect(guard).toMatchObject({ listenerId: undefined, after: expect.arrayContaining(['open-internet']) });
      expect(guard.summary).toContain('from the moment they answer until then EVERYBODY');
      expect(plan.waits).toMatchObject([{ id: 'listeners-seen/internet', on: 'peer' }]);
      expect(allowlist).toMatchObject({ status: 'False', reason: 'NoListener' });
    }
  });

  it('nothing is promised about listeners that may not be changed', () => {
    const { plan } = planListenerAcl(aclQuestion({ loadBalancers: [], edits: 'refused' }));
    expect(stepIds(plan)).toEqual(['create-acl/internet', 'fill-acl/internet']);
  });

  it('one that could not be made is reported', () => {
    const { plan, allowlist } = planListenerAcl(
      aclQuestion({ loadBalancers: [instance({ status: 'CreateFailed' })], acls: [ourAcl([OFFICE])] }),
    );
    expect(plan.blocked).toMatchObject([{ reason: 'LoadBalancerFailed', rule: 'G12' }]);
    expect(allowlist.reason).toBe('LoadBalancerFailed');
  });
});

describe('how long a listener was open', () => {
  it('is counted from when it was seen, until its list is in effect', () => {
    const first = planListenerAcl(aclQuestion({ now: 100_000 }));
    expect(first.openSince).toEqual({ 'lsn-443': 100_000 });
    const still = planListenerAcl(aclQuestion({ now: 110_000, openSince: first.openSince, acls: [ourAcl([OFFICE])] }));
    expect(still.openSince).toEqual({ 'lsn-443': 100_000 });
    const closed = { loadBalancers: withListener(OURS), acls: [ourAcl([OFFICE])] };
    const then = planListenerAcl(aclQuestion({ ...closed, now: 114_000, openSince: still.openSince }));
    expect(then.allowlist).toMatchObject({ status: 'True' });
    expect(then.allowlist.message).toContain('lsn-443 was open to everybody for 14 s');
    expect(then.closed).toEqual([{ listenerId: 'lsn-443', openForMs: 14_000 }]);
    expect(then.openSince).toEqual({});
  });

  it('says nothing of a listener that is gone', () => {
    const { allowlist } = planListenerAcl(
      aclQuestion({ loadBalancers: withListener(OURS), acls: [ourAcl([OFFICE])], openSince: { 'lsn-gone': 1 } }),
    );
    expect(allowlist.message).not.toContain('lsn-gone');
  });

  it('does not count before the instance is up', () => {
    const { openSince } = planListenerAcl(aclQuestion({ loadBalancers: [instance({ status: 'Provisioning' })] }));
    expect(openSince).toEqual({});
  });
});

describe('a list that differs from the declaration (G16)', () => {
  const guarded = (entries: string[], allow: string[]) =>
    planListenerAcl(aclQuestion({ loadBalancers: withListener(OURS), acls: [ourAcl(entries)], allow }));

  it('takes new entries first and loses the old ones after, so that it is never empty', () => {
    const { plan, allowlist } = guarded([OFFICE], [PARTNER]);
    expect(plan.steps).toMatchObject([
      { id: 'fill-acl/internet', entries: [PARTNER], effects: ['exposes'] },
      { id: 'trim-acl/internet', entries: [OFFICE], remaining: [PARTNER], effects: [] },
    ]);
    expect(stepOf(plan, 'trim-acl/internet').after).toContain('fill-acl/internet');
    expect(allowlist).toMatchObject({ status: 'False', reason: 'AclDiffers' });
  });

  it('asks before it lets in somebody new, and not before it narrows', () => {
    expect(guarded([OFFICE], [OFFICE, PARTNER]).plan.steps).toMatchObject([{ effects: ['exposes'] }]);
    expect(guarded([OFFICE], ['203.0.113.0/25']).plan.steps).toMatchObject([{ effects: [] }, { effects: [] }]);
    expect(guarded([OFFICE, PARTNER], [OFFICE]).plan.steps).toMatchObject([{ kind: 'trim-acl', effects: [] }]);
  });

  it('asks for nothing while no listener has it', () => {
    const { plan } = planListenerAcl(aclQuestion({ acls: [ourAcl([PARTNER])] }));
    expect(plan.steps.map(({ kind, effects }) => [kind, effects])).toEqual([
      ['fill-acl', []],
      ['trim-acl', []],
      ['guard-listener', []],
    ]);
    expect(stepOf(plan, 'guard-listener/lsn-443').after).toContain('fill-acl/internet');
  });

  it('that was emptied by hand lets everybody in, and is filled without a yes', () => {
    const { plan, allowlist, openSince } = guarded([], [OFFICE]);
    expect(plan.steps).toMatchObject([{ kind: 'fill-acl', effects: [] }]);
    expect(allowlist.reason).toBe('ListenerOpen');
    expect(openSince).toEqual({ 'lsn-443': 100_000 });
  });

  it('changes in calls of 20 entries', () => {
    const { plan } = guarded(ranges(5, 11), [...ranges(5, 11), ...ranges(45)]);
    expect(plan.steps.map(({ id }) => id)).toEqual(['fill-acl/internet', 'fill-acl/internet/2', 'fill-acl/internet/3']);
    expect(plan.steps.map((step) => (step.kind === 'fill-acl' ? step.entries.length : 0))).toEqual([20, 20, 5]);
    expect(stepOf(plan, 'fill-acl/internet/2').after).toContain('fill-acl/internet');
  });

  it('does not count an entry that is on its way off', () => {
    const acl = ourAcl([OFFICE], {
      status: 'Configuring',
      entries: [
        { entry: OFFICE, status: 'Available' },
        { entry: PARTNER, status: 'Removing' },
      ],
    });
    const { plan } = planListenerAcl(aclQuestion({ loadBalancers: withListener(OURS), acls: [acl] }));
    expect(plan.steps).toEqual([]);
    expect(plan.waits).toMatchObject([{ id: 'acl-ready/internet' }]);
  });

  it('that would lose more than 30 % of its entries stays until somebody says less, or forces just that', () => {
    const { plan, allowlist } = guarded(ranges(10), ranges(5));
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ reason: 'OverThreshold' }]);
    expect(allowlist).toMatchObject({ status: 'False', reason: 'OverThreshold' });
    const [held] = plan.blocked;
    const question = { loadBalancers: withListener(OURS), acls: [ourAcl(ranges(10))], allow: ranges(5) };
    const forced = planListenerAcl(aclQuestion({ ...question, forced: held?.held?.touches }));
    expect(forced.plan.steps).toMatchObject([{ id: 'trim-acl/internet', entries: ranges(10).slice(5) }]);
    const oneLess = planListenerAcl(aclQuestion({ ...question, forced: held?.held?.touches.slice(1) }));
    expect(oneLess.plan.steps).toEqual([]);
  });

  it('takes no more entries than a listener can have', () => {
    const many = [...ranges(200), ...ranges(101, 11)];
    const { plan, allowlist } = planListenerAcl(aclQuestion({ allow: many }));
    expect(stepIds(plan)).toEqual([]);
    expect(plan.blocked).toMatchObject([{ reason: 'TooManyEntries' }]);
    expect(allowlist.reason).toBe('TooManyEntries');
    const before = planListenerAcl(aclQuestion({ allow: many, acls: [ourAcl([OFFICE])] }));
    expect(stepIds(before.plan)).toEqual(['guard-listener/lsn-443']);
    expect(stepIds(planListenerAcl(aclQuestion({ allow: many, loadBalancers: [] })).plan)).toEqual([]);
  });

  it('that is full makes room first by what others cover, and says where callers are refused meanwhile', () => {
    const full = [...ranges(200), ...ranges(100, 11)];
    const others = full.slice(0, 299);
    expect(guarded(full, [...others, PARTNER]).plan.steps).toMatchObject([
      { kind: 'trim-acl', entries: ['11.0.99.0/24'], effects: [] },
      { kind: 'fill-acl', entries: [PARTNER], effects: ['exposes'] },
    ]);
    expect(guarded(full, [...others, '11.0.99.0/25']).plan.steps).toMatchObject([
      { kind: 'trim-acl', entries: ['11.0.99.0/24'], effects: ['disrupts'] },
      { kind: 'fill-acl', entries: ['11.0.99.0/25'] },
    ]);
  });
});

describe('nobody allowed', () => {
  it('is a list with an address that nobody has: an empty one would let everybody in', () => {
    const { plan } = planListenerAcl(aclQuestion({ allow: [] }));
    expect(stepOf(plan, 'fill-acl/internet')).toMatchObject({ entries: NOBODY });
    const settled = { loadBalancers: withListener(OURS), acls: [ourAcl(NOBODY)] };
    expect(planListenerAcl(aclQuestion({ ...settled, allow: [] })).allowlist.status).toBe('True');
    expect(planListenerAcl(aclQuestion(settled)).plan.steps).toMatchObject([
      { kind: 'fill-acl', entries: [OFFICE], effects: ['exposes'] },
      { kind: 'trim-acl', entries: NOBODY },
    ]);
  });
});

describe('everybody allowed', () => {
  const everybody = ['open', ['0.0.0.0/0'], ['0.0.0.0/1', '128.0.0.0/1']] as const;

  it.each(everybody.map((allow) => [allow]))('needs no list: %j', (allow) => {
    const decision = planListenerAcl(aclQuestion({ allow: allow === 'open' ? allow : [...allow] }));
    expect(decision).toMatchObject({
      plan: { steps: [], waits: [], blocked: [] },
      allowlist: { status: 'True', reason: 'AsDeclared' },
      openSince: {},
    });
  });

  it('takes our list off each listener once that is agreed to, and then away', () => {
    const loadBalancers = [
      instance({ listeners: [listener(443, OURS), listener(80, OURS)] }),
      instance({ loadBalancerId: 'alb-gone', status: 'Deleting' }),
    ];
    const { plan, allowlist } = planListenerAcl(
      aclQuestion({ allow: 'open', loadBalancers, acls: [ourAcl([OFFICE])], after: ['open-internet'] }),
    );
    expect(plan.steps).toMatchObject([
      { id: 'unguard-listener/lsn-80', effects: ['exposes'], aclId: 'acl-ours' },
      { id: 'unguard-listener/lsn-443', effects: ['exposes'] },
      { id: 'delete-acl/acl-ours', effects: [] },
    ]);
    expect(stepOf(plan, 'unguard-listener/lsn-443').after).toEqual(['open-internet', 'unguard-listener/lsn-80']);
    expect(stepOf(plan, 'delete-acl/acl-ours').after).toContain('unguard-listener/lsn-443');
    expect(allowlist).toMatchObject({ status: 'False', reason: 'ListenerGuarded' });
  });

  it('waits for a list that is going already', () => {
    const { plan, allowlist } = planListenerAcl(
      aclQuestion({
        allow: 'open',
        loadBalancers: withListener({ aclType: 'White', acls: [{ aclId: 'acl-ours', status: 'Dissociating' }] }),
        acls: [ourAcl([OFFICE])],
      }),
    );
    expect(plan.waits).toMatchObject([{ id: 'acl-off/lsn-443' }]);
    expect(stepOf(plan, 'delete-acl/acl-ours').after).toContain('acl-off/lsn-443');
    expect(allowlist.reason).toBe('AclChanging');
  });

  it('takes away the list of an access that there is no more', () => {
    const { plan } = planListenerAcl(
      aclQuestion({ allow: 'open', loadBalancers: [], acls: [ourAcl([OFFICE])], after: ['close-internet'] }),
    );
    expect(plan.steps).toMatchObject([{ id: 'delete-acl/acl-ours', after: ['close-internet'] }]);
  });

  it('is prevented by somebody else’s list, beside which ours stays', () => {
    for (const is of [guardedBy('acl-ours', 'acl-theirs'), { ...guardedBy('acl-theirs'), aclType: 'Black' as const }]) {
      const { plan, allowlist } = planListenerAcl(
        aclQuestion({
          allow: 'open',
          loadBalancers: withListener(is),
          acls: [ourAcl([OFFICE]), theirAcl(is.aclType === 'Black' ? ['0.0.0.0/0'] : [PARTNER])],
        }),
      );
      expect(plan.steps).toEqual([]);
      expect(plan.kept).toMatchObject([{ what: 'acl-theirs' }]);
      expect(plan.blocked).toMatchObject([{ reason: 'ForeignAclNarrows', rule: 'G16' }]);
      expect(allowlist.reason).toBe('ForeignAclNarrows');
    }
  });

  it('is not prevented by a list that keeps nobody out', () => {
    for (const entries of [['0.0.0.0/0'], []]) {
      const { allowlist } = planListenerAcl(
        aclQuestion({
          allow: 'open',
          loadBalancers: withListener(guardedBy('acl-theirs')),
          acls: [theirAcl(entries)],
        }),
      );
      expect(allowlist.status).toBe('True');
    }
  });

  it('is the owner’s to do where listeners may not be changed', () => {
    const { plan } = planListenerAcl(
      aclQuestion({
        allow: 'open',
        edits: 'refused',
        loadBalancers: withListener(OURS),
        acls: [ourAcl([OFFICE])],
      }),
    );
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ reason: 'EditsRefused' }]);
    expect(plan.blocked[0]?.wayOut).toContain('alb-1');
  });
});

describe('somebody else’s list on a listener (G16)', () => {
  const beside = (entries: string[], allow = [OFFICE]) =>
    planListenerAcl(
      aclQuestion({
        allow,
        loadBalancers: withListener(guardedBy('acl-ours', 'acl-theirs')),
        acls: [ourAcl(allow), theirAcl(entries)],
      }),
    );

  it('stays, and is reported where it lets in others than declared', () => {
    const { plan, allowlist } = beside([PARTNER]);
    expect(plan.steps).toEqual([]);
    expect(plan.kept).toMatchObject([{ what: 'acl-theirs' }]);
    expect(plan.blocked).toMatchObject([{ reason: 'ForeignAclWidens', rule: 'G16' }]);
    expect(allowlist).toMatchObject({ status: 'False', reason: 'ForeignAclWidens' });
    expect(allowlist.message).toContain(PARTNER);
  });

  it('is no harm where it lets in nobody else', () => {
    expect(beside(['203.0.113.7/32']).allowlist.status).toBe('True');
    expect(beside([PARTNER], [OFFICE, PARTNER]).allowlist.status).toBe('True');
  });

  it('is reported where it has no entries, or could not be read', () => {
    expect(beside([]).plan.blocked[0]?.message).toContain('may let everybody in');
    const unread = planListenerAcl(
      aclQuestion({ loadBalancers: withListener(guardedBy('acl-ours', 'acl-theirs')), acls: [ourAcl([OFFICE])] }),
    );
    expect(unread.allowlist.reason).toBe('ForeignAclWidens');
  });

  it('is nothing to report once it is going', () => {
    const acls = [
      { aclId: 'acl-ours', status: 'Associated' },
      { aclId: 'acl-theirs', status: 'Dissociating' },
    ];
    const { allowlist } = planListenerAcl(
      aclQuestion({
        loadBalancers: withListener({ aclType: 'White', acls }),
        acls: [ourAcl([OFFICE]), theirAcl([PARTNER])],
      }),
    );
    expect(allowlist.status).toBe('True');
  });

  it('makes putting up ours let more people in, which needs a yes', () => {
    const { plan, allowlist } = planListenerAcl(
      aclQuestion({
        loadBalancers: withListener(guardedBy('acl-theirs')),
        acls: [ourAcl([OFFICE]), theirAcl([PARTNER])],
      }),
    );
    const step = stepOf(plan, 'guard-listener/lsn-443');
    expect(step.effects).toEqual(['exposes']);
    expect(step.summary).not.toContain('EVERYBODY');
    expect(allowlist.reason).toBe('ListenerNotGuarded');
  });

  it('of the other type keeps ours off', () => {
    const { plan } = planListenerAcl(
      aclQuestion({
        loadBalancers: withListener({ ...guardedBy('acl-theirs'), aclType: 'Black' }),
        acls: [ourAcl([OFFICE]), theirAcl([PARTNER])],
      }),
    );
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ reason: 'OtherAclType' }]);
  });

  it('may take the last room', () => {
    const { plan } = planListenerAcl(
      aclQuestion({ loadBalancers: withListener(guardedBy('acl-1', 'acl-2', 'acl-3')), acls: [ourAcl([OFFICE])] }),
    );
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ reason: 'NoRoomForAcl' }]);
  });

  it('is not what Torii keeps for the other access of the same instance', () => {
    const private_ = ourAcl(['10.0.0.0/8'], { aclId: 'acl-private', access: 'intranet' });
    const { plan, allowlist } = planListenerAcl(
      aclQuestion({
        loadBalancers: withListener(guardedBy('acl-ours', 'acl-private')),
        acls: [ourAcl([OFFICE]), private_],
      }),
    );
    expect(plan.kept).toEqual([]);
    expect(allowlist.status).toBe('True');
  });
});

describe('lists of ours that were made twice', () => {
  it('go, but for the one that guards', () => {
    const twice = [ourAcl([], { aclId: 'acl-0' }), ourAcl([OFFICE]), ourAcl([OFFICE], { aclId: 'acl-z' })];
    const { plan } = planListenerAcl(aclQuestion({ loadBalancers: withListener(OURS), acls: twice }));
    expect(stepIds(plan)).toEqual(['delete-acl/acl-0', 'delete-acl/acl-z']);
    const unused = planListenerAcl(aclQuestion({ acls: [...twice].reverse() }));
    expect(stepIds(unused.plan)).toContain('delete-acl/acl-ours');
    expect(stepIds(unused.plan)).not.toContain('delete-acl/acl-0');
  });

  it('and guard another listener are reported as lists that let others in', () => {
    const loadBalancers = [
      instance({ listeners: [listener(80, OURS), listener(443, guardedBy('acl-ours', 'acl-z'))] }),
    ];
    const { plan } = planListenerAcl(
      aclQuestion({ loadBalancers, acls: [ourAcl([OFFICE]), ourAcl([PARTNER], { aclId: 'acl-z' })] }),
    );
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ reason: 'ForeignAclWidens' }]);
  });

  it('and one that is being deleted is no more', () => {
    const { plan } = planListenerAcl(aclQuestion({ acls: [ourAcl([OFFICE], { status: 'Deleting' })] }));
    expect(stepIds(plan)).toContain('create-acl/internet');
  });
});

describe('where the cloud refuses to change listeners of an instance that a service manages (G16)', () => {
  const refused = (is: Partial<ObservedListener>, ...acls: ReturnType<typeof ourAcl>[]) =>
    planListenerAcl(aclQuestion({ edits: 'refused', loadBalancers: withListener(is), acls }));

  it('the list is made and kept filled all the same, and the owner is told where to put it', () => {
    const { plan, allowlist } = refused({});
    expect(stepIds(plan)).toEqual(['create-acl/internet', 'fill-acl/internet']);
    expect(allowlist).toMatchObject({ status: 'False', reason: 'EditsRefused' });
    expect(allowlist.message).toContain('lets everybody in');
    expect(plan.blocked[0]?.wayOut).toContain('torii-chat-prod-internet');
    const filled = refused({}, ourAcl([OFFICE]));
    expect(filled.plan.steps).toEqual([]);
    expect(filled.plan.waits).toEqual([]);
    for (const part of ['alb-1', 'HTTPS:443', 'lsn-443', 'acl-ours']) {
      expect(filled.plan.blocked[0]?.wayOut).toContain(part);
    }
  });

  it('it becomes true by itself when the owner puts our list up', () => {
    expect(refused(OURS, ourAcl([OFFICE])).allowlist.status).toBe('True');
  });

  it('it becomes true by itself when the owner puts up one that says the same', () => {
    const theirs = guardedBy('acl-theirs');
    const { plan, allowlist } = refused(theirs, theirAcl(['203.0.113.0/25', '203.0.113.128/25']));
    expect(allowlist.status).toBe('True');
    expect(plan.steps).toEqual([]);
    expect(refused(theirs, theirAcl([OFFICE]), ourAcl([OFFICE])).allowlist.status).toBe('True');
    const other = refused(theirs, theirAcl([PARTNER]), ourAcl([OFFICE]));
    expect(other.allowlist).toMatchObject({ status: 'False', reason: 'EditsRefused' });
    expect(other.allowlist.message).toContain('does not let in just whom the declaration names');
  });

  it('a refusal counts for a day, and then one change is tried again', () => {
    const at = 1000;
    const refusal = { loadBalancerId: 'alb-1', listenerId: 'lsn-443', at };
    expect(editsOf(undefined, at)).toBe('possible');
    expect(editsOf(refusal, at + 86_399_999)).toBe('refused');
    expect(editsOf(refusal, at + 86_400_000)).toBe('possible');
  });
});
