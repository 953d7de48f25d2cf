import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { isAsDeclared } from '../../shared/domain-rules/provisioning/alb-network.ts';
import { NO_PROVISIONING_MEMORY, withoutOldRefusals } from '../../shared/domain-rules/provisioning/input.ts';
import { NOTHING_OBSERVED } from '../../shared/domain-rules/provisioning/observation.ts';
import { expectedConditions, planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { isAdmitted } from '../../shared/domain-rules/verification/vantage.ts';
import {
  albGateway,
  balancer,
  declaredAlb,
  NETWORK,
  OPEN_TO_ALL,
  PRIVATE_OPEN,
  PUBLIC_OPEN,
  planAlb,
  settled,
} from './alb-worlds.ts';
import { guardedBy, listener, ourAcl } from './load-balancers.ts';
import { declared, GATEWAY_ID, gatewayThat, seen, service, situation, stepIds, stepOf } from './worlds.ts';

const finding = ({ findings }: ReturnType<typeof planAlb>, type: string) => findings.find((one) => one.type === type);
const ready = ({ plan }: ReturnType<typeof planAlb>) => readySteps(plan).map(({ id }) => id);

describe('creating a gateway of the ALB kind', () => {
  it('makes a record, which costs nothing and so asks nobody (G10)', () => {
    const decision = planAlb({}, { gateway: undefined });
    expect(decision.plan.steps).toMatchObject([
      { kind: 'create-alb-gateway', id: 'create-gateway', name: 'chat-prod', effects: [], repeatable: false },
    ]);
    expect(finding(decision, 'GatewayRunning')).toMatchObject({ reason: 'NotCreated' });
    expect(expectedConditions(declaredAlb())).toContain('ZonesSupported');
    expect(expectedConditions(declaredAlb({ network: undefined }))).not.toContain('ZonesSupported');
  });

  it('says how to grant the missing role, and tries again rarely by itself (G11)', () => {
    const refusedAt = 50_000;
    const memory = { ...NO_PROVISIONING_MEMORY, roleMissing: { at: refusedAt, tryAgain: false } };
    const decision = planAlb({}, { gateway: undefined }, { memory });
    expect(decision.plan.blocked).toMatchObject([
      {
        what: 'create-gateway',
        reason: 'ServiceLinkedRoleMissing',
        rule: 'G11',
        wayOut: expect.stringContaining('RAM console'),
      },
    ]);
    expect(decision.plan.waits).toMatchObject([{ on: 'peer', reason: 'ServiceLinkedRoleMissing' }]);
    expect(ready(decision)).toEqual([]);
    expect(withoutOldRefusals(memory, refusedAt + 60_000)).toEqual(memory);
    const later = planAlb({}, { gateway: undefined }, { memory: withoutOldRefusals(memory, refusedAt + 900_000) });
    expect(ready(later)).toEqual(['create-gateway']);
    expect(finding(later, 'GatewayRunning')).toMatchObject({ reason: 'ServiceLinkedRoleMissing' });
  });

  it('needs no size, and waits a moment until it runs', () => {
    expect(planAlb({}).plan.steps).toEqual([]);
    const creating = planAlb({}, { gateway: albGateway({ status: 'Creating' }) });
    expect(creating.plan.waits).toMatchObject([{ id: 'gateway-running', typicalSeconds: 4 }]);
    expect(finding(creating, 'GatewayRunning')?.message).toBe(`${GATEWAY_ID} is Creating`);
  });
});

describe('a gateway of another kind than declared (G02)', () => {
  it('is left alone, because a kind cannot be changed', () => {
    const decision = planAlb({ intranet: {} }, { gateway: gatewayThat() });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.blocked).toMatchObject([{ reason: 'KindDiffers', rule: 'G02' }]);
    expect(decision.plan.blocked[0]?.message).toContain(
      'is of the fully managed kind, and the declaration of the ALB one',
    );
    expect(decision.plan.blocked[0]?.wayOut).toContain('type: managed');
    expect(finding(decision, 'NetworkReady')).toMatchObject({ status: 'Unknown', reason: 'NotSeen' });
    const other = planProvisioning(situation({ observation: seen({ gateway: albGateway() }) }));
    expect(other.plan).toMatchObject({ steps: [], blocked: [{ reason: 'KindDiffers' }] });
  });

  it('is waited for while its kind has not shown', () => {
    const decision = planAlb({}, { gateway: albGateway({ kind: undefined }) });
    expect(decision.plan).toMatchObject({ steps: [], blocked: [], waits: [{ on: 'cloud', reason: 'KindUnknown' }] });
    expect(decision.memory.kind).toBeUndefined();
    expect(planAlb({}).memory.kind).toBe('alb');
  });
});

