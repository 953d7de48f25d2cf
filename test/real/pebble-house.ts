import type { X509Certificate } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type DnsServer, startDnsServer } from '../../local/cloud/dns/server.ts';
import type { RecordSource } from '../../local/cloud/dns/zone.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { type HttpsAnswer, type Outside, outsideAt } from '../../local/house/outside.ts';
import type { HouseOptions } from '../../local/house/start-house.ts';
import { HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';
import { type Pebble, type PebbleOptions, startPebble } from './pebble.ts';

export const ISSUER = 'pebble';

/** A house whose owner gets certificates from real Pebbles; declarations call the first of them `pebble`. */
export interface PebbleHouse extends Scene {
  /** The first one. */
  pebble: Pebble;
  pebbles: Pebble[];
  /** What was asked of the Pebbles so far. */
  asked: { requests: number; orders: number };
  /** A client on the internet that trusts what these Pebbles sign, and nothing else. */
  caller: Outside;
  /** Makes a Pebble known under the name that declarations use. */
  useIssuer(pebble: Pebble, eab?: PebbleOptions['eab']): Promise<void>;
  /** The one certificate that is got, as the API shows it. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
  certificate(): Promise<any>;
  /** Lets virtual time pass until that holds. @returns whether it came to hold within `limitMs` */
  reaches(holds: () => Promise<boolean>, limitMs?: number): Promise<boolean>;
  /** Texts of the TXT records that stand in the owner's zones. */
  textRecords(): string[];
}

type PebbleHouseOptions = Omit<HouseOptions, 'serverlessYaml' | 'env' | 'start' | 'trustingThrough'> & {
  /** The Pebbles to start: one unless given. `dns` is where the local cloud answers unless given. */
  pebbles?: Partial<PebbleOptions>[];
  /** What `${env('X')}` in s.yaml sees besides. */
  more?: Record<string, string>;
  /** What the Pebbles' resolver knows, asked on every query; all that is public unless given. */
  pebbleSees?: (cloud: LocalCloud) => RecordSource;
};

/**
 * Opens the house beside its Pebbles: they ask the local cloud's DNS, and proofs trust what they sign.
 *
 * Pebble's clock is the machine's. The virtual one begins an hour ahead of it, so that nothing that Pebble dates is of
 * the future, and runs away from it.
 */
export async function openPebbleHouse(
  text: string,
  { pebbles: wanted = [{}], pebbleSees, more = {}, ...options }: PebbleHouseOptions = {},
): Promise<PebbleHouse> {
  const pebbles: Pebble[] = [];
  const asked = { requests: 0, orders: 0 };
  const scene = await openHouse(text, {
    ...options,
    start: new Date(Date.now() + HOUR_MS),
    env: async (cloud) => {
      const { dns, ca } = cloud;
      const { address, port } = pebbleSees ? await resolverOf(() => pebbleSees(cloud)) : dns;
      for (const one of wanted) pebbles.push(await startPebble({ dns: `${address}:${port}`, ...one }));
      const roots = await Promise.all(pebbles.map((pebble) => pebble.issuerRoots()));
      return { ...more, TORII_TRUSTED_ROOTS: [ca.rootPem, ...roots].join('\n') };
    },
    trustingThrough: (trusting) => (roots) => {
      const ask = trusting(roots);
      return async (input, init) => {
        asked.requests += 1;
        const answer = await ask(input, init);
        // Some are refused for their nonce, and sent again.
        if (String(input).endsWith('/order-plz') && answer.status === 201) asked.orders += 1;
        return answer;
      };
    },
  });
  const [pebble] = pebbles;
  if (!pebble) throw new RangeError('a Pebble house has at least one Pebble');
  const { cloud, api } = scene;
  const roots = await Promise.all(pebbles.map((one) => one.issuerRoots()));
  const house: PebbleHouse = {
    ...scene,
    ...{ pebble, pebbles, asked },
    caller: outsideAt(cloud, ALLOWED, undefined, roots),
    async useIssuer({ directoryUrl, rootPem }, eab) {
      const body = {
        directory: directoryUrl,
        contact: ['mailto:ops@example.com'],
        roots: rootPem,
        ...(eab && { eab }),
      };
      const answer = await api('PUT', `/v1/issuers/${ISSUER}`, JSON.stringify(body));
      if (answer.status >= 300) throw new Error(`PUT answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    },
    async certificate() {
      const { certificates } = (await api('GET', '/v1/certificates')).body;
      return certificates[0];
    },
    reaches: (holds, limitMs = HOUR_MS) => cloud.clock.runUntil(holds, cloud.clock.now() + limitMs),
    textRecords: () =>
      cloud.alidns
        .zonesOf(cloud.account.id)
        .flatMap((zone) => zone.all().flatMap(({ content: { type, value } }) => (type === 'TXT' ? [value] : []))),
  };
  await house.useIssuer(pebble, wanted[0]?.eab);
  return house;
}

async function resolverOf(knows: () => RecordSource): Promise<DnsServer> {
  const server = await startDnsServer(knows);
  onTestFinished(() => server.close());
  return server;
}

/** Certificates in Certificate Management Service that Torii put there. */
export function ownInCas({ cloud }: Pick<PebbleHouse, 'cloud'>): string[] {
  return cloud.cas.of(cloud.account.id).flatMap(({ name }) => (name.startsWith('torii') ? [name] : []));
}

/** The leaf that a caller was shown. @throws Error where it was not trusted */
export function leafOf({ verdict }: Pick<HttpsAnswer, 'verdict'>): X509Certificate {
  if (!verdict.trusted) throw new Error(`not trusted: ${verdict.message}`);
  return verdict.leaf;
}

const ALLOWED = '203.0.113.9';
