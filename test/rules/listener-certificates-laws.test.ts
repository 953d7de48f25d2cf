import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { NO_PROVISIONING_MEMORY } from '../../shared/domain-rules/provisioning/input.ts';
import type { ListenerCertificateStep } from '../../shared/domain-rules/provisioning/listener-certificate-step.ts';
import { withOurs } from '../../shared/domain-rules/provisioning/listener-certificates-memory.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { albGateway, balancer, OPEN_TO_ALL, PUBLIC_OPEN, planAlb } from './alb-worlds.ts';
import { listener } from './load-balancers.ts';
import { servedBy } from './worlds.ts';

const NAMES = ['a.example.com', 'b.example.com', 'c.example.com'];
const LISTENERS = ['lsn-443', 'lsn-8443'];
const MINUTE = 60_000;
/** Who put them there nobody knows; some have the numbers of certificates that are wanted. */
const FOREIGN = ['11', '21', '90', '91'];

/** What becomes of a call: taken and answered, refused, or taken with the answer lost. */
type Fate = 'done' | 'refused' | 'lost';
type Event =
  | { kind: 'choose'; name: number; version: number }
  | { kind: 'declare'; names: number[] }
  | { kind: 'time'; minutes: number }
  | { kind: 'work'; fate: Fate };

/** An ALB whose listeners decide what is served, EAS before it, and one who keeps both as declared. */
class Keeper {
  now = 0;
  memory: ProvisioningMemory = NO_PROVISIONING_MEMORY;
  declared = [0];
  /** What certificate-rotator settled, by name: certificates `<name><version>`. */
  chosen: Record<string, string> = {};
  attached: Record<string, { certificateId: string; status: string }> = {};
  rows: Record<string, Map<string, string>>;
  openIntents: string[] = [];
  /** What was taken off a listener though we had not put it there. */
  trespasses: string[] = [];
  readonly #ours = new Set<string>();
  readonly #proves: boolean;

  constructor(foreign: string[], proves: boolean) {
    this.#proves = proves;
    this.rows = Object.fromEntries(LISTENERS.map((id) => [id, new Map(foreign.map((one) => [one, 'Associated']))]));
  }

