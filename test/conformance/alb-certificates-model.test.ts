import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataPlane, startDataPlane } from '../../local/cloud/data-plane/data-plane.ts';
import type { GatewayView } from '../../local/cloud/data-plane/gateway-view.ts';
import { startAlbCloud } from '../contract/alb-cloud.ts';
import { makeCertificate } from '../contract/certificates.ts';
import { shakeHands } from '../contract/gateway-client.ts';
import { type AlbHouse, forwardTo, furnished, NEW_GROUP, NEW_LOAD_BALANCER } from './alb-house.ts';

const CERTIFICATES = 5;
const QUOTA = 4;

let house: AlbHouse;
let plane: DataPlane;
/** Their identifiers; the n-th one is for `cn.example.com`. */
let ids: readonly string[];
let leaves: ReadonlyMap<string, string>;

beforeAll(async () => {
  const world = await startAlbCloud();
  const { cloud } = world;
  house = furnished(world);
  plane = await startDataPlane({ network: cloud.network, ca: cloud.ca, clock: cloud.clock });
  const made = await Promise.all(
    Array.from({ length: CERTIFICATES }, async (_, n) => {
      const { chain, privateKey } = await makeCertificate({ names: [`c${n}.example.com`] });
      const kept = cloud.cas.add({ account: cloud.account.id, name: `c${n}`, certificate: chain, privateKey });
      return { id: `${kept.id}-cn-hangzhou`, leaf: kept.chain[0]?.fingerprint256 ?? '' };
    }),
  );
  ids = made.map(({ id }) => id);
  leaves = new Map(made.map(({ id, leaf }) => [leaf, id]));
});
afterAll(async () => {
  await plane.close();
  await house.world.cloud.close();
});

/** What a listener is thought to be; numbers are of certificates. */
interface Listener {
  readonly id: string;
  default: number;
  readonly additional: Map<number, 'Associating' | 'Associated' | 'Diassociating'>;
  /** What its job will do. */
  job: (() => void) | undefined;
}

const listenerOf = fc.nat({ max: 1 });
const some = fc.uniqueArray(fc.nat({ max: CERTIFICATES - 1 }), { minLength: 1, maxLength: 2 });
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('associate' as const), on: listenerOf, which: some }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('dissociate' as const), on: listenerOf, which: some }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('default' as const), on: listenerOf, which: some }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), on: listenerOf, which: some }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), on: listenerOf, which: some }) },
);

/** The code that the model expects, or what the job of an accepted call will do. */
function expected(
  kind: 'associate' | 'dissociate' | 'default',
  on: Listener,
  all: readonly Listener[],
  which: number[],
) {
  if (on.job) return 'ResourceInConfiguring.Listener';
  if (kind === 'default') {
    if (all.some(({ job }) => job)) return 'IncorrectStatus.LoadBalancer';
    const [first = 0] = which;
    if (on.additional.has(first)) return 'ResourceAlreadyAssociated.Certificate';
    const done = () => {
      on.default = first;
    };
    return { shown: () => undefined, done, failed: () => undefined };
  }
  for (const each of which) {
    if (on.default === each) return 'OperationDenied.DefaultCertificateUsed';
    if (kind === 'associate' && on.additional.has(each)) return 'ResourceAlreadyAssociated.Certificate';
    if (kind === 'dissociate' && !on.additional.has(each)) return 'ResourceNotAssociated.Certificate';
  }
  const count = all.reduce((sum, { additional }) => sum + additional.size, 0);
  if (kind === 'associate' && count + which.length > QUOTA) return 'ResourceQuotaExceeded.LoadBalancerCertificatesNum';
  const set = (status: 'Associating' | 'Associated' | 'Diassociating' | undefined) => () => {
    for (const each of which) {
      if (status) on.additional.set(each, status);
      else on.additional.delete(each);
    }
  };
  return kind === 'associate'
    ? { shown: set('Associating'), done: set('Associated'), failed: set(undefined) }
    : { shown: set('Diassociating'), done: set(undefined), failed: set('Associated') };
}

const ACTIONS = {
  associate: 'AssociateAdditionalCertificatesWithListener',
  dissociate: 'DissociateAdditionalCertificatesFromListener',
  default: 'UpdateListenerAttribute',
} as const;

