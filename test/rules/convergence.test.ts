import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Declaration, DeclaredVpc } from '../../shared/domain-rules/declaration.ts';
import { EFFECTS, type Effect } from '../../shared/domain-rules/declaration-schema.ts';
import { approvalState, awaitingApproval, readySteps } from '../../shared/domain-rules/plan.ts';
import {
  type Deletion,
  NO_PROVISIONING_MEMORY,
  type ProvisioningMemory,
} from '../../shared/domain-rules/provisioning/input.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { CREATE_GATEWAY, type ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { NotNow, SimulatedGateway } from './simulated-gateway.ts';
import { chosenVSwitch, declared, gatewayThat, OPEN, OWNER, servedBy, service } from './worlds.ts';

const THEIRS = { vpc: 'vpc-theirs', domain: 'theirs.example.com', service: 'their_svc' };

/** What becomes of a call: done and answered, refused, or done (or not) with the answer lost. */
type Fate = 'done' | 'refused' | 'lost' | 'lost-undone';

/** One owner with one world, and everything that is remembered between two looks. */
class Owner {
  memory: ProvisioningMemory = NO_PROVISIONING_MEMORY;
  openIntents = new Set<string>();
  deletion: Deletion | undefined;
  recordsRemoved = false;
  othersDecided = false;
  agreed: Effect[];
  readonly world: SimulatedGateway;
  declaration: Declaration;

  constructor(world: SimulatedGateway, declaration: Declaration) {
    this.world = world;
    this.declaration = declaration;
    this.agreed = declaration.spec.approve;
  }

  plan() {
    const { vpcs, domains } = this.declaration.spec;
    const decision = planProvisioning({
      owner: OWNER,
      declaration: this.declaration,
      deletion: this.deletion,
      observation: this.world.look(this.memory, this.openIntents.has(CREATE_GATEWAY) ? 0 : undefined),
      zones: this.othersDecided
        ? Object.fromEntries(
            vpcs.map(({ vpcId, vSwitches }) => [
              vpcId,
              {
                ...chosenVSwitch(Array.isArray(vSwitches) ? String(vSwitches[0]) : 'vsw-auto'),
                linked: this.memory.linkedThrough?.[vpcId],
              },
            ]),
          )
        : {},
      certificates: this.othersDecided ? Object.fromEntries(domains.map(({ name }) => [name, servedBy('7')])) : {},
      recordsRemoved: this.recordsRemoved,
      memory: this.memory,
      openIntents: [...this.openIntents],
      adopts: undefined,
      neighbours: [],
      declaredAt: 0,
      now: 0,
    });
    this.memory = JSON.parse(JSON.stringify(decision.memory));
    return decision.plan;
  }

  /** The steps that may run now: ready, agreed to, and not looked for at the moment. */
  runnable(): ProvisioningStep[] {
    const plan = this.plan();
    const { spec } = this.declaration;
    const state = approvalState(
      { generation: 1, declaration: { ...this.declaration, spec: { ...spec, approve: this.agreed } }, approvals: [] },
      null,
    );
    const awaiting = new Set(awaitingApproval(plan.steps, state).map(({ id }) => id));
    return readySteps(plan).filter(
      ({ id, repeatable }) => !awaiting.has(id) && (repeatable || !this.openIntents.has(id)),
    );
  }

  run(step: ProvisioningStep, fate: Fate): void {
    if (fate === 'lost' || fate === 'lost-undone') this.openIntents.add(step.id);
    if (fate === 'refused' || fate === 'lost-undone') return;
    try {
      this.world.apply(step);
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
    }
    if (fate === 'done' && step.kind === 'create-gateway') {
      this.memory = { ...this.memory, gatewayId: this.world.gateway?.gatewayId };
    }
  }

  /** Time passes: what was asked for arrives, and what did not come to light counts as not done. */
  passTime(): void {
    this.world.passTime();
    this.plan();
    this.openIntents.clear();
  }

  /** From here on everything is agreed to, answered and decided. @returns how many rounds it took to come to the end */
  finish(): number {
    this.agreed = [...EFFECTS];
    this.othersDecided = true;
    this.recordsRemoved = true;
    for (let round = 0; round < 60; round += 1) {
      this.passTime();
      const steps = this.runnable();
      for (const step of steps) this.run(step, 'done');
      const { steps: left, waits } = this.plan();
      if (left.length === 0 && waits.length === 0) return round;
    }
    throw new Error(`it does not come to an end: ${JSON.stringify(this.plan())}`);
  }
}

const subset = <T>(items: readonly T[]) => fc.subarray([...items]);