describe('opening the accesses of the ALB kind', () => {
  it('bills for each and exposes the public one, in one VPC, public first (G12, G14)', () => {
    const decision = planAlb({ internet: OPEN_TO_ALL, intranet: {} });
    expect(decision.plan.steps).toMatchObject([
      { id: 'open-internet', vpcId: 'vpc-1', vSwitchIds: ['vsw-i', 'vsw-k'], effects: ['bills', 'exposes'] },
      { id: 'open-intranet', vpcId: 'vpc-1', vSwitchIds: ['vsw-i', 'vsw-k'], effects: ['bills'] },
    ]);
    expect(ready(decision)).toEqual(['open-internet']);
    expect(stepOf(decision.plan, 'open-internet').summary).not.toContain('everybody');
    expect(finding(decision, 'NetworkReady')).toMatchObject({ status: 'False', reason: 'AccessClosed' });
  });

  it('says that everybody comes in until the listeners are guarded, and makes the list while the load balancer is made', () => {
    const decision = planAlb({ internet: { allow: ['203.0.113.0/24'] } });
    expect(stepOf(decision.plan, 'open-internet').summary).toContain(
      'until its listeners are guarded, everybody can reach it',
    );
    expect(ready(decision)).toEqual(['open-internet']);
    expect(stepOf(decision.plan, 'create-acl/internet').after).toContain('open-internet');
    expect(finding(decision, 'AllowlistApplied')).toMatchObject({ status: 'False', reason: 'NoListener' });
  });

  it('waits for settled vSwitches, and says what would make two fit (G13)', () => {
    const awaiting = planAlb({ intranet: {} }, {}, { network: undefined });
    expect(ready(awaiting)).toEqual([]);
    expect(awaiting.plan).toMatchObject({
      waits: [{ id: 'zones-decided/vpc-1', on: 'peer', reason: 'AwaitingZones' }],
      blocked: [],
    });
    expect(stepOf(awaiting.plan, 'open-intranet').summary).toContain('vSwitches that are decided first');
    const blocked = planAlb({ intranet: {} }, {}, { network: settled() });
    expect(blocked.plan.blocked).toMatchObject([{ reason: 'TooFewZones', rule: 'G13' }]);
    expect(blocked.plan.blocked[0]?.wayOut).toContain('Create another. The first fitting vSwitch');
    const elsewhere = planAlb({ intranet: {} }, {}, { network: { ...settled('vsw-a', 'vsw-b'), vpcId: 'vpc-2' } });
    expect(ready(elsewhere)).toEqual([]);
  });

  it('uses what the other access uses already (G14)', () => {
    const observed = { gateway: albGateway(PUBLIC_OPEN), loadBalancers: [balancer('internet')] };
    const decision = planAlb({ internet: OPEN_TO_ALL, intranet: {} }, observed, { network: settled('vsw-k', 'vsw-i') });
    expect(decision.plan.steps).toMatchObject([{ id: 'open-intranet', vSwitchIds: ['vsw-i', 'vsw-k'] }]);
    const unlisted = planAlb({ internet: OPEN_TO_ALL, intranet: {} }, { gateway: albGateway(PUBLIC_OPEN) });
    expect(unlisted.plan.steps).toMatchObject([{ id: 'open-intranet', vSwitchIds: ['vsw-i', 'vsw-k'] }]);
  });

  it.each([
    ['being opened', { internetEnabled: true, internetStatus: 'Creating' }, 'AccessOpening', 'cloud'],
    ['open, with no name yet', { internetEnabled: true, internetStatus: 'Running' }, 'AccessOpening', 'cloud'],
    ['failed', { internetEnabled: true, internetStatus: 'Failed' }, 'InternetFailed', 'peer'],
  ] as const)('waits while public access is %s', (_, is, reason, on) => {
    const decision = planAlb({ internet: OPEN_TO_ALL }, { gateway: albGateway(is) });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.waits).toMatchObject([{ id: 'internet-running', on, reason }]);
    expect(decision.plan.blocked).toHaveLength(reason === 'InternetFailed' ? 1 : 0);
    expect(finding(decision, 'NetworkReady')).toMatchObject({ status: 'False', reason });
  });

  it('waits until private access has its name', () => {
    const decision = planAlb({ intranet: {} }, { gateway: albGateway({ intranetEnabled: true }) });
    expect(decision.plan.waits).toMatchObject([{ id: 'intranet-running', reason: 'AccessOpening' }]);
    const open = planAlb(
      { intranet: {} },
      { gateway: albGateway(PRIVATE_OPEN), loadBalancers: [balancer('intranet')] },
    );
    expect(open.plan).toMatchObject({ steps: [], waits: [], blocked: [] });
    expect(finding(open, 'NetworkReady')).toMatchObject({ status: 'True' });
    expect(finding(open, 'AllowlistApplied')).toMatchObject({ status: 'True' });
  });

  it('waits for load balancers that are on their way out', () => {
    const gone = { gateway: albGateway({ internetStatus: 'Deleting' }) };
    expect(planAlb({ internet: OPEN_TO_ALL }, gone).plan.waits).toMatchObject([
      { id: 'load-balancers-gone', on: 'cloud' },
    ]);
    const balancers = [{ vpcId: 'vpc-1', vSwitchIds: [], status: 'Deleting', address: 'alb-1' }];
    const leaving = planAlb({ intranet: {} }, { gateway: albGateway({ balancers }) });
    expect(leaving.plan.waits).toMatchObject([{ id: 'load-balancers-gone' }]);
    expect(ready(leaving)).toEqual([]);
  });
});

