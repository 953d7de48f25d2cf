import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  webcrypto,
} from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { expect, onTestFinished } from 'vitest';
import type { Zone } from '../../local/cloud/alidns/zone.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';

export const DAY_MS = 86_400_000;

/** A cloud that hosts `example.com`, closed when the test ends. */
export async function startAcmeCloud(options: LocalCloudOptions = {}): Promise<{ cloud: LocalCloud; zone: Zone }> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  return { cloud, zone: cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' }) };
}

/** Writes a record into a hosted zone, as its owner would. @param name the whole name */
export function write(cloud: LocalCloud, zone: Zone, name: string, type: 'TXT' | 'CNAME' | 'NS', value: string) {
  const rr = name === zone.name ? '@' : name.slice(0, -zone.name.length - 1);
  return cloud.alidns.addRecord(zone, { rr, type, value, ttl: 600, line: 'default' });
}

/** Keeps virtual time going until a client, which waits in real time, is done. */
export async function whileTimeGoesOn<Result>(cloud: LocalCloud, work: Promise<Result>): Promise<Result> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  finished.catch(() => undefined);
  while (!done) {
    await cloud.clock.step();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return finished;
}

/** What came back, the body parsed where it is JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** What a test wants to be wrong, or other than usual, in a signed request. */
export interface Twist {
  readonly header?: Record<string, unknown>;
  readonly contentType?: string;
  /** Changes the JWS when it is signed. */
  readonly jws?: (jws: Record<string, string>) => unknown;
  readonly key?: KeyObject;
}

export const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** An ACME client that does what it is told, right or wrong. It shares nothing with the server but RFC 8555. */
export class RawAcme {
  readonly cloud: LocalCloud;
  key: KeyObject;
  /** Account URL; without one it signs with the key itself. */
  kid: string | undefined;
  readonly base: string;

  constructor(cloud: LocalCloud, key: KeyObject = newKey()) {
    this.cloud = cloud;
    this.key = key;
    this.base = `${cloud.endpoint}/acme`;
  }

  /** A client with an account. */
  static async register(cloud: LocalCloud, key?: KeyObject): Promise<RawAcme> {
    const client = new RawAcme(cloud, key);
    const { status, headers } = await client.post('/new-account', { termsOfServiceAgreed: true });
    expect(status).toBe(201);
    client.kid = headers.get('location') ?? '';
    return client;
  }

  url(path: string): string {
    return path.startsWith('http') ? path : this.base + path;
  }

  async nonce(): Promise<string> {
    const { headers } = await fetch(this.url('/new-nonce'), { method: 'HEAD' });
    return headers.get('replay-nonce') ?? '';
  }

  async get(path: string, init: RequestInit = {}): Promise<Reply> {
    return readReply(await fetch(this.url(path), init));
  }

  /** @param payload undefined for POST-as-GET */
  async post(path: string, payload?: unknown, twist: Twist = {}): Promise<Reply> {
    const url = this.url(path);
    const key = twist.key ?? this.key;
    const identity = this.kid === undefined || twist.key ? { jwk: publicJwk(key) } : { kid: this.kid };
    const header = { alg: 'ES256', nonce: await this.nonce(), url, ...identity, ...twist.header };
    const jws = jwsOf(header, payload, key);
    return readReply(
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': twist.contentType ?? 'application/jose+json' },
        body: JSON.stringify(twist.jws ? twist.jws(jws) : jws),
      }),
    );
  }

  order(names: readonly string[], extra: Record<string, unknown> = {}): Promise<Reply> {
    return this.post('/new-order', { identifiers: names.map((value) => ({ type: 'dns', value })), ...extra });
  }

  /** The value that proves an authorization: of its dns-01 challenge. */
  async proof(authorization: Reply): Promise<{ name: string; value: string; url: string }> {
    const { identifier, challenges } = authorization.body as {
      identifier: { value: string };
      challenges: { type: string; url: string; token: string }[];
    };
    const { url = '', token } = challenges.find(({ type }) => type === 'dns-01') ?? {};
    const jwk = publicJwk(this.key);
    const thumbprint = sha256(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }));
    return { name: `_acme-challenge.${identifier.value}`, value: sha256(`${token}.${thumbprint}`), url };
  }

  /** Writes the records and answers the challenges of an order; with validation at once it is ready afterwards. */
  async prove(order: Reply, zone: Zone): Promise<void> {
    for (const url of order.body.authorizations as string[]) {
      const authorization = await this.post(url);
      if (authorization.body.status === 'valid') continue;
      const { name, value, url: challenge } = await this.proof(authorization);
      write(this.cloud, zone, name, 'TXT', value);
      await this.post(challenge, {});
    }
  }

  /** An order from beginning to end; validation and issuance have to be at once. */
  async issue(names: readonly string[], zone: Zone, extra: Record<string, unknown> = {}): Promise<Reply> {
    const order = await this.order(names, extra);
    expect(order.status, order.text).toBe(201);
    await this.prove(order, zone);
    const finalized = await this.post(order.body.finalize as string, { csr: await csrFor(names) });
    expect(finalized.body.status, finalized.text).toBe('valid');
    return finalized;
  }
}

/** A flattened JWS; an undefined payload is an empty one. */
export function jwsOf(header: object, payload: unknown, key: KeyObject): Record<string, string> {
  const head = encode(JSON.stringify(header));
  const text = payload === undefined ? '' : encode(JSON.stringify(payload));
  const hash = HASHES[String((header as { alg?: unknown }).alg)] ?? 'sha256';
  const bytes = Buffer.from(`${head}.${text}`);
  const signature = signBytes(hash === 'none' ? null : hash, bytes, { key, dsaEncoding: 'ieee-p1363' });
  return { protected: head, payload: text, signature: signature.toString('base64url') };
}

/** Of the hash that goes with an algorithm; Ed25519 does its own. */
const HASHES: Readonly<Record<string, string>> = { ES384: 'sha384', EdDSA: 'none' };

export function publicJwk(key: KeyObject): Record<string, string> {
  return createPublicKey(key).export({ format: 'jwk' }) as Record<string, string>;
}

export interface CsrTwist {
  readonly commonName?: string;
  readonly keys?: webcrypto.CryptoKeyPair;
  readonly algorithm?: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams;
  readonly spoil?: (der: Buffer) => Buffer;
  readonly type?: 'dns' | 'ip' | 'email';
}

/** A certificate signing request, base64url. */
export async function csrFor(
  names: readonly string[],
  { commonName, keys, algorithm = EC, spoil = (der) => der, type = 'dns' }: CsrTwist = {},
): Promise<string> {
  const csr = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      ...(commonName !== undefined && { name: [{ CN: [commonName] }] }),
      keys: keys ?? (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])),
      signingAlgorithm: { ...EC, ...algorithm, hash: 'SHA-256' },
      extensions: [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type, value })))],
    },
    webcrypto,
  );
  return spoil(Buffer.from(csr.rawData)).toString('base64url');
}

const EC = { name: 'ECDSA', namedCurve: 'P-256' };

async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {}, text };
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
