import type { Socket } from 'node:net';
import { connect, createSecureContext } from 'node:tls';
import { nameResolver, openConnection } from '../../shared/function-compute/network.ts';
import { shakeHands } from '../../shared/tls/https-exchange.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';
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
  readonly #roots: string[];
  /** One for all connections; it holds no session, so none is resumed. */
  readonly #context = createSecureContext();
  /** By domain and fingerprint: when what was judged whole is valid, in ms since the epoch. */
  readonly #judged = new Map<string, { notBefore: number; notAfter: number }>();

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
    this.#roots = [cloud.ca.rootPem];
    this.#lookUp = nameResolver([`${cloud.dns.address}:${cloud.dns.port}`]);
  }

  /** Clients keep what DNS said for a while, and then ask again. */
  forgetAddresses(): void {
    this.#addresses.clear();
  }

  /**
   * A whole judgement takes longer than the handshake, so a chain that was judged is known again by its leaf, and only its
   * dates are looked at.
   *
   * @returns what is served; undefined where the handshake failed, which is counted
   */
  async shakeHandsWith(domain: FleetDomain): Promise<Served | undefined> {
    this.total += 1;
    try {
      const fingerprint = await this.#leafOf(await this.#connect(domain), domain.name);
      const known = this.#judged.get(`${domain.name} ${fingerprint}`);
      const now = this.#cloud.clock.now();
      if (known && now >= known.notBefore && now <= known.notAfter) return { fingerprint, notAfter: known.notAfter };
      return await this.#judge(domain);
    } catch (error) {
      return this.#failed(domain, error instanceof Error ? error.message : String(error));
    }
  }

  async #judge(domain: FleetDomain): Promise<Served | undefined> {
    const trust = { roots: this.#roots, now: this.#cloud.clock.now() };
    const { socket, verdict } = await shakeHands(await this.#connect(domain), domain.name, trust);
    socket.destroy();
    if (!verdict.trusted) return this.#failed(domain, verdict.message);
    const { fingerprint256, validFrom, validTo } = verdict.leaf;
    const notAfter = Date.parse(validTo);
    this.#judged.set(`${domain.name} ${fingerprint256}`, { notBefore: Date.parse(validFrom), notAfter });
    return { fingerprint: fingerprint256, notAfter };
  }

  async #connect(domain: FleetDomain): Promise<Socket> {
    const host = await this.#addressOf(domain);
    const { httpsPort: port } = this.#cloud.dataPlane;
    return openConnection({ host, port, localAddress: this.#callerOf(domain) });
  }

  /** A full handshake; the fingerprint of what was presented. */
  #leafOf(connection: Socket, servername: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        socket: connection,
        servername,
        rejectUnauthorized: false,
        secureContext: this.#context,
      });
      socket.once('error', reject);
      connection.once('error', reject);
      socket.once('close', () => reject(new Error(`${servername} closed the connection`)));
      socket.once('secureConnect', () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
        socket.destroy();
      });
    });
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
    return gateway && this.#cloud.dataPlane.privateAddressOf(gateway.id);
  }
}

const CALLERS = 100;
