import type { LocalCloud } from '../cloud/local-cloud.ts';
import type { FleetDomain } from './fleet.ts';
import type { Prober, Served } from './prober.ts';

/** One domain at one place began to serve a newer certificate. */
export interface SeenRotation {
  gateway: string;
  domain: string;
  /** When the change was asked for, and when it was first served; virtual, in ms since the epoch. */
  beganAt: number;
  servedAt: number;
  from: Served;
  to: Served;
}

/** A domain whose certificate is being changed. */
interface UnderWay {
  beganAt: number;
  /** Set once the newer one is served: it is watched a little longer, lest the old one comes back. */
  servedAt?: number;
}

/**
 * Watches what callers see. Each domain is asked once a virtual day; and from the call that changes its certificate until
 * a while after the new one is served, at every virtual second and after every call that a function makes.
 */
export class Watch {
  readonly rotations: SeenRotation[] = [];
  duringRotations = 0;
  readonly #cloud: LocalCloud;
  readonly #prober: Prober;
  readonly #domains: FleetDomain[];
  readonly #served = new Map<string, Served>();
  readonly #underWay = new Map<string, UnderWay>();
  #callsRead = 0;
  #ticking = false;
  #asking: Promise<void> = Promise.resolve();

  constructor(cloud: LocalCloud, prober: Prober, domains: FleetDomain[]) {
    this.#cloud = cloud;
    this.#prober = prober;
    this.#domains = domains;
  }

  /** Begins: whatever is served now is what later ones are newer than. */
  async begin(): Promise<void> {
    this.#callsRead = this.#cloud.calls.count();
    await this.#ask(this.#domains);
    this.#everyDay();
  }

  /** To be awaited after each call of a function: a call boundary. */
  async atCallBoundary(): Promise<void> {
    this.#readCalls();
    if (this.#underWay.size === 0) return;
    // Boundaries that come while one is being asked about share the next round.
    this.#asking = this.#asking.then(() => this.#askUnderWay());
    await this.#asking;
  }

  #everyDay(): void {
    const { clock } = this.#cloud;
    clock.schedule(clock.now() + DAY_MS, async () => {
      this.#prober.forgetAddresses();
      await this.#ask(this.#domains);
      this.#everyDay();
    });
  }

  /** Finds the calls that change what a domain serves. */
  #readCalls(): void {
    const calls = this.#cloud.calls.all();
    for (; this.#callsRead < calls.length; this.#callsRead += 1) {
      const call = calls[this.#callsRead];
      if (!call || !CHANGES.has(call.action) || call.status !== 200) continue;
      for (const domain of this.#changedBy(call.parameters)) {
        if (!this.#underWay.has(keyOf(domain))) this.#underWay.set(keyOf(domain), { beganAt: this.#cloud.clock.now() });
      }
    }
    if (this.#underWay.size > 0) this.#everySecond();
  }

  /** A listener's certificates may serve any of the domains behind it. */
  #changedBy({ CustomDomain }: Readonly<Record<string, unknown>>): FleetDomain[] {
    if (typeof CustomDomain !== 'object' || CustomDomain === null) return this.#domains;
    const { Domain } = CustomDomain as { Domain?: unknown };
    return this.#domains.filter(({ name }) => name === Domain);
  }

  #everySecond(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    const { clock } = this.#cloud;
    const tick = async () => {
      await this.#askUnderWay();
      this.#ticking = this.#underWay.size > 0;
      if (this.#ticking) clock.schedule(clock.now() + SECOND_MS, tick);
    };
    clock.schedule(clock.now() + SECOND_MS, tick);
  }

  async #askUnderWay(): Promise<void> {
    const now = this.#cloud.clock.now();
    for (const [key, { beganAt, servedAt }] of this.#underWay) {
      // Where nothing changed after all (the same certificate again), it is watched as long as a change may take.
      const until = servedAt === undefined ? beganAt + LONGEST_MS : servedAt + AFTERWARDS_MS;
      if (now > until) this.#underWay.delete(key);
    }
    const domains = this.#domains.filter((domain) => this.#underWay.has(keyOf(domain)));
    this.duringRotations += domains.length;
    await this.#ask(domains);
  }

  async #ask(domains: FleetDomain[]): Promise<void> {
    const release = this.#cloud.clock.hold();
    try {
      for (let next = 0; next < domains.length; next += AT_A_TIME) {
        await Promise.all(domains.slice(next, next + AT_A_TIME).map((domain) => this.#look(domain)));
      }
    } finally {
      release();
    }
  }

  async #look(domain: FleetDomain): Promise<void> {
    const to = await this.#prober.shakeHandsWith(domain);
    if (!to) return;
    const key = keyOf(domain);
    const from = this.#served.get(key);
    this.#served.set(key, to);
    if (!from || from.fingerprint === to.fingerprint) return;
    const servedAt = this.#cloud.clock.now();
    const underWay = this.#underWay.get(key);
    const { gateway, name } = domain;
    this.rotations.push({ gateway, domain: name, beganAt: underWay?.beganAt ?? servedAt, servedAt, from, to });
    if (underWay) underWay.servedAt = servedAt;
  }
}

function keyOf({ gateway, name }: FleetDomain): string {
  return `${gateway}/${name}`;
}

/** What changes the certificate that a domain is served with. */
const CHANGES = new Set([
  'AttachGatewayDomain',
  'DetachGatewayDomain',
  'AssociateAdditionalCertificatesWithListener',
  'DissociateAdditionalCertificatesFromListener',
  'UpdateListenerAttribute',
]);
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
/** Longer than a change takes to show (G43). */
const LONGEST_MS = 10 * 60_000;
const AFTERWARDS_MS = 10_000;
const AT_A_TIME = 50;
