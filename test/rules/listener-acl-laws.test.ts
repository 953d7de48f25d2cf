import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import type { AclStep } from '../../shared/domain-rules/provisioning/acl-step.ts';
import { planListenerAcl } from '../../shared/domain-rules/provisioning/listener-acl.ts';
import { guardedBy, instance, listener, ourAcl } from './load-balancers.ts';
import { NotNow } from './simulated-gateway.ts';
import { lets, SimulatedListeners } from './simulated-listeners.ts';
import { OWNER } from './worlds.ts';

type Allow = string[] | 'open';

/** What becomes of a call: taken and answered, refused, taken with the answer lost, or taken by a job that fails. */
type Fate = 'done' | 'refused' | 'lost' | 'job-fails';

class Keeper {
  readonly world = new SimulatedListeners();
  allow: Allow;
  agreed = true;
  now = 0;
  openSince: Record<string, number> = {};
  openIntents = new Set<string>();

  constructor(allow: Allow) {
    this.allow = allow;
  }

  plan() {
    const { loadBalancers, acls } = structuredClone({ loadBalancers: this.world.loadBalancers, acls: this.world.acls });
    return planListenerAcl({
      access: 'internet',
      loadBalancers,
      acls,
      allow: this.allow,
      edits: 'possible',
      owner: OWNER,
      after: [],
      now: this.now,
      openSince: this.openSince,
    });
  }

  runnable(): AclStep[] {
    const { plan, openSince } = this.plan();
    this.openSince = openSince;
    return readySteps(plan).filter(
      ({ id, repeatable, effects }) =>
        (this.agreed || effects.length === 0) && (repeatable || !this.openIntents.has(id)),
    );
  }

  run(step: AclStep, fate: Fate): void {
    if (fate === 'lost') this.openIntents.add(step.id);
    if (fate === 'refused') return;
    try {
      this.world.apply(step, fate === 'job-fails');
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
    }
  }

  passTime(): void {
    this.now += 5000;
    this.world.passTime();
    this.openIntents.clear();
  }

  finish(): void {
    this.agreed = true;
    for (let round = 0; round < 60; round += 1) {
      this.passTime();
      for (const step of this.runnable()) this.run(step, 'done');
      const { plan } = this.plan();
      if (plan.steps.length === 0 && plan.waits.length === 0) return;
    }
    throw new Error(`it does not come to an end: ${JSON.stringify(this.plan())}`);
  }
}

const RANGES = ['203.0.113.0/24', '198.51.100.0/24', '198.51.100.0/25', '192.0.2.0/24', '8.8.8.8/32'];
const ADDRESSES = ['203.0.113.5', '198.51.100.5', '198.51.100.200', '192.0.2.1', '8.8.8.8', '9.9.9.9'];

const anyAllow: fc.Arbitrary<Allow> = fc.oneof(
  { weight: 5, arbitrary: fc.subarray(RANGES) },
  { weight: 1, arbitrary: fc.constant<Allow>('open') },
);

const anyMoves = fc.array(
  fc.oneof(
    fc.record({
      move: fc.constant('step' as const),
      which: fc.nat({ max: 9 }),
      fate: fc.constantFrom<Fate>('done', 'done', 'refused', 'lost', 'job-fails'),
    }),
    fc.constant({ move: 'time' as const }),
    fc.record({ move: fc.constant('agree' as const), agreed: fc.boolean() }),
  ),
  { maxLength: 40 },
);

type Moves = typeof anyMoves extends fc.Arbitrary<infer Value> ? Value : never;

function play(keeper: Keeper, moves: Moves, look: () => void): void {
  for (const move of moves) {
    if (move.move === 'time') keeper.passTime();
    else if (move.move === 'agree') keeper.agreed = move.agreed;
    else {
      const steps = keeper.runnable();
      const step = steps[move.which % steps.length];
      if (step) keeper.run(step, move.fate);
    }
    look();
  }
}

const allows = (allow: Allow, address: string) => allow === 'open' || lets(allow, address);

/** A list of ours that is on a listener has entries, whatever is under way. */
function expectNoEmptyGuard({ world }: Keeper): void {
  for (const each of world.listeners()) {
    if (each.acls.some(({ status }) => status !== 'Associating')) expect(world.entriesOn(each)).not.toEqual([]);
  }
}

function expectAsDeclared(keeper: Keeper): void {
  for (const each of keeper.world.listeners()) {
    const admitted = ADDRESSES.filter((address) => keeper.world.admits(each, address));
    expect(admitted).toEqual(ADDRESSES.filter((address) => allows(keeper.allow, address)));
  }
  expect(keeper.plan().allowlist.status).toBe('True');
}

const anyInstances = fc.integer({ min: 1, max: 2 });

