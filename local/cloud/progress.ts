import { ScheduledTask, type VirtualClock } from './clock.ts';
import { type Random, seededRandom } from './random.ts';
import { perform, type Task } from './tasks.ts';

const GATEWAY = ['DescribeGateway', 'ListGateway'];
const SERVICE = ['DescribeService', 'ListServices', 'DescribeServiceEndpoints'];
const VSWITCH = ['DescribeVSwitchAttributes', 'DescribeVSwitches'];
/** Every change of ALB is a job, shown by these besides its own Get and List actions. */
const ALB = ['ListAsynJobs', 'GetLoadBalancerAttribute', 'GetListenerAttribute'];

/** Of an ACME order, what its client reads while it waits. */
const ACME = ['order', 'authorization', 'challenge'];

/** Of instances that are to be there, what shows how many there are. */
const KEPT_INSTANCES = [
  ...['GetProvisionConfig', 'ListProvisionConfigs', 'GetScalingConfig', 'ListScalingConfigs', 'ListInstances'],
];

/** Of a new table, whatever is tried with it. */
const TABLE = ['DescribeTable', 'UpdateTable', 'GetRow', 'PutRow', 'UpdateRow', 'DeleteRow', 'GetRange'];

/**
 * How long things take: median in seconds, and sigma of the logarithm (0.3 means that about two of three draws lie
 * between 0.74 and 1.35 times the median); and which reads show it. All inferred, except where a document is named.
 */
export const DELAYS = {
  'vswitch-create': { median: 3, sigma: 0.3, shownBy: VSWITCH },
  'vswitch-delete': { median: 3, sigma: 0.3, shownBy: VSWITCH },
  'eas-gateway-create': { median: 240, sigma: 0.15, shownBy: GATEWAY },
  'eas-gateway-record': { median: 2, sigma: 0.3, shownBy: GATEWAY },
  /** Three to five minutes: the user guide for dedicated gateways (G21). */
  'eas-gateway-resize': { median: 240, sigma: 0.15, shownBy: GATEWAY },
  'eas-gateway-delete': { median: 30, sigma: 0.3, shownBy: GATEWAY },
  'eas-internet-enable': { median: 60, sigma: 0.3, shownBy: GATEWAY },
  'eas-internet-disable': { median: 30, sigma: 0.3, shownBy: GATEWAY },
  'eas-access-enable': { median: 20, sigma: 0.3, shownBy: GATEWAY },
  'eas-access-disable': { median: 20, sigma: 0.3, shownBy: GATEWAY },
  'eas-link-create': { median: 45, sigma: 0.3, shownBy: ['ListGatewayIntranetLinkedVpc'] },
  'eas-peer-create': { median: 30, sigma: 0.3, shownBy: ['ListGatewayIntranetLinkedVpcPeer'] },
  'eas-domain-attach': { median: 15, sigma: 0.4, shownBy: ['ListGatewayDomains'] },
  /** Up to five minutes: the same guide (G43). */
  'eas-domain-effect': { median: 60, sigma: 0.5, shownBy: SERVICE },
  'eas-service-create': { median: 120, sigma: 0.4, shownBy: SERVICE },
  'eas-service-update': { median: 150, sigma: 0.4, shownBy: SERVICE },
  'eas-service-scale': { median: 40, sigma: 0.4, shownBy: SERVICE },
  'eas-service-start': { median: 90, sigma: 0.4, shownBy: SERVICE },
  'eas-service-stop': { median: 20, sigma: 0.3, shownBy: SERVICE },
  'eas-service-delete': { median: 20, sigma: 0.3, shownBy: SERVICE },
  'eas-service-warm-up': { median: 10, sigma: 0.5, shownBy: SERVICE },
  'alb-load-balancer-create': { median: 60, sigma: 0.3, shownBy: ALB },
  'alb-load-balancer-update': { median: 10, sigma: 0.4, shownBy: ALB },
  'alb-load-balancer-delete': { median: 20, sigma: 0.3, shownBy: ALB },
  'alb-listener-change': { median: 4, sigma: 0.4, shownBy: ALB },
  'alb-certificate-change': { median: 5, sigma: 0.4, shownBy: ALB },
  /** How long after a job's success the instance's nodes serve what it changed: not documented. */
  'alb-certificate-effect': { median: 30, sigma: 0.5, shownBy: ALB },
  'alb-acl-change': { median: 3, sigma: 0.4, shownBy: ALB },
  'alb-acl-association': { median: 5, sigma: 0.4, shownBy: ALB },
  'alb-server-group-change': { median: 3, sigma: 0.4, shownBy: ALB },
  /** Each of several looks at the DNS, one after the other. */
  'acme-validation': { median: 2, sigma: 0.5, shownBy: ACME },
  'acme-issuance': { median: 3, sigma: 0.4, shownBy: ACME },
  /** From the proof of control to the certificate: two minutes are the example of the documents. */
  'cas-order-review': { median: 120, sigma: 0.4, shownBy: ['DescribeCertificateState', 'ListUserCertificateOrder'] },
  'fc-image': { median: 20, sigma: 0.4, shownBy: ['GetFunction', 'ListFunctions'] },
  'fc-instances': { median: 15, sigma: 0.4, shownBy: KEPT_INSTANCES },
  /** "Wait a few seconds", as the error code reference of Tablestore has it. */
  'tablestore-table-create': { median: 5, sigma: 0.3, shownBy: [...TABLE, 'BatchGetRow', 'BatchWriteRow'] },
} satisfies Record<string, Delay>;

