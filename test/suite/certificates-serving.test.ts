import { describe, expect, it } from 'vitest';
import { createLocalCa } from '../../local/cloud/ca/local-ca.ts';
import { outsideAt } from '../../local/house/outside.ts';
import { DAY_MS } from '../../local/house/world.ts';
import { leftovers } from '../../local/year/leftovers.ts';
import {
  type CertificateScene,
  DOMAIN,
  effects,
  expectOneOfEach,
  FEW_SWEEPS,
  MINUTE_MS,
  openCertificateHouse,
  ourCertificates,
  PROBE,
  publicGateway,
  untilServed,
} from '../scenario/certificate-house.ts';
import { HOUR_MS } from '../scenario/open-house.ts';
import { attachedCertificates, untilProofSays } from '../scenario/vantage-house.ts';

const ALB = {
  type: 'alb',
  specification: undefined,
  nodes: undefined,
  network: { vpcId: 'vpc-2zechat0prod', vSwitches: ['vsw-2zechat0zonei', 'vsw-2zechat0zonek'] },
};

/** The owner wants another one now. */
async function renew({ api }: CertificateScene): Promise<void> {
  const { status } = await api('POST', '/v1/certificates/renew', JSON.stringify({ all: true }));
  expect(status).toBe(202);
}

const isTrusted = async ({ cloud }: CertificateScene) =>
  (await outsideAt(cloud, '203.0.113.9').handshake(DOMAIN)).trusted;

describe('a newer certificate in place of which something wrong is served', () => {
  /** The platform says Succeeded, and serves something else whenever it is given another certificate than `good`. */
  async function serveWronglyBut(scene: CertificateScene, good: string) {
    const { ca, clock, eas, account } = scene.cloud;
    const others = await createLocalCa({ now: () => clock.now() });
    const dates = { notBefore: new Date(clock.now() - HOUR_MS), notAfter: new Date(clock.now() + 90 * DAY_MS) };
    const wrong = { certificate: await others.issue({ names: [DOMAIN], ...dates }) };
    expect(others.rootPem).not.toBe(ca.rootPem);
    const [gateway] = eas.gatewaysOf(account.id, 'cn-beijing');
    const domain = gateway?.customDomains.get(`internet/${DOMAIN}`);
    if (!domain) throw new Error('the domain is not attached');
    let loaded = domain.loaded;
    let isWrong = true;
    Object.defineProperty(domain, 'loaded', {
      configurable: true,
      get: () => (isWrong && loaded?.certificateId !== good ? wrong : loaded),
      set: (value) => {
        loaded = value;
      },
    });
    return {
      stop() {
        isWrong = false;
      },
    };
  }

  it('is taken back on that evidence; the old one stays in the service, and the newer one is held back', async () => {
    const scene = await openCertificateHouse(publicGateway(undefined, PROBE), { env: FEW_SWEEPS });
    const { cloud } = scene;
    const operation = await untilServed(scene);
    const [old = ''] = ourCertificates(scene);
    const fault = await serveWronglyBut(scene, old);
    await renew(scene);
    expect(await untilProofSays(scene, operation, 'CertificateNotTrusted', HOUR_MS)).toMatchObject({ status: 'False' });
    const newer = ourCertificates(scene)[1];
    expect(await untilProofSays(scene, operation, 'Verified', HOUR_MS)).toMatchObject({ status: 'True' });
    expect(attachedCertificates(scene)).toEqual([old, newer, old]);
    expect((await scene.look(operation)).blocked).toMatchObject([{ reason: 'RolledBack', rule: 'G43' }]);
    await cloud.clock.advanceBy(5 * DAY_MS);
    // Both stay: one serves, and the other may be wanted again.
    expect(ourCertificates(scene)).toEqual([old, newer]);
    expect(await isTrusted(scene)).toBe(true);
    expect(cloud.acme.orders).toHaveLength(2);
    fault.stop();
    await renew(scene);
    expect(await scene.until(operation, 'Succeeded', DAY_MS)).toBe(true);
    const [third] = ourCertificates(scene).slice(-1);
    expect(attachedCertificates(scene)).toEqual([old, newer, old, third]);
    await cloud.clock.advanceBy(3 * DAY_MS);
    expect(ourCertificates(scene)).toEqual([third]);
    expect(await leftovers(scene)).toEqual([]);
  });

  it('is not taken back where nobody can look: that is no evidence', async () => {
    const scene = await openCertificateHouse(publicGateway(), { env: FEW_SWEEPS });
    await untilServed(scene);
    const [old = ''] = ourCertificates(scene);
    await serveWronglyBut(scene, old);
    await renew(scene);
    await scene.cloud.clock.advanceBy(12 * HOUR_MS);
    expect(attachedCertificates(scene)).toEqual(ourCertificates(scene));
    expect(ourCertificates(scene)).toHaveLength(2);
  });

  it('nor where the vantage point is not let in', async () => {
    const shut = { ...PROBE, internet: { allow: ['203.0.113.0/24'] } };
    const scene = await openCertificateHouse(publicGateway(undefined, shut), { env: FEW_SWEEPS });
    await scene.declare();
    await scene.cloud.clock.advanceBy(HOUR_MS);
    await renew(scene);
    await scene.cloud.clock.advanceBy(12 * HOUR_MS);
    expect(attachedCertificates(scene)).toEqual(ourCertificates(scene));
    expect(ourCertificates(scene)).toHaveLength(2);
  });
});