const anyDeclaration = fc
  .record({
    nodes: fc.integer({ min: 1, max: 3 }),
    allow: fc.option(subset(['203.0.113.0/24', '198.51.100.7/32', '0.0.0.0/0']), { nil: undefined }),
    vpcs: subset(['vpc-1', 'vpc-2', 'vpc-3']),
    vSwitch: fc.constantFrom('first', 'second'),
    dnsOn: fc.constantFrom(undefined, 'vpc-1', 'vpc-2'),
    peers: subset(['vpc-7', 'vpc-8']),
    vpcAllow: fc.option(
      subset(['10.0.0.0/8', '192.168.1.0/24']).filter((list) => list.length > 0),
      { nil: undefined },
    ),
    publicNames: subset(['a.example.com', 'b.example.com']),
    privateNames: subset(['a.example.com', 'c.example.com']),
    certificate: fc.constantFrom('cas', 'none'),
    services: subset(['chat_7b', 'chat_72b']),
    isDefault: fc.option(fc.boolean(), { nil: undefined }),
    approve: subset(EFFECTS),
  })
  .map(({ vSwitch, dnsOn, peers, ...rest }) => ({
    ...rest,
    networks: (vpcId: string) => ({
      vSwitches: [`vsw-${vpcId.at(-1)}${vSwitch}`],
      ...(dnsOn === vpcId && { authoritativeDns: true }),
      ...(peers.length > 0 && { peers: peers.map((peer) => ({ vpcId: peer, region: 'cn-hangzhou' })) }),
    }),
  }))
  .map(
    ({
      nodes,
      allow,
      vpcs,
      networks,
      vpcAllow,
      publicNames,
      privateNames,
      certificate,
      services,
      isDefault,
      approve,
    }) =>
      declared({
        nodes,
        ...(allow && { internet: { allow } }),
        vpcs: vpcs.map((vpcId) => ({ vpcId, ...networks(vpcId), ...(vpcAllow && { allow: vpcAllow }) })),
        domains: [
          ...(allow ? publicNames.map((name) => ({ name, certificate })) : []),
          ...(vpcs.length > 0 ? privateNames.map((name) => ({ name, access: 'intranet', certificate })) : []),
        ],
        services: services.map((name) => ({ name })),
        ...(isDefault !== undefined && { default: isDefault }),
        approve,
      }),
  );

/** Nothing yet, or a gateway that somebody works on besides. */
const anyWorld = fc
  .record({
    exists: fc.boolean(),
    open: fc.boolean(),
    isDefault: fc.boolean(),
    replicas: fc.integer({ min: 1, max: 3 }),
    internetAllowlist: subset(['0.0.0.0/0', '203.0.113.0/24', '192.0.2.1/32']),
    linked: subset(['vpc-1', 'vpc-9']),
    list: subset(['0.0.0.0/0', '10.0.0.0/8', '172.16.0.0/12']).filter((entries) => entries.length > 0),
  })
  .map(({ exists, open, isDefault, replicas, internetAllowlist, linked, list }) => {
    const world = new SimulatedGateway();
    world.services = {
      chat_7b: service('chat_7b'),
      chat_72b: service('chat_72b', { gatewayId: 'gw-elsewhere', config: '{"networking":{"gateway":"gw-elsewhere"}}' }),
    };
    if (!exists) return world;
    const gateway = gatewayThat({ ...(open && OPEN), isDefault, replicas });
    world.gateway = gateway;
    world.internetAllowlist = internetAllowlist;
    for (const vpcId of [...linked, THEIRS.vpc]) {
      world.links.push({ vpcId, vSwitchId: 'vsw-x', status: 'Running' });
      world.vpcAllowlists[vpcId] = [...list];
    }
    world.domains.push({ name: THEIRS.domain, access: 'intranet', certificateId: '3', status: 'Succeeded' });
    world.services[THEIRS.service] = service(THEIRS.service, { gatewayId: gateway.gatewayId });
    return world;
  });

/** Moves of a world in which calls fail, answers are lost, others are slow, and the owner takes time to agree. */
const anyMoves = fc.array(
  fc.oneof(
    fc.record({
      move: fc.constant('step' as const),
      which: fc.nat({ max: 9 }),
      fate: fc.constantFrom<Fate>('done', 'done', 'refused', 'lost', 'lost-undone'),
    }),
    fc.constant({ move: 'time' as const }),
    fc.constant({ move: 'others decide' as const }),
    fc.record({ move: fc.constant('agree' as const), agreed: subset(EFFECTS) }),
  ),
  { maxLength: 40 },
);

type Moves = typeof anyMoves extends fc.Arbitrary<infer Value> ? Value : never;

function play(owner: Owner, moves: Moves, look: (step: ProvisioningStep) => void): void {
  for (const move of moves) {
    if (move.move === 'time') owner.passTime();
    else if (move.move === 'others decide') owner.othersDecided = true;
    else if (move.move === 'agree') owner.agreed = move.agreed;
    else {
      const steps = owner.runnable();
      const step = steps[move.which % steps.length];
      if (!step) continue;
      owner.run(step, move.fate);
      look(step);
    }
  }
}