  plan() {
    const names = this.declared.map((index) => NAMES[index] ?? '');
    const busy = Object.values(this.rows).some((rows) => [...rows.values()].some((status) => status !== 'Associated'));
    const decision = planAlb(
      {
        internet: OPEN_TO_ALL,
        domains: names.map((name) => ({ name })),
        approve: ['disrupts'],
        ...(this.#proves && { probe: { internet: { from: ['203.0.113.7'] } } }),
      },
      {
        gateway: albGateway(PUBLIC_OPEN),
        domains: Object.entries(this.attached).map(([name, is]) => ({ name, access: 'internet' as const, ...is })),
        loadBalancers: [
          balancer('internet', {
            status: busy ? 'Configuring' : 'Active',
            listeners: LISTENERS.map((listenerId, index) =>
              listener(index + 443, { listenerId, protocol: 'HTTPS', certificates: this.#shown(listenerId) }),
            ),
          }),
        ],
      },
      {
        certificates: Object.fromEntries(Object.entries(this.chosen).map(([name, id]) => [name, servedBy(id)])),
        memory: this.memory,
        openIntents: this.openIntents,
        now: this.now,
      },
    );
    this.memory = decision.memory;
    return decision.plan;
  }

  work(fate: Fate): boolean {
    const steps = readySteps(this.plan());
    for (const step of steps) if (fate !== 'refused') this.#apply(step, fate);
    return steps.length > 0;
  }

  passTime(minutes: number): void {
    this.now += minutes * MINUTE;
    this.openIntents = [];
    for (const one of Object.values(this.attached)) one.status = 'Succeeded';
    for (const rows of Object.values(this.rows)) {
      for (const [id, status] of rows) {
        if (status === 'Associating') rows.set(id, 'Associated');
        if (status === 'Diassociating') rows.delete(id);
      }
    }
    if (this.#proves) this.#prove();
  }

  /** The certificates on a listener that callers of a name can be served with now. */
  servesOn(listenerId: string, index: number): string[] {
    return [...(this.rows[listenerId] ?? [])].flatMap(([id, status]) =>
      status === 'Associated' && id.startsWith(String(index + 1)) ? [id] : [],
    );
  }

  finish(): void {
    for (let round = 0; round < 80; round += 1) {
      this.passTime(30);
      this.plan();
      if (!this.work('done') && round > 4 && this.plan().waits.length === 0) return;
    }
    throw new Error(`it does not come to an end: ${JSON.stringify(this.plan())}`);
  }

  #shown(listenerId: string) {
    const rows = [...(this.rows[listenerId] ?? [])];
    return [
      { certificateId: '1', identifier: '1-cn-hangzhou', isDefault: true, status: 'Associated' },
      ...rows.map(([id, status]) => ({ certificateId: id, identifier: `${id}-cn-hangzhou`, isDefault: false, status })),
    ];
  }

  #apply(step: ProvisioningStep, fate: Fate): void {
    if (step.kind === 'attach-domain' && step.certificateId) {
      this.attached[step.domain] = { certificateId: step.certificateId, status: 'Deploying' };
    }
    if (step.kind === 'detach-domain') delete this.attached[step.domain];
    if (step.kind === 'associate-certificate' || step.kind === 'dissociate-certificate') this.#change(step, fate);
  }

  #change(step: ListenerCertificateStep, fate: Fate): void {
    const { listenerId, certificateId } = step;
    const rows = this.rows[listenerId];
    // One change at a time: another is refused, as ALB does.
    const busy = Object.values(this.rows).some((one) => [...one.values()].some((status) => status !== 'Associated'));
    if (busy) throw new Error(`${step.id} is called while another change runs`);
    if (step.kind === 'dissociate-certificate') {
      if (!this.#ours.has(`${listenerId}/${certificateId}`)) this.trespasses.push(step.id);
      rows?.set(certificateId, 'Diassociating');
      return;
    }
    rows?.set(certificateId, 'Associating');
    this.#ours.add(`${listenerId}/${certificateId}`);
    if (fate === 'lost') this.openIntents.push(step.id);
    else this.memory = { ...this.memory, listenerCertificates: withOurs(this.memory, listenerId, certificateId) };
  }

  /** A proof sees a certificate where the listener has it, and the name is attached with it. */
  #prove(): void {
    const proved = Object.entries(this.attached).flatMap(([name, { certificateId }]) =>
      LISTENERS.every((id) => this.rows[id]?.get(certificateId) === 'Associated')
        ? [[`${name}/internet`, { certificateId, notAfter: undefined }]]
        : [],
    );
    const truth = { status: 'True', reason: 'Verified', message: '' } as const;
    this.memory = {
      ...this.memory,
      verification: {
        ...{ key: 'k', since: this.now, at: this.now, truth, heldBack: {} },
        proved: { ...this.memory.verification?.proved, ...Object.fromEntries(proved) },
      },
    };
  }
}

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('choose' as const),
    name: fc.nat(NAMES.length - 1),
    version: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    kind: fc.constant('declare' as const),
    names: fc.uniqueArray(fc.nat(NAMES.length - 1), { minLength: 1, maxLength: NAMES.length }),
  }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('time' as const), minutes: fc.integer({ min: 1, max: 90 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      fate: fc.constantFrom<Fate>('done', 'refused', 'lost'),
    }),
  },
);

const story = fc.record({
  foreign: fc.subarray(FOREIGN),
  proves: fc.boolean(),
  events: fc.array(event, { maxLength: 60 }),
});

function play(keeper: Keeper, one: Event): void {
  if (one.kind === 'choose') keeper.chosen[NAMES[one.name] ?? ''] = `${one.name + 1}${one.version}`;
  if (one.kind === 'declare') keeper.declared = one.names;
  if (one.kind === 'time') keeper.passTime(one.minutes);
  if (one.kind === 'work') keeper.work(one.fate);
}

describe('certificates on listeners, whatever happens', () => {
  it('foreign ones are never taken off, and what is served under a declared name goes on being served', () => {
    fc.assert(
      fc.property(story, ({ foreign, proves, events }) => {
        const keeper = new Keeper(foreign, proves);
        for (const one of events) {
          const served = LISTENERS.map((id) => NAMES.map((_, index) => keeper.servesOn(id, index).length > 0));
          play(keeper, one);
          for (const [at, id] of LISTENERS.entries()) {
            for (const index of keeper.declared) {
              if (served[at]?.[index]) expect(keeper.servesOn(id, index), `${id} ${NAMES[index]}`).not.toEqual([]);
            }
          }
        }
        expect(keeper.trespasses).toEqual([]);
        for (const id of LISTENERS) for (const one of foreign) expect(keeper.rows[id]?.has(one)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('every declared name comes to be served with the chosen certificate, and nothing of ours is left over', () => {
    fc.assert(
      fc.property(story, ({ foreign, proves, events }) => {
        const keeper = new Keeper(foreign, proves);
        for (const one of events) play(keeper, one);
        for (const [index, name] of NAMES.entries()) keeper.chosen[name] ??= `${index + 1}4`;
        keeper.finish();
        const wanted = keeper.declared.map((index) => keeper.chosen[NAMES[index] ?? ''] ?? '');
        for (const id of LISTENERS) {
          expect([...(keeper.rows[id]?.keys() ?? [])].sort()).toEqual([...new Set([...wanted, ...foreign])].sort());
        }
      }),
      { numRuns: 60 },
    );
  });
});
