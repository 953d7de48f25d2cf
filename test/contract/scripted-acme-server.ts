import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { newAccountKey } from '../../shared/acme/account-key.ts';
import { type AcmeClient, acmeClient } from '../../shared/acme/client.ts';
import type { SessionOptions } from '../../shared/acme/session.ts';
import { type LoopbackServer, type Received, type Reply, startLoopbackServer } from './loopback-server.ts';

/** A signed request as the server understood it. */
export interface Heard {
  /** The path of the operation, `/new-order`. */
  path: string;
  protectedHeader: { alg: string; nonce: string; url: string; kid?: string; jwk?: JsonWebKey };
  /** `''` for POST-as-GET. */
  payload: unknown;
  received: Received;
}

/** What the test's script answers to a signed request: an answer, or a broken connection. */
export type Script = (heard: Heard, server: { url: string }) => Reply;

export interface ScriptedAcmeServer {
  url: string;
  directoryUrl: string;
  /** Signed requests that were understood. */
  heard: Heard[];
  /** Everything that came over the wire. */
  received: LoopbackServer['received'];
  /** What a request did wrong; stays empty. */
  faults: string[];
  /** Refuses so many signed requests from now on as if their nonce were bad. */
  refuseNonces(count: number): void;
}

export interface ServerOptions {
  script?: Script;
  /** Unsigned requests but those for the directory and nonces. */
  unsigned?: (received: Received) => Reply;
  /** Changes what the directory says. */
  directory?: (directory: Record<string, unknown>) => unknown;
}

/**
 * A server on loopback that holds every signed request to RFC 8555, section 6, with means of its own: signature, address,
 * a nonce that it gave and that was not used, the account's key or URL. What comes then is the test's script.
 */
export async function startAcmeServer(options: ServerOptions = {}): Promise<ScriptedAcmeServer> {
  const heard: Heard[] = [];
  const faults: string[] = [];
  const given = new Set<string>();
  let nonces = 0;
  let badNonces = 0;
  let accountKey: JsonWebKey | undefined;

  const server = await startLoopbackServer((received) => {
    const reply = respond(received);
    if (typeof reply === 'string' || received.method === 'GET') return reply;
    const nonce = `nonce-${++nonces}`;
    given.add(nonce);
    return { ...reply, headers: { 'replay-nonce': nonce, ...reply.headers } };
  });
  onTestFinished(() => server.close());

  function respond(received: Received): Reply {
    if (received.method === 'HEAD') return { status: 200 };
    if (received.method === 'GET') return unsigned(received);
    const fault = (what: string): Reply => {
      faults.push(what);
      return problem(400, 'malformed', what);
    };
    const jws = JSON.parse(received.body) as { protected: string; payload: string; signature: string };
    const header = decoded(jws.protected) as Heard['protectedHeader'];
    if (received.headers['content-type'] !== 'application/jose+json') return fault('not application/jose+json');
    if (received.headers['user-agent'] !== 'torii') return fault('no user agent');
    if (header.url !== `${server.url}${received.path}${searchOf(received)}`) return fault(`signed for ${header.url}`);
    if (!given.delete(header.nonce)) return fault(`the nonce ${header.nonce} was never given, or used before`);
    if (header.jwk) accountKey = header.jwk;
    if ((header.jwk === undefined) === (header.kid === undefined)) return fault('neither or both of jwk and kid');
    if (accountKey && !isSigned(jws, accountKey)) return fault('the signature is wrong');
    if (badNonces > 0) {
      badNonces--;
      return problem(400, 'badNonce', 'try again');
    }
    const understood = {
      path: received.path,
      protectedHeader: header,
      payload: jws.payload === '' ? '' : decoded(jws.payload),
      received,
    };
    heard.push(understood);
    if (options.script) return options.script(understood, server);
    return problem(500, 'serverInternal', 'no script');
  }

  function unsigned(received: Received): Reply {
    if (received.path !== '/directory') return options.unsigned?.(received) ?? { status: 404, body: 'not here' };
    const directory = {
      newNonce: `${server.url}/new-nonce`,
      newAccount: `${server.url}/new-account`,
      newOrder: `${server.url}/new-order`,
      revokeCert: `${server.url}/revoke-cert`,
      renewalInfo: `${server.url}/renewal-info`,
      meta: { termsOfService: 'https://ca.example/terms', externalAccountRequired: false },
    };
    return { body: options.directory?.(directory) ?? directory };
  }

  return {
    url: server.url,
    directoryUrl: `${server.url}/directory`,
    heard,
    faults,
    received: server.received,
    refuseNonces(count) {
      badNonces = count;
    },
  };
}

export const NOW = Date.UTC(2026, 2, 2, 8);

/** A client of such a server, whose account is registered unless told otherwise. */
export async function clientOf(
  server: ScriptedAcmeServer,
  options: Partial<SessionOptions> = {},
): Promise<{ client: AcmeClient; privateKeyPem: string }> {
  const privateKeyPem = newAccountKey();
  const client = acmeClient({
    directoryUrl: server.directoryUrl,
    fetch: globalThis.fetch,
    clock: { now: () => NOW },
    account: { privateKeyPem, url: `${server.url}/account/1` },
    ...options,
  });
  return { client, privateKeyPem };
}

/** An error as ACME servers send it. */
export function problem(status: number, code: string, detail: string, more: object = {}): Exclude<Reply, string> {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: `urn:ietf:params:acme:error:${code}`, detail, status, ...more },
  };
}

/** An order as ACME servers send it. */
export function orderBody(url: string, more: object = {}): Record<string, unknown> {
  return {
    status: 'pending',
    expires: '2026-03-09T08:00:00.123456789Z',
    identifiers: [
      { type: 'dns', value: 'example.com' },
      { type: 'dns', value: '*.example.com' },
    ],
    authorizations: [`${url}/authz/1`, `${url}/authz/2`],
    finalize: `${url}/order/1/finalize`,
    ...more,
  };
}

function searchOf({ query }: Received): string {
  const search = new URLSearchParams(query).toString();
  return search === '' ? '' : `?${search}`;
}

function decoded(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
}

function isSigned(jws: { protected: string; payload: string; signature: string }, key: JsonWebKey): boolean {
  return verify(
    'sha256',
    Buffer.from(`${jws.protected}.${jws.payload}`),
    { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(jws.signature, 'base64url'),
  );
}
