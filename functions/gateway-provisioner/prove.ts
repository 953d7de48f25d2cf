import type { TLSSocket } from 'node:tls';
import type { EasReader } from '../../shared/cloud/eas.ts';
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
  const contact: Contact = address ? await connect(address, target, prover, tokenOf) : { kind: 'none' };
  return { target, name, own, contact };
}

async function lookUp(name: string, { vantage }: ProofTarget, { resolve }: Prover['deps']): Promise<Lookup> {
  try {
    return await resolve(name, vantage);
  } catch (error) {
    return { addresses: [], silent: codeOf(asError(error)) };
  }
}

async function connect(address: string, target: ProofTarget, prover: Prover, tokenOf: TokenOf): Promise<Contact> {
  const { deps, roots } = prover;
  try {
    const connection = await deps.dial({ address, port: HTTPS }, target.vantage);
    try {
      const { socket, verdict } = await shakeHands(connection, target.name, { roots, now: deps.clock.now() });
      if (!verdict.trusted) return { kind: 'untrusted', message: verdict.message };
      const { fingerprint256, validTo } = verdict.leaf;
      return {
        kind: 'trusted',
        fingerprint: fingerprint256.replaceAll(':', ''),
        notAfter: Date.parse(validTo),
        ...(target.refused && (await askWithoutToken(socket, target.name))),
        ...(target.service && (await ask(socket, target.name, target.service, tokenOf))),
      };
    } finally {
      connection.destroy();
    }
  } catch (error) {
    return { kind: 'unreachable', message: asError(error).message };
  }
}

/** The token goes over a connection whose chain was found good, to an address of this gateway, and nowhere else. */
async function ask(
  socket: TLSSocket,
  host: string,
  { name, expect }: NonNullable<ProofTarget['service']>,
  tokenOf: TokenOf,
): Promise<Asked> {
  return answerTo(async () => {
    const token = await tokenOf(name);
    const path = `/api/predict/${name}${expect.path ?? ''}`;
    return get(socket, { host, path, headers: token ? { authorization: token } : {} });
  });
}

/** Whoever is let in is answered something; whoever is not, 403. */
function askWithoutToken(socket: TLSSocket, host: string): Promise<Asked> {
  return answerTo(() => get(socket, { host, path: '/', headers: {} }));
}

async function answerTo(request: () => Promise<HttpAnswer>): Promise<Asked> {
  try {
    return { answer: await request() };
  } catch (error) {
    return { lost: `the request was not answered (${codeOf(asError(error))})` };
  }
}

type Asked = Pick<Extract<Contact, { kind: 'trusted' }>, 'answer' | 'lost'>;

async function readToken(eas: Prover['eas'], service: string): Promise<string | undefined> {
  return (await eas.describeServiceEndpoints(service)).AccessToken;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('something was thrown that is not an Error');
}

const HTTPS = 443;