describe('an access that is not declared any more', () => {
  it('is closed when agreed to, its list goes after its load balancer, and the other stays (G12, G16)', () => {
    const gateway = albGateway({ ...PUBLIC_OPEN, ...PRIVATE_OPEN });
    const loadBalancers = [
      balancer('internet', { listeners: [listener(443, guardedBy('acl-ours'))] }),
      balancer('intranet'),
    ];
    const observed = { gateway, loadBalancers, acls: [ourAcl(['203.0.113.0/24'])] };
    const decision = planAlb({ intranet: {} }, observed);
    expect(decision.plan.steps).toMatchObject([
      { id: 'close-internet', kind: 'close-access', effects: ['disrupts'] },
      { id: 'delete-acl/acl-ours', after: ['close-internet', 'load-balancers-gone'] },
    ]);
    expect(finding(decision, 'NetworkReady')).toMatchObject({ reason: 'AccessNotDeclared' });
  });

  it('is closed only when its load balancer is gone', () => {
    const decision = planAlb({}, { gateway: albGateway({ internetStatus: 'Deleting' }) });
    expect(decision.plan).toMatchObject({ steps: [], waits: [{ id: 'load-balancers-gone' }] });
    expect(finding(decision, 'NetworkReady')).toMatchObject({ status: 'False', reason: 'AccessClosing' });
  });

  it('waits until it is open, because what is being opened cannot be closed', () => {
    const decision = planAlb({}, { gateway: albGateway({ internetEnabled: true, internetStatus: 'Creating' }) });
    expect(stepIds(decision.plan)).toEqual(['close-internet']);
    expect(decision.plan.waits).toMatchObject([{ id: 'internet-running' }]);
    expect(ready(decision)).toEqual([]);
  });

  it('frees the load balancer that carries the other access, once that has its own list', () => {
    const loadBalancers = [balancer('internet', { listeners: [listener(443, guardedBy('acl-ours'))] })];
    const observed = { gateway: albGateway(PRIVATE_OPEN), loadBalancers, acls: [ourAcl(['203.0.113.0/24'])] };
    const { plan } = planAlb({ intranet: { allow: ['10.0.0.0/8'] } }, observed);
    expect(stepOf(plan, 'unguard-listener/lsn-443').effects).toEqual([]);
    const toAll = planAlb({ intranet: { allow: ['0.0.0.0/0'] } }, observed);
    expect(stepOf(toAll.plan, 'unguard-listener/lsn-443').effects).toEqual(['exposes']);
    expect(stepOf(plan, 'unguard-listener/lsn-443').after).toEqual(
      expect.arrayContaining(['create-acl/intranet', 'fill-acl/intranet', 'guard-listener/lsn-443/intranet']),
    );
  });
});

