import { request } from 'node:http';
import type { Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { type ChainVerdict, verifyChainAt } from './verify-chain-at.ts';

/**
 * Shakes hands over an open connection and judges the chain that was presented, before a byte of a request is sent. No
 * session is resumed: a resumed one would hide a rotation. Fails where there was no handshake within five seconds.
 *
 * @param trust PEM roots, and the instant (ms since the epoch) as of which the chain is judged
 */
export async function shakeHands(
  connection: Socket,
  servername: string,
  trust: { roots: string[]; now: number },
): Promise<{ socket: TLSSocket; verdict: ChainVerdict }> {
  // Node's own check knows the machine's time only.
  const socket = connect({ socket: connection, servername, rejectUnauthorized: false, secureContext: trustless() });
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(IDLE_TIMEOUT_MS, () =>
      socket.destroy(new Error(`${servername} was silent for ${IDLE_TIMEOUT_MS / 1000} seconds`)),
    );
    socket.once('secureConnect', resolve);
    socket.on('error', reject);
    connection.on('error', reject);
    socket.once('close', () => reject(new Error(`${servername} closed the connection`)));
  });
  return { socket, verdict: verifyChainAt(presentedChain(socket), trust.roots, servername, trust.now) };
}

export interface HttpAnswer {
  status: number;
  /** At most the first 64 KiB. */
  body: string;
}

/** Sends one GET over a socket whose chain was judged, and reads the answer. HEAD hangs on some services, so it is not used. */
export function get(
  socket: TLSSocket,
  { host, path, headers }: { host: string; path: string; headers: Record<string, string> },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    // A socket that was closed while nobody asked anything says so no more.
    if (socket.destroyed) throw new Error(`${host} closed the connection`);
    const late = setTimeout(() => {
      const error = new Error(`${host} did not finish its answer`);
      socket.destroy(error);
      reject(error);
    }, ANSWER_TIMEOUT_MS);
    socket.once('close', () => {
      clearTimeout(late);
      reject(new Error(`${host} closed the connection`));
    });
    const asking = request({ createConnection: () => socket, path, headers: { host, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = () => {
        clearTimeout(late);
        const body = Buffer.concat(chunks).subarray(0, LONGEST_BODY).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= LONGEST_BODY) finish();
      });
      response.once('error', reject);
      response.once('end', finish);
    });
    asking.once('error', reject);
    asking.end();
  });
}

let sharedContext: SecureContext | undefined;

/** The chain is judged here and not there, so all connections share one context, which holds no session. */
function trustless(): SecureContext {
  sharedContext ??= createSecureContext();
  return sharedContext;
}

/** DER, leaf first. */
function presentedChain(socket: TLSSocket): Uint8Array[] {
  const chain: Uint8Array[] = [];
  let certificate: ReturnType<TLSSocket['getPeerCertificate']> | undefined = socket.getPeerCertificate(true);
  const seen = new Set<string>();
  while (certificate?.raw && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    chain.push(certificate.raw);
    certificate = (certificate as { issuerCertificate?: typeof certificate }).issuerCertificate;
  }
  return chain;
}

const IDLE_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
const LONGEST_BODY = 64 * 1024;
