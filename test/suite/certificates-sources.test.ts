import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../local/house/world.ts';
import {
  certificateRow,
  DOMAIN,
  FEW_SWEEPS,
  issuances,
  MINUTE_MS,
  openCertificateHouse,
  PROBE,
  publicGateway,
  recordsOf,
  untilServed,
} from '../scenario/certificate-house.ts';
import { HOUR_MS, type Scene } from '../scenario/open-house.ts';

const PACKAGE = { package: 'digicert-free-1-free' };
const UPLOAD = { upload: 'partner' };

/** Gives a certificate to the API, as `torii certificates upload` does. */
async function give(scene: Scene, days: number, names = [DOMAIN]) {
  const now = scene.cloud.clock.now();
  const { certificate, privateKey } = await scene.cloud.ca.issue({
    names,
    notBefore: new Date(now - HOUR_MS),
    notAfter: new Date(now + days * DAY_MS),
  });
  return scene.api('PUT', '/v1/uploaded-certificates/partner', JSON.stringify({ certificate, privateKey }));
}

const challenges = (scene: Scene) => recordsOf(scene).filter(({ rr }) => rr.startsWith('_dnsauth'));

describe('a certificate of a package', () => {
  it('is applied for, proved by a record, and serves; the next one takes its place before it expires', async () => {
    const scene = await openCertificateHouse(publicGateway([{ name: DOMAIN, certificate: PACKAGE }], PROBE), {
      env: FEW_SWEEPS,
    });
    const { cloud } = scene;
    cloud.cas.orders.keyType = 'ecdsa-p256';
    await untilServed(scene, 6 * HOUR_MS);
    const [first] = await issuances(scene);
    expect(cloud.calls.count('CreateCertificateForPackageRequest')).toBe(1);
    // It lies in the service already: no key of it was ever seen here.
    expect(
      cloud.calls.of('UploadUserCertificate').filter(({ parameters }) => /^torii_/.test(`${parameters.Name}`)),
    ).toEqual([]);
    expect(challenges(scene)).toEqual([]);
    await scene.beginWatch();
    const life = (first?.current?.notAfter ?? 0) - cloud.clock.now();
    await cloud.clock.advanceBy(life);
    expect(scene.watch.rotations.length).toBeGreaterThan(0);
    expect(scene.prober.failed).toEqual([]);
    expect(challenges(scene)).toEqual([]);
    expect(await certificateRow(scene)).toMatchObject({ state: 'valid' });
  });

  it('whose order nobody wants any more is cancelled, and its record removed', async () => {
    const scene = await openCertificateHouse(publicGateway([{ name: DOMAIN, certificate: PACKAGE }]));
    const { cloud } = scene;
    await scene.declare();
    const isProving = () => challenges(scene).length > 0;
    expect(await cloud.clock.runUntil(isProving, cloud.clock.now() + HOUR_MS)).toBe(true);
    await scene.declare(publicGateway([{ name: DOMAIN, certificate: 'none' }]));
    await cloud.clock.advanceBy(2 * HOUR_MS);
    expect(cloud.calls.count('CancelOrderRequest')).toBe(1);
    expect(challenges(scene)).toEqual([]);
    expect(await issuances(scene)).toEqual([]);
  });

  it('that has none left says so, and what to do', async () => {
    const scene = await openCertificateHouse(
      publicGateway([{ name: DOMAIN, certificate: { package: 'geotrust-dv-1-starter' } }]),
    );
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    const { blocked } = await scene.look(operation);
    expect(blocked).toMatchObject([{ reason: 'PackageEmpty', wayOut: expect.stringContaining('buy') }]);
    expect(scene.cloud.calls.count('CreateCertificateForPackageRequest')).toBe(0);
  });
});

describe('a certificate of one’s own', () => {
  it('is waited for, serves once it is given, and gives way to a newer one without a failed handshake', async () => {
    const scene = await openCertificateHouse(publicGateway([{ name: DOMAIN, certificate: UPLOAD }], PROBE), {
      env: FEW_SWEEPS,
    });
    const { cloud } = scene;
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    const { blocked } = await scene.look(operation);
    expect(blocked).toMatchObject([
      { reason: 'UploadMissing', wayOut: expect.stringContaining('torii certificates upload partner') },
    ]);

    expect((await give(scene, 60, ['other.example.com'])).body).toMatchObject({ reason: 'NamesDiffer' });
    expect((await give(scene, 60)).status).toBe(201);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await cloud.clock.advanceBy(10 * MINUTE_MS);
    await scene.beginWatch();
    expect((await give(scene, 90)).status).toBe(200);
    const isSwapped = () => scene.watch.rotations.length === 1;
    expect(await cloud.clock.runUntil(isSwapped, cloud.clock.now() + 3 * HOUR_MS)).toBe(true);
    await cloud.clock.advanceBy(3 * DAY_MS);
    expect(scene.prober.failed).toEqual([]);
    const [memory] = await issuances(scene);
    expect(memory?.retired).toEqual([]);
    expect(await certificateRow(scene)).toMatchObject({ state: 'valid', usedBy: [{ domain: DOMAIN }] });
  });

  it('that runs out is alarmed about in time, and goes on serving until then', async () => {
    const scene = await openCertificateHouse(publicGateway([{ name: DOMAIN, certificate: UPLOAD }]), {
      env: FEW_SWEEPS,
    });
    const { cloud } = scene;
    await give(scene, 30);
    const operation = await untilServed(scene);
    await cloud.clock.advanceBy(24 * DAY_MS);
    const valid = (await scene.look(operation)).conditions.find(
      ({ type }: { type: string }) => type === 'CertificatesValid',
    );
    expect(valid).toMatchObject({ status: 'False', reason: 'ExpiresSoon' });
    expect((await scene.look(operation)).blocked).toMatchObject([{ reason: 'NewerUploadNeeded' }]);
  });
});

describe('a domain whose source is changed', () => {
  it('goes from one to the other without a failed handshake, and the former goes when it is not needed', async () => {
    const scene = await openCertificateHouse(publicGateway([{ name: DOMAIN }], PROBE), { env: FEW_SWEEPS });
    const { cloud } = scene;
    cloud.cas.orders.keyType = 'ecdsa-p256';
    await untilServed(scene);
    await scene.beginWatch();
    await scene.declare(publicGateway([{ name: DOMAIN, certificate: PACKAGE }], PROBE));
    const isSwapped = () => scene.watch.rotations.length === 1;
    expect(await cloud.clock.runUntil(isSwapped, cloud.clock.now() + 12 * HOUR_MS)).toBe(true);
    await cloud.clock.advanceBy(4 * DAY_MS);
    expect(scene.prober.failed).toEqual([]);
    expect(cloud.cas.of(cloud.account.id).filter(({ name }) => name.startsWith('torii_'))).toEqual([]);
    expect(await issuances(scene)).toHaveLength(1);
  });
});