describe('a changed network (G14)', () => {
  const inUse = {
    gateway: albGateway({ ...PUBLIC_OPEN, ...PRIVATE_OPEN }),
    loadBalancers: [balancer('internet'), balancer('intranet')],
  };
  const elsewhere = { network: { vpcId: 'vpc-2', vSwitches: ['vsw-a', 'vsw-b'] }, internet: OPEN_TO_ALL, intranet: {} };
  const there = { network: { ...settled('vsw-a', 'vsw-b'), vpcId: 'vpc-2' } };

  it('closes, waits and opens again, and is asked for as one so that nothing stays closed', () => {
    const decision = planAlb(elsewhere, inUse, there);
    expect(decision.plan.steps).toMatchObject([
      { id: 'close-internet/move', effects: ['disrupts', 'bills', 'exposes'] },
      {
        id: 'open-internet',
        vpcId: 'vpc-2',
        after: expect.arrayContaining(['close-internet/move', 'close-intranet/move']),
      },
      { id: 'close-intranet/move', effects: ['disrupts', 'bills'] },
      { id: 'open-intranet', vSwitchIds: ['vsw-a', 'vsw-b'] },
    ]);
    expect(ready(decision)).toEqual(['close-internet/move', 'close-intranet/move']);
    expect(finding(decision, 'NetworkReady')).toMatchObject({ reason: 'NetworkDiffers' });
  });

  it('closes nothing before it knows where to', () => {
    expect(ready(planAlb(elsewhere, inUse, { network: undefined }))).toEqual([]);
  });

  it('is left only once what is still being opened there is open', () => {
    const gateway = albGateway({ internetEnabled: true, internetStatus: 'Creating' });
    const { plan } = planAlb({ ...elsewhere, intranet: undefined }, { ...inUse, gateway }, there);
    expect(stepOf(plan, 'close-internet/move').after).toContain('internet-running');
    expect(plan.waits).toMatchObject([{ id: 'internet-running' }]);
  });

  it('moves to other vSwitches only where others were settled', () => {
    const spec = { internet: OPEN_TO_ALL, intranet: {} };
    expect(planAlb(spec, inUse, { network: settled('vsw-k', 'vsw-i') }).plan.steps).toEqual([]);
    expect(planAlb(spec, inUse, { network: settled() }).plan.steps).toEqual([]);
    expect(planAlb(spec, inUse, { network: undefined }).plan.steps).toEqual([]);
    expect(planAlb({ network: undefined }).plan.steps).toEqual([]);
    expect(stepIds(planAlb(spec, inUse, { network: settled('vsw-i', 'vsw-l') }).plan)).toContain('close-internet/move');
    expect(stepIds(planAlb(spec, inUse, { network: settled('vsw-i', 'vsw-k', 'vsw-l') }).plan)).toContain(
      'open-intranet',
    );
    expect(isAsDeclared({ vpcId: 'vpc-1', vSwitchIds: [] }, NETWORK, settled('vsw-i', 'vsw-k'))).toBe(true);
    expect(isAsDeclared({ vpcId: 'vpc-9', vSwitchIds: [] }, NETWORK, settled('vsw-i', 'vsw-k'))).toBe(false);
  });

  it('is known from EAS, or from what was opened, where ALB does not say it', () => {
    const balancers = [{ vpcId: 'vpc-1', vSwitchIds: ['vsw-i', 'vsw-k'], status: 'Active', address: '' }];
    const listed = planAlb(elsewhere, { gateway: albGateway({ ...PUBLIC_OPEN, balancers }) }, there);
    expect(stepIds(listed.plan)).toContain('close-internet/move');
    const network = { vpcId: 'vpc-1', vSwitchIds: ['vsw-i', 'vsw-k'] };
    const memory = { ...NO_PROVISIONING_MEMORY, network };
    const remembered = planAlb(elsewhere, { gateway: albGateway(PUBLIC_OPEN) }, { ...there, memory });
    expect(stepIds(remembered.plan)).toContain('close-internet/move');
    expect(remembered.memory.network).toEqual(network);
  });
});