function instances(count: number) {
  return Array.from({ length: count }, (_, index) =>
    instance({
      loadBalancerId: `alb-${index}`,
      listeners: [80, 443].map((port) => listener(port, { listenerId: `lsn-${index}-${port}` })),
    }),
  );
}

describe('the lists of listeners, whatever fails on the way and in any order', () => {
  it('listeners end up letting in just whom the declaration names, and no list on them is ever empty', () => {
    fc.assert(
      fc.property(anyInstances, anyAllow, anyMoves, anyMoves, (count, allow, before, after) => {
        const keeper = new Keeper(allow);
        play(keeper, before, () => expectNoEmptyGuard(keeper));
        keeper.world.loadBalancers = instances(count);
        play(keeper, after, () => expectNoEmptyGuard(keeper));
        keeper.finish();
        expectAsDeclared(keeper);
        expect(keeper.world.acls.filter(({ status }) => status !== 'Deleting').length).toBe(allow === 'open' ? 0 : 1);
      }),
    );
  });

  it('between two declarations nobody gets in whom neither names, and nobody is refused whom both name', () => {
    fc.assert(
      fc.property(anyInstances, anyAllow, anyAllow, anyMoves, (count, old, wanted, moves) => {
        const keeper = new Keeper(old);
        keeper.world.loadBalancers = instances(count);
        keeper.finish();
        keeper.allow = wanted;
        keeper.agreed = false;
        play(keeper, moves, () => {
          expectNoEmptyGuard(keeper);
          for (const each of keeper.world.listeners()) {
            const wronged = ADDRESSES.filter((address) => {
              const [before, after] = [allows(old, address), allows(wanted, address)];
              return keeper.world.admits(each, address) ? !before && !after : before && after;
            });
            expect(wronged).toEqual([]);
          }
        });
        keeper.finish();
        expectAsDeclared(keeper);
      }),
    );
  });

  it('nobody is let in who was not before without a yes', () => {
    fc.assert(
      fc.property(anyAllow, anyAllow, anyMoves, (old, wanted, moves) => {
        const keeper = new Keeper(old);
        keeper.world.loadBalancers = instances(1);
        keeper.finish();
        keeper.allow = wanted;
        keeper.agreed = false;
        play(
          keeper,
          moves.filter(({ move }) => move !== 'agree'),
          () => {
            for (const each of keeper.world.listeners()) {
              const admitted = ADDRESSES.filter((address) => keeper.world.admits(each, address));
              expect(admitted.filter((address) => !allows(old, address))).toEqual([]);
            }
          },
        );
      }),
    );
  });

  it('a list that somebody else put up beside ours survives', () => {
    fc.assert(
      fc.property(anyAllow, anyMoves, (allow, moves) => {
        const keeper = new Keeper(allow);
        const theirs = { ...ourAcl(['10.1.0.0/16']), aclId: 'acl-theirs', owner: undefined, access: undefined };
        keeper.world.acls = [structuredClone(theirs)];
        keeper.world.loadBalancers = [instance({ listeners: [listener(443, guardedBy('acl-theirs'))] })];
        play(keeper, moves, () => {
          expect(keeper.world.acls).toContainEqual(theirs);
          expect(keeper.world.listeners()[0]?.acls).toContainEqual({ aclId: 'acl-theirs', status: 'Associated' });
        });
      }),
    );
  });

  it('what somebody does to our list or its guards by hand is put right', () => {
    const anyHands = fc.array(
      fc.tuple(fc.constantFrom('empty', 'drop', 'unguard', 'delete'), fc.nat({ max: 9 }), anyMoves),
      {
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(anyAllow, anyHands, (allow, hands) => {
        const keeper = new Keeper(allow);
        keeper.world.loadBalancers = instances(1);
        keeper.finish();
        for (const [what, which, moves] of hands) {
          keeper.world.passTime();
          byHand(keeper.world, what, which);
          play(keeper, moves, () => undefined);
        }
        keeper.finish();
        expectAsDeclared(keeper);
      }),
    );
  });
});

function byHand({ acls, ...world }: SimulatedListeners, what: string, which: number): void {
  const acl = acls.at(which % Math.max(acls.length, 1));
  if (!acl) return;
  if (what === 'empty') acl.entries = [];
  if (what === 'drop') acl.entries.splice(which % Math.max(acl.entries.length, 1), 1);
  const guarded = world.loadBalancers.flatMap(({ listeners }) => listeners);
  for (const each of what === 'delete' ? guarded : guarded.slice(which % 2, (which % 2) + 1)) {
    if (what !== 'unguard' && what !== 'delete') continue;
    each.acls = each.acls.filter(({ aclId }) => aclId !== acl.aclId);
    if (each.acls.length === 0) each.aclType = undefined;
  }
  if (what === 'delete') acls.splice(acls.indexOf(acl), 1);
}