describe('without a vantage point', () => {
  it('the old certificate is kept a day after the newer one is attached, and a day of grace', async () => {
    const scene = await openCertificateHouse(publicGateway(), { env: FEW_SWEEPS });
    const { cloud } = scene;
    await untilServed(scene);
    const [old] = ourCertificates(scene);
    await scene.beginWatch();
    await renew(scene);
    await cloud.clock.advanceBy(HOUR_MS);
    expect(scene.watch.rotations).toHaveLength(1);
    await cloud.clock.advanceBy(46 * HOUR_MS);
    expect(ourCertificates(scene)).toContain(old);
    await cloud.clock.advanceBy(DAY_MS);
    expect(ourCertificates(scene)).toHaveLength(1);
    await expectOneOfEach(scene, 2);
  });
});

describe('where the listener decides which certificate is served', () => {
  it.each([
    ['is Configuring for a while', { kind: 'throttling', code: 'ResourceInConfiguring.Listener', times: 4 }],
    ['takes it, and the answer is lost', { kind: 'drop-after', times: 1 }],
    ['cannot be reached for a while', { kind: 'server-error', times: 4 }],
  ] as const)('and %s: no caller fails, and the old one goes from it', async (_, fault) => {
    const scene = await openCertificateHouse(publicGateway(undefined, { ...ALB, ...PROBE }), { env: FEW_SWEEPS });
    const { cloud } = scene;
    cloud.eas.albCertificates = 'listener';
    const theirs = await scene.world.uploadCertificate({
      ...{ name: 'theirs', domains: ['theirs.example.org'] },
      ...{ notBefore: cloud.clock.now() - HOUR_MS, notAfter: cloud.clock.now() + 90 * DAY_MS },
    });
    const listener = () => {
      const [balancer] = cloud.alb.loadBalancersOf({ account: cloud.account.id, region: 'cn-beijing' });
      return balancer && cloud.alb.listenersOf(balancer.id).find(({ protocol }) => protocol === 'HTTPS');
    };
    const operation = await scene.declare();
    await cloud.clock.runUntil(() => listener()?.phase === 'Running', cloud.clock.now() + HOUR_MS);
    await scene.world.owner.call({
      ...{ product: 'alb', version: '2020-06-16', style: 'RPC', method: 'POST', path: '/', region: 'cn-beijing' },
      action: 'UpdateListenerAttribute',
      query: { ListenerId: listener()?.id, Certificates: [{ CertificateId: `${theirs}-cn-hangzhou` }] },
      idempotent: false,
    } as const);
    expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
    await cloud.clock.advanceBy(10 * MINUTE_MS);
    await scene.beginWatch();
    const actions = ['AssociateAdditionalCertificatesWithListener', 'DissociateAdditionalCertificatesFromListener'];
    const faults = actions.map((action) => cloud.faults.add({ product: 'alb', action, ...fault }));
    await renew(scene);
    await cloud.clock.advanceBy(6 * HOUR_MS);
    expect(faults.every(({ hits }) => hits === fault.times)).toBe(true);
    expect(scene.watch.rotations).toHaveLength(1);
    expect(scene.prober.failed).toEqual([]);
    const [, newer] = ourCertificates(scene);
    expect([...(listener()?.certificates ?? [])]).toEqual([[`${newer}-cn-hangzhou`, 'Associated']]);
    expect(listener()?.settings.certificateIds).toEqual([`${theirs}-cn-hangzhou`]);
    await cloud.clock.advanceBy(3 * DAY_MS);
    await expectOneOfEach(scene, 2);
    expect(effects(scene, 'DeleteUserCertificate')).toBe(1);
  });
});