describe('who may come in to a gateway of the ALB kind (G16)', () => {
  const both = { internet: { allow: ['203.0.113.0/24'] }, intranet: { allow: ['10.8.0.0/16'] } };
  const shared = (listeners = [listener(443)]) => ({
    gateway: albGateway({ ...PUBLIC_OPEN, ...PRIVATE_OPEN }),
    loadBalancers: [balancer('internet', { listeners })],
  });

  it('is on the listeners of the load balancer of each access', () => {
    const observed = { ...shared(), loadBalancers: [balancer('internet'), balancer('intranet')] };
    const { plan, memory } = planAlb(both, observed);
    expect(stepIds(plan)).toEqual([
      'create-acl/internet',
      'fill-acl/internet',
      'guard-listener/lsn-internet',
      'create-acl/intranet',
      'fill-acl/intranet',
      'guard-listener/lsn-intranet',
    ]);
    expect(memory.openSince).toEqual({ 'lsn-internet': 100_000, 'lsn-intranet': 100_000 });
    expect(memory.loadBalancers?.map(({ loadBalancerId }) => loadBalancerId)).toEqual(['alb-internet', 'alb-intranet']);
  });

  it('is two lists on the same listeners where one load balancer carries both, and the VPC is spelled out', () => {
    const { plan } = planAlb({ ...both, intranet: {} }, shared());
    expect(stepOf(plan, 'fill-acl/intranet')).toMatchObject({
      entries: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
      effects: [],
    });
    expect(stepOf(plan, 'guard-listener/lsn-443/intranet').after).toContain('guard-listener/lsn-443');
    expect(new Set(stepIds(plan)).size).toBe(plan.steps.length);
    const guarded = shared([listener(443, guardedBy('acl-ours'))]);
    const beside = planAlb(both, { ...guarded, acls: [ourAcl(['203.0.113.0/24'])] });
    for (const { effects } of beside.plan.steps) expect(effects).not.toContain('exposes');
  });

  it('cannot be a part of the VPC where one load balancer lets everybody in', () => {
    const decision = planAlb({ ...both, internet: OPEN_TO_ALL }, shared());
    expect(decision.plan.blocked).toMatchObject([{ reason: 'SharedLoadBalancer', rule: 'G16' }]);
    expect(decision.plan.blocked[0]?.message).toContain('10.8.0.0/16 alone');
    const nobody = planAlb({ internet: OPEN_TO_ALL, intranet: { allow: [] } }, shared());
    expect(nobody.plan.blocked[0]?.message).toContain('nobody alone');
    const all = { allow: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'] };
    expect(planAlb({ internet: OPEN_TO_ALL, intranet: all }, shared()).plan.blocked).toEqual([]);
    expect(planAlb({ internet: OPEN_TO_ALL, intranet: {} }, shared()).plan).toMatchObject({ steps: [], blocked: [] });
    expect(planAlb({ internet: OPEN_TO_ALL, intranet: { allow: ['0.0.0.0/0'] } }, shared()).plan.steps).toEqual([]);
  });

  it('is left to the owner for a day where the load balancer may not be edited', () => {
    const editsRefused = { loadBalancerId: 'alb-internet', listenerId: 'lsn-internet', at: 1_000 };
    const memory = { ...NO_PROVISIONING_MEMORY, editsRefused };
    const observed = { gateway: albGateway(PUBLIC_OPEN), loadBalancers: [balancer('internet')] };
    const { plan, memory: kept } = planAlb({ internet: both.internet }, observed, { memory });
    expect(plan.blocked).toMatchObject([{ reason: 'EditsRefused' }]);
    expect(kept.editsRefused).toEqual(editsRefused);
    expect(withoutOldRefusals(memory, 2_000).editsRefused).toEqual(editsRefused);
    expect(withoutOldRefusals(memory, 1_000 + 24 * 3_600_000).editsRefused).toBeUndefined();
  });
});

describe('services and domains of the ALB kind', () => {
  const chat = (vpcId?: string) =>
    service('chat', {
      config: JSON.stringify({ metadata: { instance: 1 }, ...(vpcId && { cloud: { networking: { vpc_id: vpcId } } }) }),
    });
  const open = { gateway: albGateway(PRIVATE_OPEN), loadBalancers: [balancer('intranet')] };
  const spec = { intranet: {}, services: [{ name: 'chat' }] };

  it.each([
    ['in another VPC', 'vpc-2', 'chat is in vpc-2, and the gateway in vpc-1'],
    ['in none', undefined, 'chat is in no VPC, and the gateway in vpc-1'],
  ])('does not bind a service %s, and says the fix (G15, G51)', (_, vpcId, message) => {
    const { plan } = planAlb(spec, { ...open, services: { chat: chat(vpcId) } });
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ what: 'bind-service/chat', reason: 'OutsideTheVpc', rule: 'G15' }]);
    expect(plan.blocked[0]?.message).toContain(message);
    expect(plan.blocked[0]?.wayOut).toContain('vpc_id vpc-1');
  });

  it('binds one of its VPC, once an access is asked for (G15)', () => {
    expect(stepIds(planAlb(spec, { ...open, services: { chat: chat('vpc-1') } }).plan)).toEqual(['bind-service/chat']);
    const closed = planAlb(spec, { services: { chat: chat('vpc-1') } });
    expect(stepOf(closed.plan, 'bind-service/chat').after).toEqual(
      expect.arrayContaining(['open-internet', 'open-intranet']),
    );
    expect(ready(closed)).toEqual(['open-intranet']);
  });

  it('attaches a private domain once private access is open (G42)', () => {
    const domains = [{ name: 'a.example.com', access: 'intranet', certificate: 'none' }];
    const { plan } = planAlb({ intranet: {}, domains });
    expect(stepOf(plan, 'attach-domain/a.example.com/intranet').after).toEqual(
      expect.arrayContaining(['open-intranet', 'intranet-running']),
    );
  });
});

