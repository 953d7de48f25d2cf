import type { ScheduledTask, VirtualClock } from './clock.ts';
import { type Random, seededRandom } from './random.ts';

/**
 * How long things take: median in seconds, and sigma of the logarithm (0.3 means that about two of three draws lie
 * between 0.74 and 1.35 times the median). All inferred, except where a document is named.
 */
export const DELAYS = {
  'vswitch-create': { median: 3, sigma: 0.3 },
  'vswitch-delete': { median: 3, sigma: 0.3 },
  'eas-gateway-create': { median: 240, sigma: 0.15 },
  'eas-gateway-record': { median: 2, sigma: 0.3 },
  /** Three to five minutes: the user guide for dedicated gateways (G21). */
  'eas-gateway-resize': { median: 240, sigma: 0.15 },
  'eas-gateway-delete': { median: 30, sigma: 0.3 },
  'eas-internet-enable': { median: 60, sigma: 0.3 },
  'eas-internet-disable': { median: 30, sigma: 0.3 },
  'eas-link-create': { median: 45, sigma: 0.3 },
  'eas-domain-attach': { median: 15, sigma: 0.4 },
  /** Up to five minutes: the same guide (G43). */
  'eas-domain-effect': { median: 60, sigma: 0.5 },
  'eas-service-create': { median: 120, sigma: 0.4 },
  'eas-service-update': { median: 150, sigma: 0.4 },
  'eas-service-scale': { median: 40, sigma: 0.4 },
  'eas-service-delete': { median: 20, sigma: 0.3 },
  'eas-service-warm-up': { median: 10, sigma: 0.5 },
  'alb-load-balancer-create': { median: 60, sigma: 0.3 },
  'alb-load-balancer-update': { median: 10, sigma: 0.4 },
  'alb-load-balancer-delete': { median: 20, sigma: 0.3 },
  'alb-listener-change': { median: 4, sigma: 0.4 },
  'alb-certificate-change': { median: 5, sigma: 0.4 },
  'alb-acl-change': { median: 3, sigma: 0.4 },
  'alb-acl-association': { median: 5, sigma: 0.4 },
  'alb-server-group-change': { median: 3, sigma: 0.4 },
} satisfies Record<string, Delay>;

export type DelayKind = keyof typeof DELAYS;

interface Delay {
  median: number;
  sigma: number;
}

/** Lets resources become what they were asked to be, after realistic, seeded delays that a client cannot read. */
export class Progress {
  readonly #clock: VirtualClock;
  readonly #seed: number;
  readonly #scale: number;
  readonly #streams = new Map<DelayKind, Random>();

  /** @param scale factor on every delay; 0 does everything at once */
  constructor(clock: VirtualClock, seed: number, scale: number) {
    this.#clock = clock;
    this.#seed = seed;
    this.#scale = scale;
  }

  /** Runs `task` after this kind's delay in virtual time; with scale 0 before this returns. */
  after(kind: DelayKind, task: () => void): ScheduledTask {
    const ms = this.#draw(kind);
    if (this.#scale > 0) return this.#clock.schedule(this.#clock.now() + ms, task);
    task();
    return { cancel: () => undefined };
  }

  /** Log-normal by Box and Muller, in whole ms. Each kind has its own stream. */
  #draw(kind: DelayKind): number {
    const random = this.#streams.get(kind) ?? seededRandom(this.#seed, `delay/${kind}`);
    this.#streams.set(kind, random);
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const { median, sigma } = DELAYS[kind];
    return Math.round(median * Math.exp(sigma * normal) * this.#scale * 1000);
  }
}