/** What no step may have brought about, at any point. */
function expectNoHarm(owner: Owner, step: ProvisioningStep): void {
  const { world } = owner;
  for (const effect of step.effects) expect(owner.agreed).toContain(effect);
  for (const list of Object.values(world.vpcAllowlists)) expect(list).not.toEqual([]);
  expect(world.creations).toBeLessThanOrEqual(1);
}

function foreign(world: SimulatedGateway) {
  return {
    link: world.links.find(({ vpcId }) => vpcId === THEIRS.vpc),
    list: world.vpcAllowlists[THEIRS.vpc],
    domain: world.domains.find(({ name }) => name === THEIRS.domain),
    service: world.services[THEIRS.service],
  };
}

describe('whatever fails on the way, in any order', () => {
  it('a gateway becomes as declared, once; lists are never empty, foreign things stay, unapproved steps do not run', () => {
    fc.assert(
      fc.property(anyWorld, anyDeclaration, anyMoves, (world, declaration, moves) => {
        const owner = new Owner(world, declaration);
        const theirs = structuredClone(foreign(world));
        play(owner, moves, (step) => expectNoHarm(owner, step));
        owner.finish();

        expect(owner.plan()).toMatchObject({ steps: [], waits: [] });
        expect(foreign(world)).toEqual(theirs);
        const { spec } = declaration;
        expect(world.gateway).toMatchObject({
          owner: OWNER,
          replicas: spec.type === 'managed' && spec.nodes,
          internetEnabled: spec.internet !== undefined,
        });
        if (spec.internet) expect(new Set(world.internetAllowlist)).toEqual(new Set(spec.internet.allow));
        const wantsDns = spec.vpcs.flatMap(({ vpcId, authoritativeDns }) => (authoritativeDns ? [vpcId] : []));
        expect(world.links.flatMap(({ vpcId, authoritativeDns }) => (authoritativeDns ? [vpcId] : []))).toEqual(
          wantsDns,
        );
        for (const { vpcId, allow, peers } of spec.vpcs) {
          expect(world.links.filter((link) => link.vpcId === vpcId)).toHaveLength(1);
          const names = (list: readonly { vpcId: string }[] = []) => list.map((peer) => peer.vpcId).sort();
          expect(names(world.peers[vpcId])).toEqual(names(peers));
          if (allow) expect(new Set(world.vpcAllowlists[vpcId])).toEqual(new Set(allow));
        }
        for (const { name, access, certificate } of spec.domains) {
          const certificateId = certificate === 'cas' ? '7' : undefined;
          expect(world.domains).toContainEqual({ name, access, certificateId, status: 'Succeeded' });
        }
        for (const { name } of spec.services) expect(world.services[name]?.gatewayId).toBe(world.gateway?.gatewayId);
      }),
    );
  });

  it('a changed declaration is reached from the old one, and what only the old one named goes', () => {
    fc.assert(
      fc.property(anyDeclaration, anyDeclaration, anyMoves, (before, after, moves) => {
        const world = new SimulatedGateway();
        world.services = { chat_7b: service('chat_7b'), chat_72b: service('chat_72b') };
        const owner = new Owner(world, before);
        owner.finish();
        owner.declaration = after;
        owner.agreed = after.spec.approve;
        play(owner, moves, (step) => expectNoHarm(owner, step));
        owner.finish();

        const through = ({ vpcId, vSwitches }: DeclaredVpc) => `${vpcId} ${String(vSwitches)}`;
        expect(world.links.map(({ vpcId, vSwitchId }) => `${vpcId} ${vSwitchId}`).sort()).toEqual(
          after.spec.vpcs.map(through).sort(),
        );
        const wanted = after.spec.domains.map(({ name, access }) => `${name}/${access}`);
        expect(world.domains.map(({ name, access }) => `${name}/${access}`).sort()).toEqual(wanted.sort());
      }),
    );
  });

  it('a deletion ends with no gateway, and never while a service answers behind it', () => {
    fc.assert(
      fc.property(anyDeclaration, anyMoves, anyMoves, (declaration, building, takingDown) => {
        const world = new SimulatedGateway();
        world.services = { chat_7b: service('chat_7b'), chat_72b: service('chat_72b') };
        const owner = new Owner(world, declaration);
        play(owner, building, () => undefined);
        owner.deletion = { unbindServices: true };
        owner.agreed = [];
        play(owner, takingDown, (step) => {
          expectNoHarm(owner, step);
          expect(step.kind).toMatch(/^(unbind|unlink|detach|delete)/);
        });
        owner.finish();

        expect(world.gateway).toBeUndefined();
        expect(owner.memory.gone).toBe(true);
        expect(Object.values(world.services).every(({ gatewayId }) => gatewayId === undefined)).toBe(true);
      }),
    );
  });
});