describe('deleting a gateway of the ALB kind', () => {
  const deleting = { deletion: { unbindServices: false }, recordsRemoved: true };
  const loadBalancers = [balancer('internet'), balancer('intranet')];
  const acls = [ourAcl(['203.0.113.0/24']), ourAcl([], { aclId: 'acl-theirs', owner: undefined })];

  it('closes both accesses and waits for the load balancers before the gateway goes, and takes only our lists', () => {
    const gateway = albGateway({ ...PUBLIC_OPEN, ...PRIVATE_OPEN });
    const decision = planAlb({}, { gateway, loadBalancers, acls }, deleting);
    expect(ready(decision)).toEqual(['close-internet', 'close-intranet']);
    expect(stepIds(decision.plan)).toEqual([
      'close-internet',
      'close-intranet',
      'delete-acl/acl-ours',
      `delete-gateway/${GATEWAY_ID}`,
    ]);
    expect(stepOf(decision.plan, 'close-internet').effects).toEqual(['destroys']);
    const leaving = albGateway({ internetStatus: 'Deleting' });
    const later = planAlb({}, { gateway: leaving, acls }, deleting);
    expect(later.plan.waits).toMatchObject([{ id: 'load-balancers-gone' }]);
    expect(ready(later)).toEqual([]);
    expect(ready(planAlb({}, { acls }, deleting))).toEqual(['delete-acl/acl-ours']);
    expect(ready(planAlb({}, {}, deleting))).toEqual([`delete-gateway/${GATEWAY_ID}`]);
  });

  it('waits for an access that is still being opened', () => {
    const gateway = albGateway({ internetEnabled: true, internetStatus: 'Creating' });
    const decision = planAlb({}, { gateway }, deleting);
    expect(decision.plan.waits).toMatchObject([{ id: 'internet-running' }]);
    expect(ready(decision)).toEqual([]);
  });

  it('does not go around a deletion protection (G16)', () => {
    const kept = [
      balancer('internet', { deletionProtected: true }),
      balancer('intranet', { status: 'Deleting', deletionProtected: true }),
    ];
    const decision = planAlb({}, { gateway: albGateway(PUBLIC_OPEN), loadBalancers: kept }, deleting);
    expect(decision.plan.blocked).toMatchObject([
      { what: 'deletion-protection/alb-internet', reason: 'DeletionProtected' },
    ]);
    expect(ready(decision)).toEqual([]);
  });

  it('is at its end only when our lists are gone as well', () => {
    const gone = situation({ ...deleting, observation: { ...NOTHING_OBSERVED, acls } });
    expect(planProvisioning(gone)).toMatchObject({
      plan: { steps: [{ id: 'delete-acl/acl-ours' }] },
      memory: { gone: false },
    });
    expect(planProvisioning(situation({ ...deleting, observation: NOTHING_OBSERVED })).memory.gone).toBe(true);
    expect(declared().spec.type).toBe('managed');
  });
});

describe('whom the declared lists surely let in', () => {
  const { spec } = declaredAlb({ internet: { allow: ['203.0.113.0/24'] }, intranet: {} });
  const inside = { network: 'vpc', vpcId: 'vpc-1' } as const;

  it('is a vantage point in the VPC where everyone there may come in, and one on the public list (G25, G26)', () => {
    expect(isAdmitted(spec, { network: 'internet', address: '203.0.113.9' })).toBe(true);
    expect(isAdmitted(spec, { network: 'internet', address: '192.0.2.77' })).toBe(false);
    expect(isAdmitted(spec, inside)).toBe(true);
    expect(isAdmitted(spec, { network: 'vpc', vpcId: 'vpc-2' })).toBe(false);
    expect(isAdmitted(declaredAlb({ intranet: { allow: ['10.0.0.0/8'] } }).spec, inside)).toBe(false);
    expect(isAdmitted(declaredAlb({ internet: OPEN_TO_ALL }).spec, inside)).toBe(false);
    expect(isAdmitted(declaredAlb({ network: undefined }).spec, inside)).toBe(false);
  });
});