export type DelayKind = keyof typeof DELAYS;

interface Delay {
  readonly median: number;
  readonly sigma: number;
  /** Actions by whose answers a client learns of it. */
  readonly shownBy: readonly string[];
}

/**
 * When things of a kind become what they were asked to be:
 *
 *   after-delay    after a realistic, seeded delay of virtual time (the default)
 *   at-once        before the call that asks for it answers
 *   { reads: n }   when a client has read it n times, whatever the time; each of these reads still shows it under way
 */
export type ProgressMode = 'after-delay' | 'at-once' | { readonly reads: number };

/** One kind, or all kinds that begin with it: `eas` and `eas-gateway` stand for theirs. */
export type ProgressKinds = DelayKind | PrefixOf<DelayKind>;
type PrefixOf<Kind extends string> = Kind extends `${infer Head}-${infer Rest}`
  ? Head | (PrefixOf<Rest> extends infer Inner extends string ? `${Head}-${Inner}` : never)
  : never;

/** Lets resources become what they were asked to be, by default after delays that a client cannot read. */
export class Progress {
  private readonly clock: VirtualClock;
  private readonly seed: number;
  private readonly scale: number;
  private readonly streams = new Map<DelayKind, Random>();
  private readonly modes = new Map<string, ProgressMode>();
  private awaitingReads: readonly AwaitingReads[] = [];

  /** @param scale factor on every delay; 0 does everything at once */
  constructor(clock: VirtualClock, seed: number, scale: number) {
    this.clock = clock;
    this.seed = seed;
    this.scale = scale;
  }

  /** From now on; what is under way goes on as it began. The most exact kind that was set counts. */
  mode(kinds: ProgressKinds, mode: ProgressMode): void {
    this.modes.set(kinds, mode);
  }

  /**
   * Runs `task` when its kind's mode says. What is to be at once is done before this returns; an asynchronous task is
   * only begun by then. Time does not go on before it is done.
   */
  after(kind: DelayKind, task: Task): ScheduledTask {
    const mode = this.modeOf(kind);
    if (typeof mode === 'object' && mode.reads > 0) return this.afterReads(kind, mode.reads, task);
    if (mode === 'after-delay') {
      const ms = this.draw(kind);
      if (this.scale > 0) return this.clock.schedule(this.clock.now() + ms, task);
    }
    void perform(task);
    const done = new ScheduledTask(this.clock.now(), 0, task);
    done.state = 'over';
    return done;
  }

  /** A client was given an answer of this action. Done when what waited for that is. */
  async wasRead(action: string): Promise<void> {
    const waiting = this.awaitingReads.filter(({ scheduled }) => scheduled.state === 'waiting');
    const seen = waiting.filter(({ kind }) => DELAYS[kind].shownBy.some((shows) => shows === action));
    for (const entry of seen) entry.readsLeft -= 1;
    this.awaitingReads = waiting.filter(({ readsLeft }) => readsLeft > 0);
    for (const { scheduled } of seen.filter(({ readsLeft }) => readsLeft === 0)) {
      scheduled.state = 'over';
      await perform(scheduled.task);
    }
  }

  private afterReads(kind: DelayKind, readsLeft: number, task: Task): ScheduledTask {
    const scheduled = new ScheduledTask(this.clock.now(), 0, task);
    this.awaitingReads = [...this.awaitingReads, { kind, readsLeft, scheduled }];
    return scheduled;
  }

  private modeOf(kind: DelayKind): ProgressMode {
    const parts = kind.split('-');
    const kinds = parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
    return kinds.map((each) => this.modes.get(each)).find((mode) => mode !== undefined) ?? 'after-delay';
  }

  /** Log-normal by Box and Muller, in whole ms. Each kind has its own stream. */
  private draw(kind: DelayKind): number {
    const random = this.streams.get(kind) ?? seededRandom(this.seed, `delay/${kind}`);
    this.streams.set(kind, random);
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const { median, sigma } = DELAYS[kind];
    return Math.round(median * Math.exp(sigma * normal) * this.scale * 1000);
  }
}

interface AwaitingReads {
  readonly kind: DelayKind;
  readsLeft: number;
  readonly scheduled: ScheduledTask;
}
