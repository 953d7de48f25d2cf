import { nameResolver, openConnection } from '../../shared/function-compute/network.ts';
import { shakeHands } from '../../shared/tls/https-exchange.ts';
import type { LocalCloud } from '../cloud/start.ts';
import type { FleetDomain } from './fleet.ts';

/** What a handshake was answered with. */
export interface Served {
  /** SHA-256, as Node spells it. */
  fingerprint: string;
  /** ms since the epoch. */
  notAfter: number;
}

export interface FailedHandshake {
  /** Virtual, in ms since the epoch. */
  at: number;
  domain: string;
  why: string;
}

/** Clients that keep connecting: each handshake is a full one, and judged at virtual time against the local CA alone. */
export class Prober {
  total = 0;
  readonly failed: FailedHandshake[] = [];
  readonly #cloud: LocalCloud;
  readonly #lookUp: ReturnType<typeof nameResolver>;
  readonly #addresses = new Map<string, string>();

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
    this.#lookUp = nameResolver([`${cloud.dns.address}:${cloud.dns.port}`]);
  }

  /** Clients keep what DNS said for a while, and then ask again. */
  forgetAddresses(): void {
    this.#addresses.clear();
  }

  /** @returns what is served; undefined where the handshake failed, which is counted */
  async shakeHandsWith(domain: FleetDomain): Promise<Served | undefined> {
    const { dataPlane, clock, ca } = this.#cloud;
    this.total += 1;
    try {
      const host = await this.#addressOf(domain);
      const connection = await openConnection({
        host,
        port: dataPlane.httpsPort,
        localAddress: this.#callerOf(domain),
      });
      const trust = { roots: [ca.rootPem], now: clock.now() };
      const { socket, verdict } = await shakeHands(connection, domain.name, trust);
      socket.destroy();
      if (verdict.trusted) {
        return { fingerprint: verdict.leaf.fingerprint256, notAfter: Date.parse(verdict.leaf.validTo) };
      }
      return this.#failed(domain, verdict.message);
    } catch (error) {
      return this.#failed(domain, error instanceof Error ? error.message : String(error));
    }
  }

  #failed({ name }: FleetDomain, why: string): undefined {
    this.failed.push({ at: this.#cloud.clock.now(), domain: name, why });
  }

  /** In turn another client: one alone would run out of ports. */
  #callerOf({ vpcId }: FleetDomain): string {
    const host = 1 + (this.total % CALLERS);
    const { network } = this.#cloud;
    return vpcId ? network.standIn(`10.8.0.${host}`, vpcId) : network.standIn(`203.0.113.${host}`);
  }

  async #addressOf({ gateway, name, vpcId }: FleetDomain): Promise<string> {
    const known = this.#addresses.get(name);
    if (known) return known;
    const address = vpcId ? this.#addressIn(gateway) : (await this.#lookUp(name)).addresses[0];
    if (!address) throw new Error(`${name} has no address in DNS`);
    this.#addresses.set(name, address);
    return address;
  }

  /** Nobody publishes a private name here: callers in the VPC know where the gateway is. */
  #addressIn(name: string): string | undefined {
    const gateway = this.#cloud.eas.allGateways().find((one) => one.name === name);
    return gateway && this.#cloud.dataPlane.addressOf(gateway.id);
  }
}

const CALLERS = 100;