test('certificates of two listeners are as a simple model says, whatever is asked in whatever order', async () => {
  const { cloud } = house.world;
  cloud.alb.quotas.certificates = [QUOTA, QUOTA];
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 14 }), async (operations) => {
      const { loadBalancer, listeners } = await fresh();
      house.slow(true);
      let failing: keyof typeof ACTIONS | undefined;
      for (const { kind, on, which } of operations) {
        const listener = listeners[on] as Listener;
        if (kind === 'finish') {
          await cloud.clock.advanceBy(3_600_000);
          for (const each of listeners) {
            each.job?.();
            each.job = undefined;
          }
          await presented(loadBalancer, listeners[0] as Listener);
        } else if (kind === 'fail') {
          // Only where no other job of that kind could take the failure.
          if (!failing && listeners.every(({ job }) => !job)) failing = 'associate';
          continue;
        } else {
          const outcome = expected(kind, listener, listeners, which);
          const code = typeof outcome === 'string' ? outcome : undefined;
          const fails = code === undefined && failing === kind;
          if (fails) cloud.alb.jobs.failNext(ACTIONS[kind], { code: '500', message: 'Failed' });
          const chosen = (kind === 'default' ? which.slice(0, 1) : which).map((n) => ({ CertificateId: ids[n] ?? '' }));
          const answer = await house.ask(ACTIONS[kind], { ListenerId: listener.id, Certificates: chosen });
          expect({ kind, on, which, code: answer.code }).toEqual({ kind, on, which, code });
          if (typeof outcome === 'object') {
            outcome.shown();
            listener.job = fails ? outcome.failed : outcome.done;
          }
          if (fails) failing = undefined;
        }
        for (const each of listeners) await listedAs(each);
      }
      await cloud.clock.advanceBy(3_600_000);
      house.slow(false);
      await house.done('DeleteLoadBalancer', { LoadBalancerId: loadBalancer });
    }),
    { numRuns: 25, seed: 20260302 },
  );
}, 60_000);

/** An instance with two HTTPS listeners, whose default is the first certificate. */
async function fresh(): Promise<{ loadBalancer: string; listeners: readonly Listener[] }> {
  house.slow(false);
  const { LoadBalancerId } = await house.done('CreateLoadBalancer', NEW_LOAD_BALANCER);
  const { ServerGroupId } = await house.done('CreateServerGroup', NEW_GROUP);
  const listeners: Listener[] = [];
  for (const ListenerPort of [443, 8443]) {
    const { ListenerId } = await house.done('CreateListener', {
      LoadBalancerId: String(LoadBalancerId),
      ListenerProtocol: 'HTTPS',
      ListenerPort,
      DefaultActions: forwardTo(String(ServerGroupId)),
      Certificates: [{ CertificateId: ids[0] ?? '' }],
    });
    listeners.push({ id: String(ListenerId), default: 0, additional: new Map(), job: undefined });
  }
  return { loadBalancer: String(LoadBalancerId), listeners };
}

async function listedAs(listener: Listener): Promise<void> {
  const rows = await house.listed('ListListenerCertificates', { ListenerId: listener.id });
  const found = rows.map(({ CertificateId, IsDefault, Status }) => [CertificateId, IsDefault, Status]);
  expect(found).toEqual([
    [ids[listener.default], true, 'Associated'],
    ...[...listener.additional].map(([n, status]) => [ids[n], false, status]),
  ]);
}

/** Each name is answered with its own certificate where the listener on 443 has it, and with the default one else. */
async function presented(loadBalancer: string, listener: Listener): Promise<void> {
  const { cloud } = house.world;
  const view: GatewayView = {
    id: loadBalancer,
    region: 'cn-hangzhou',
    internetOpen: true,
    internetAllowlist: ['0.0.0.0/0'],
    vpcAllowlists: new Map(),
    names: { internet: 'gw.example.com', intranet: 'gw-vpc.example.com' },
    redirectsToHttps: false,
    certificateFor: (_side, name) => cloud.alb.certificateFor(loadBalancer, name),
    domain: () => undefined,
    service: () => undefined,
  };
  await plane.networksChanged(view);
  const place = { address: plane.addressOf(loadBalancer), port: plane.httpsPort };
  const from = cloud.network.standIn('203.0.113.7');
  for (let n = 0; n < CERTIFICATES; n += 1) {
    const [leaf] = await shakeHands({ ...place, from, host: `c${n}.example.com` });
    const wanted = listener.additional.has(n) ? n : listener.default;
    expect(leaves.get(leaf?.fingerprint256 ?? ''), `c${n}`).toBe(ids[wanted]);
  }
  await plane.networksChanged({ ...view, internetOpen: false });
}
