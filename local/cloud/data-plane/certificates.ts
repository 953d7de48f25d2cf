import { createSecureContext, type SecureContext } from 'node:tls';
import type { LocalCa } from '../ca/local-ca.ts';
import { certificateServed, type GatewayView, type KeyMaterial, type Side } from './gateway-view.ts';

/** Chooses what a handshake is answered with. */
export class Certificates {
  readonly #ca: LocalCa;
  readonly #now: () => number;
  readonly #contexts = new WeakMap<KeyMaterial, SecureContext>();
  readonly #platform = new Map<string, { expiresAt: number; material: Promise<KeyMaterial> }>();

  /** @param now virtual time in ms since the epoch */
  constructor(ca: LocalCa, now: () => number) {
    this.#ca = ca;
    this.#now = now;
  }

  /** For the server name a client asked for; undefined where nothing is served under it. */
  async contextFor(gateway: GatewayView, side: Side, serverName: string): Promise<SecureContext | undefined> {
    const name = serverName.toLowerCase();
    const material =
      name === gateway.names[side]
        ? await this.#platformMaterial(gateway.region)
        : certificateServed(gateway, side, name);
    return material && this.#context(material);
  }

  /** A context lives as long as what it was made from: a handshake under way keeps the one it began with. */
  #context(material: KeyMaterial): SecureContext {
    const known = this.#contexts.get(material);
    if (known) return known;
    const context = createSecureContext({ cert: material.certificate, key: material.privateKey });
    this.#contexts.set(material, context);
    return context;
  }

  /** The platform's own certificate covers all gateways of a region and is renewed by the platform (inferred). */
  #platformMaterial(region: string): Promise<KeyMaterial> {
    const now = this.#now();
    // The authority may have become another one, in a cloud that was restored.
    const key = `${region} ${this.#ca.rootPem}`;
    const known = this.#platform.get(key);
    if (known && now < known.expiresAt - RENEW_BEFORE_MS) return known.material;
    const expiresAt = now + PLATFORM_LIFE_MS;
    const material = this.#ca.issue({
      names: [`*.${region}.pai-eas.aliyuncs.com`, `*.vpc.${region}.pai-eas.aliyuncs.com`],
      notBefore: new Date(now - 3_600_000),
      notAfter: new Date(expiresAt),
    });
    this.#platform.set(key, { expiresAt, material });
    return material;
  }
}

const DAY_MS = 86_400_000;
const PLATFORM_LIFE_MS = 365 * DAY_MS;
const RENEW_BEFORE_MS = 60 * DAY_MS;
