import { expect } from 'vitest';
import { leftovers } from '../../local/year/leftovers.ts';
import { Prober } from '../../local/year/prober.ts';
import { Watch } from '../../local/year/watch.ts';
import type { IssuanceMemory } from '../../shared/domain-rules/issuing/issuance.ts';
import type { WorkerDocument } from '../../shared/engine/worker.ts';
import { openHouse, type Scene } from './open-house.ts';

export const DOMAIN = 'chat.example.com';
export const MINUTE_MS = 60_000;
/** For weeks and months: sweeps are fewer than deployed. */
export const FEW_SWEEPS = {
  TORII_SWEEP_GATEWAYS: '@every 6h',
  TORII_SWEEP_RECORDS: '@every 6h',
  TORII_SWEEP_CERTIFICATES: '@every 1h',
  TORII_SWEEP_ZONES: '@every 6h',
};

export interface DeclaredDomain {
  name: string;
  /** `letsencrypt` unless given. */
  certificate?: unknown;
}

/** A public gateway as its owner declares it; JSON is YAML. */
export function publicGateway(
  domains: DeclaredDomain[] = [{ name: DOMAIN }],
  { name = 'chat-prod', ...more }: Record<string, unknown> & { name?: string } = {},
): string {
  const spec = {
    region: 'cn-beijing',
    type: 'managed',
    specification: '2c4g',
    nodes: 2,
    internet: { allow: ['203.0.113.0/24', '198.51.100.7/32'] },
    domains: domains.map((domain) => ({ certificate: 'letsencrypt', ...domain })),
    approve: ['bills', 'exposes'],
    ...more,
  };
  return JSON.stringify({ apiVersion: 'torii/v1', kind: 'Gateway', metadata: { name }, spec });
}

/** A vantage point on the internet, which the list of `publicGateway` lets in. */
export const PROBE = { probe: { internet: { from: ['198.51.100.7'] }, every: '1d' } };

export interface CertificateScene extends Scene {
  /** Clients that keep connecting: daily, and all the time while a certificate is being changed. */
  prober: Prober;
  watch: Watch;
  /** From now on clients connect. */
  beginWatch(domains?: string[]): Promise<void>;
}

export async function openCertificateHouse(
  text: string = publicGateway(),
  options: Parameters<typeof openHouse>[1] = {},
): Promise<CertificateScene> {
  let atCallBoundary = async (): Promise<void> => {};
  const scene = await openHouse(text, {
    ...options,
    afterCall: () => atCallBoundary(),
  });
  const prober = new Prober(scene.cloud);
  let watch = new Watch(scene.cloud, prober, []);
  return {
    ...scene,
    prober,
    get watch() {
      return watch;
    },
    async beginWatch(domains = [DOMAIN]) {
      watch = new Watch(
        scene.cloud,
        prober,
        domains.map((name) => ({ gateway: scene.name, name })),
      );
      atCallBoundary = () => watch.atCallBoundary();
      await watch.begin();
    },
  };
}

/** Declares, and lets time pass until the domain is served with a certificate that was got for it, and clients see it. */
export async function untilServed(scene: CertificateScene, limitMs?: number): Promise<string> {
  const operation = await scene.declare();
  const served = await scene.until(operation, 'Succeeded', limitMs);
  if (!served) expect(await scene.look(operation)).toMatchObject({ state: 'Succeeded' });
  await scene.cloud.clock.advanceBy(10 * MINUTE_MS);
  return operation;
}

/** How many calls of an action had their effect, whatever became of the answer. */
export function effects({ cloud }: Pick<Scene, 'cloud'>, action: string): number {
  return cloud.calls.of(action).filter(({ status }) => status >= 200 && status < 300).length;
}

/** How many certificates Torii uploaded; their owner uploads others. */
export function uploads({ cloud }: Pick<Scene, 'cloud'>): number {
  const ours = cloud.calls.of('UploadUserCertificate').filter(({ parameters }) => /^torii_/.test(`${parameters.Name}`));
  return ours.filter(({ status }) => status === 200).length;
}

/** One of each, and nothing left behind: what one certificate costs, whatever went wrong on the way. */
export async function expectOneOfEach(scene: CertificateScene, certificates = 1): Promise<void> {
  expect({
    orders: scene.cloud.acme.orders.length,
    uploads: uploads(scene),
    leftovers: await leftovers(scene),
    challenges: recordsOf(scene).filter(({ type }) => type === 'TXT'),
    failed: scene.prober.failed,
  }).toEqual({ orders: certificates, uploads: certificates, leftovers: [], challenges: [], failed: [] });
}

/** Every record of every zone of the account. */
export function recordsOf({ cloud }: Pick<Scene, 'cloud'>) {
  return cloud.alidns
    .zonesOf(cloud.account.id)
    .flatMap((zone) =>
      zone.all().map(({ content, remark, enabled }) => ({ zone: zone.name, ...content, remark, enabled })),
    );
}

/** Ids of what Torii put into Certificate Management Service, oldest first. */
export function ourCertificates({ cloud }: Pick<Scene, 'cloud'>): string[] {
  return cloud.cas
    .of(cloud.account.id)
    .filter(({ name }) => name.startsWith('torii_'))
    .map(({ id }) => String(id));
}

/** The certificate as the API tells of it. */
export async function certificateRow(scene: Scene, named: string = DOMAIN) {
  return (await scene.api('GET', `/v1/certificates/${encodeURIComponent(named)}`)).body;
}

/** What is remembered of the certificates that Torii gets. */
export async function issuances({ cloud, runtime }: Pick<Scene, 'cloud' | 'runtime'>) {
  const stored = await runtime.store.list<WorkerDocument<IssuanceMemory>>(cloud.account.id, 'issuance');
  return stored.map(({ body: { memory } }) => memory);
}

/** The gateway's condition about certificates, as its owner reads it. */
export async function certificatesValid(scene: Scene, operation: string) {
  const { conditions } = await scene.look(operation);
  return conditions.find(({ type }: { type: string }) => type === 'CertificatesValid');
}
