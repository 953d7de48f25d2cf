import { onTestFinished } from 'vitest';
import { createLocalCa, type LocalCa } from '../../local/cloud/ca/local-ca.ts';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { type DataPlane, startDataPlane } from '../../local/cloud/data-plane/data-plane.ts';
import type { GatewayView, KeyMaterial } from '../../local/cloud/data-plane/gateway-view.ts';
import { Network } from '../../local/cloud/network.ts';
import { makeCertificate } from '../contract/certificates.ts';

export const NAME = 'chat.example.com';
/** Served with a certificate of an authority that nobody knows. */
export const UNKNOWN = 'unknown.example.com';
/** Attached without a certificate. */
export const PLAIN = 'plain.example.com';
export const DAY_MS = 86_400_000;

export interface TlsHouse {
  readonly plane: DataPlane;
  readonly ca: LocalCa;
  readonly clock: VirtualClock;
  /** Where the gateway is, and an address that it lets in. */
  readonly address: string;
  readonly from: string;
}

/** A gateway that sends HTTP on to HTTPS, with a certificate of ninety days for {@link NAME}. */
export async function openTlsHouse(): Promise<TlsHouse> {
  const clock = new VirtualClock(Date.parse('2026-03-02T08:00:00Z'));
  const network = new Network();
  const ca = await createLocalCa({ now: () => clock.now() });
  const plane = await startDataPlane({ network, ca, clock });
  onTestFinished(() => plane.close());
  const dates = { notBefore: new Date(clock.now() - DAY_MS), notAfter: new Date(clock.now() + 90 * DAY_MS) };
  const unknown = await makeCertificate({ names: [UNKNOWN] });
  const served = new Map<string, KeyMaterial | undefined>([
    [NAME, await ca.issue({ names: [NAME], ...dates })],
    [UNKNOWN, { certificate: unknown.chain, privateKey: unknown.privateKey }],
    [PLAIN, undefined],
  ]);
  const gateway: GatewayView = {
    id: 'gw-tls',
    region: 'cn-hangzhou',
    internetOpen: true,
    internetAllowlist: ['0.0.0.0/0'],
    vpcAllowlists: new Map(),
    names: { internet: 'gw-tls.cn-hangzhou.pai-eas.aliyuncs.com', intranet: 'gw-tls-vpc.example.com' },
    redirectsToHttps: true,
    domain: (_side, name) => (served.has(name) ? { certificate: served.get(name) } : undefined),
    service: (name) => (name === 'chat' ? { token: 'token', warm: true } : undefined),
  };
  await plane.networksChanged(gateway);
  return { plane, ca, clock, address: plane.addressOf(gateway.id), from: network.standIn('203.0.113.7') };
}
