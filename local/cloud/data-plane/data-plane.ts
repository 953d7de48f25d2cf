import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { LocalCa } from '../ca/local-ca.ts';
import type { VirtualClock } from '../clock.ts';
import type { Network } from '../network.ts';
import { Certificates } from './certificates.ts';
import { type GatewayListener, listenFor } from './gateway-listener.ts';
import type { GatewayView } from './gateway-view.ts';
import { Requests } from './requests.ts';

/** The gateways as their callers meet them. */
export interface DataPlane {
  /** Of every gateway alike, each on its own addresses. */
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Everything that was asked of any gateway. */
  readonly requests: Requests;
  /** The loopback address of a gateway on the internet, whether it is open or not. */
  addressOf(gatewayId: string): string;
  /** The one that its private names lead to. */
  privateAddressOf(gatewayId: string): string;
  /**
   * Opens, narrows or closes a gateway's listeners after its networks changed. Time stands still meanwhile. The view is
   * kept for as long as they are open, so it must be a live one.
   */
  networksChanged(gateway: GatewayView): Promise<void>;
  /** Closes every gateway's listeners, as after a cloud is restored that has others. */
  forgetGateways(): Promise<void>;
  close(): Promise<void>;
}

interface Parts {
  readonly network: Network;
  readonly ca: LocalCa;
  readonly clock: VirtualClock;
  /** For HTTP and HTTPS; any two that are free unless given. */
  readonly ports?: readonly [http: number, https: number] | undefined;
}

/** Takes two ports for all gateways to come. */
export async function startDataPlane({ network, ca, clock, ports: wanted = [0, 0] }: Parts): Promise<DataPlane> {
  const [http, https] = await Promise.all([reservePort(wanted[0]), reservePort(wanted[1])]);
  const ports = { http: http.port, https: https.port };
  const certificates = new Certificates(ca, () => clock.now());
  const requests = new Requests();
  const surroundings = { network, certificates, ports, requests, now: () => clock.now(), hold: () => clock.hold() };
  const listeners = new Map<string, GatewayListener>();
  let changes: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function reconcile(gateway: GatewayView): Promise<void> {
    const open = !closed && (gateway.internetOpen || gateway.vpcAllowlists.size > 0);
    const listener = listeners.get(gateway.id);
    if (open && !listener) listeners.set(gateway.id, await listenFor(gateway, surroundings));
    if (open) return listener?.dropUnreachable();
    listeners.delete(gateway.id);
    await listener?.close();
  }

  async function closeAll(): Promise<void> {
    await Promise.all([...listeners.values()].map((listener) => listener.close()));
    listeners.clear();
  }

  /** One after another, so that a listener is never opened twice or closed while it opens. */
  function inTurn(change: () => Promise<void>): Promise<void> {
    const release = clock.hold();
    const done = changes.then(change).finally(release);
    changes = done.catch(() => undefined);
    return done;
  }

  return {
    httpPort: ports.http,
    httpsPort: ports.https,
    requests,
    addressOf: (gatewayId) => network.addressOf(gatewayId),
    privateAddressOf: (gatewayId) => network.privateAddressOf(gatewayId),
    networksChanged: (gateway) => inTurn(() => reconcile(gateway)),
    forgetGateways: () => inTurn(closeAll),
    close: () =>
      inTurn(async () => {
        closed = true;
        await closeAll();
        await Promise.all([http, https].map(({ holder }) => new Promise((gone) => holder.close(gone))));
      }),
  };
}

/**
 * A port that stays ours on every gateway address: while it is held on 127.0.0.1 the kernel gives it to nobody else that
 * asks for a free one, another local cloud on this machine included.
 */
async function reservePort(wanted: number): Promise<{ port: number; holder: Server }> {
  const holder = createServer((socket) => socket.destroy());
  holder.listen(wanted, '127.0.0.1');
  await once(holder, 'listening');
  holder.unref();
  const address = holder.address();
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return { port: address.port, holder };
}
