import type { TLSSocket } from 'node:tls';
import type { EasReader } from '../../shared/cloud/eas.ts';
import { type AllowedPlaces, refuseAddress } from '../../shared/domain-rules/access/public-address.ts';
import {
  addressToDial,
  type Contact,
  type Lookup,
  type ProofTarget,
  type Sighting,
} from '../../shared/domain-rules/verification/sighting.ts';
import type { Deps } from '../../shared/engine/deps.ts';
import { codeOf } from '../../shared/engine/journal.ts';
import { get, type HttpAnswer, shakeHands } from '../../shared/tls/https-exchange.ts';

/** What a proof needs: eyes, the roots it trusts, and who knows the tokens. */
export interface Prover {
  deps: Pick<Deps, 'clock' | 'dial' | 'resolve'>;
  eas: Pick<EasReader, 'describeServiceEndpoints'>;
  /** PEM. */
  roots: string[];
  /** Addresses that are not public, and may be proved from the internet all the same. */
  allowed: AllowedPlaces;
}

/** Looks at every target as its callers would: DNS, handshake, request. Whatever fails is part of what was seen. */
export function prove(targets: ProofTarget[], prover: Prover): Promise<Sighting[]> {
  const tokens = new Map<string, Promise<string | undefined>>();
  // Read when the first request is about to be sent; forgotten with this look.
  const tokenOf = (service: string): Promise<string | undefined> => {
    const token = tokens.get(service) ?? readToken(prover.eas, service);
    tokens.set(service, token);
    return token;
  };
  return Promise.all(targets.map((target) => sight(target, prover, tokenOf)));
}

type TokenOf = (service: string) => Promise<string | undefined>;

async function sight(target: ProofTarget, prover: Prover, tokenOf: TokenOf): Promise<Sighting> {
  const [name, own] = await Promise.all([
    lookUp(target.name, target, prover.deps),
    lookUp(target.ownName, target, prover.deps),
  ]);
  const address = addressToDial({ target, name, own });
  // Whoever owns a declared name says where it leads: from the internet, never inside.
  const isClosed =
    address !== undefined &&
    target.vantage.network === 'internet' &&
    refuseAddress(target.name, address, prover.allowed) !== undefined;
  const contact: Contact = address && !isClosed ? await connect(address, target, prover, tokenOf) : { kind: 'none' };
  return { target, name, own, contact };
}

async function lookUp(name: string, { vantage }: ProofTarget, { resolve }: Prover['deps']): Promise<Lookup> {
  try {
    return await resolve(name, vantage);
  } catch (error) {
    return { addresses: [], silent: codeOf(asError(error)) };
  }
}

/**
 * The token is read only when a handshake showed whom it would go to, and while nothing is connected: a cloud that lets
 * us wait must not leave a connection idle until its other end closes it. What is asked goes over a connection whose own
 * chain was found good, to an address of this gateway, and nowhere else.
 */
async function connect(address: string, target: ProofTarget, prover: Prover, tokenOf: TokenOf): Promise<Contact> {
  const { name, service, refused } = target;
  // Whoever is let in is answered something; whoever is not, 403.
  const withoutToken: Request = (socket) => get(socket, { host: name, path: '/', headers: {} });
  const first = await contactAt(address, target, prover, refused && withoutToken);
  if (first.kind !== 'trusted' || !service) return first;
  try {
    const token = await tokenOf(service.name);
    const path = `/api/predict/${service.name}${service.expect.path ?? ''}`;
    const headers: Record<string, string> = token ? { authorization: token } : {};
    return await contactAt(address, target, prover, (socket) => get(socket, { host: name, path, headers }));
  } catch (error) {
    return { ...first, lost: notAnswered(error) };
  }
}

type Request = (socket: TLSSocket) => Promise<HttpAnswer>;

/** One connection: a handshake, its chain, and what is asked where that was found good. Never throws. */
async function contactAt(
  address: string,
  { name, vantage }: ProofTarget,
  { deps, roots }: Prover,
  request: Request | undefined,
): Promise<Contact> {
  try {
    const connection = await deps.dial({ address, port: HTTPS }, vantage);
    try {
      const { socket, verdict } = await shakeHands(connection, name, { roots, now: deps.clock.now() });
      if (!verdict.trusted) return { kind: 'untrusted', message: verdict.message };
      const { fingerprint256, validTo } = verdict.leaf;
      return {
        kind: 'trusted',
        fingerprint: fingerprint256.replaceAll(':', ''),
        notAfter: Date.parse(validTo),
        ...(request && (await answerTo(socket, request))),
      };
    } finally {
      connection.destroy();
    }
  } catch (error) {
    return { kind: 'unreachable', message: asError(error).message };
  }
}

async function answerTo(
  socket: TLSSocket,
  request: Request,
): Promise<Pick<Extract<Contact, { kind: 'trusted' }>, 'answer' | 'lost'>> {
  try {
    return { answer: await request(socket) };
  } catch (error) {
    return { lost: notAnswered(error) };
  }
}

function notAnswered(error: unknown): string {
  return `the request was not answered (${codeOf(asError(error))})`;
}

async function readToken(eas: Prover['eas'], service: string): Promise<string | undefined> {
  return (await eas.describeServiceEndpoints(service)).AccessToken;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('something was thrown that is not an Error');
}

const HTTPS = 443;
