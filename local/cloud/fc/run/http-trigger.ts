import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Accounts } from '../../accounts.ts';
import type { VirtualClock } from '../../clock.ts';
import { authenticate } from '../../front-door/authenticate.ts';
import type { Nonces } from '../../front-door/nonces.ts';
import { parse } from '../../front-door/parse.ts';
import { receive } from '../../front-door/receive.ts';
import { Refusal } from '../../front-door/refusal.ts';
import type { Network } from '../../network.ts';
import { EVERYTHING_ALLOWED, type Permissions } from '../../permissions.ts';
import type { DeployedFunction, DeployedTrigger } from '../functions.ts';
import { type FcAnswer, refusedAnswer, send } from './answer.ts';
import { isThrottled } from './async-queue.ts';
import { MAX_SYNC_BYTES, tell, tooLarge } from './door.ts';
import { type FunctionSource, functionArn, qualifiedBy } from './function-source.ts';
import { toHttpAnswer } from './http-answer.ts';
import { type HttpRequest, toHttpEvent } from './http-event.ts';
import { httpTrigger } from './invocations-table.ts';
import { checkInvocable } from './may-be-invoked.ts';
import type { Runner } from './runner.ts';

export interface HttpTriggerOptions {
  readonly clock: VirtualClock;
  readonly accounts: Accounts;
  readonly nonces: Nonces;
  readonly permissions: Permissions | undefined;
  readonly machineNow: () => number;
  readonly newRequestId: () => string;
  readonly runner: Runner;
  readonly functions: FunctionSource;
  readonly network: Pick<Network, 'origin'>;
}

/** A function's own URL. */
export interface HttpTriggerServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a function with an HTTP trigger on 127.0.0.1. Time stands still while a request is read and answered.
 *
 * @param trigger asked anew with each request: it may be updated
 * @param port 0: any free one
 */
export async function serveHttpTrigger(
  deployed: DeployedFunction,
  trigger: () => DeployedTrigger | undefined,
  port: number,
  options: HttpTriggerOptions,
): Promise<HttpTriggerServer> {
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
    const release = options.clock.hold();
    response.once('close', release);
    serve(deployed, trigger(), message, response, release, options).catch(() => {
      // The client hung up, or the function returned headers that HTTP does not allow.
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'x-fc-error-type': 'UnhandledInvocationError' }).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  deployed: DeployedFunction,
  trigger: DeployedTrigger | undefined,
  message: IncomingMessage,
  response: ServerResponse,
  releaseRequest: () => void,
  options: HttpTriggerOptions,
): Promise<void> {
  const { clock, runner } = options;
  const requestId = options.newRequestId();
  let answer: FcAnswer;
  let refused: Refusal | undefined;
  try {
    const request = await admit(deployed, trigger, message, options);
    const owner = qualifiedBy(options.functions, deployed, trigger?.qualifier);
    if (!owner) throw new Refusal(404, 'VersionNotFound', `qualifier '${trigger?.qualifier}' does not exist`);
    const event = toHttpEvent(request, { requestId, accountId: owner.account, now: clock.now() });
    const running = runner.run(owner, Buffer.from(JSON.stringify(event), 'utf8'), {
      trigger: 'http',
      requestId,
      attempt: 1,
    });
    // From here on the invocation itself holds the clock: it may sleep, and a held request would then wait for ever.
    releaseRequest();
    answer = toHttpAnswer(await running);
    const release = clock.hold();
    response.once('close', release);
    if (response.closed) release();
  } catch (error) {
    if (!(error instanceof Refusal) || !isListed(error)) throw error;
    refused = error;
    answer = refusedAnswer(error, requestId);
  }
  const code = refused?.code ?? answer.headers['x-fc-error-type'];
  tell(httpTrigger, answer, { code, requestId }, message.headers['user-agent']);
  sendHttp(response, answer, requestId, message.method);
}

/** What the row does not list is a mistake of ours. */
function isListed({ code }: Refusal): boolean {
  return httpTrigger.errors.some((listed) => listed === code);
}

/** @throws Refusal */
async function admit(
  owner: DeployedFunction,
  trigger: DeployedTrigger | undefined,
  message: IncomingMessage,
  options: HttpTriggerOptions,
): Promise<HttpRequest> {
  const received = await receive(message, MAX_SYNC_BYTES).catch((error) => {
    throw error instanceof Refusal ? tooLarge(MAX_SYNC_BYTES) : error;
  });
  // It is deleted meanwhile, and its port closes next.
  if (!trigger) throw new Error(`function '${owner.name}' has no such trigger any more`);
  const { methods, authType, disableURLInternet } = trigger.config;
  if (disableURLInternet === true) throw new Refusal(403, 'AccessDenied', 'access from the internet is disabled');
  if (Array.isArray(methods) && !methods.includes(received.method)) {
    throw new Refusal(405, 'MethodNotAllowed', `${received.method} is not among this trigger's methods`, {
      allow: methods.join(', '),
    });
  }
  if (authType === 'jwt') throw new Refusal(501, 'NotPlayed', 'authType jwt is not played');
  if (authType !== 'anonymous') checkSignature(owner, received, options);
  checkInvocable(owner, options.network.origin(message.socket.remoteAddress ?? ''));
  if (isThrottled(owner, options.runner)) {
    throw new Refusal(429, 'ResourceExhausted', `reserved concurrency of function '${owner.name}' exceeded`);
  }
  return {
    ...received,
    headers: joinHeaders(message),
    sourceIp: message.socket.remoteAddress ?? '',
    httpVersion: message.httpVersion,
  };
}

/** Documented: ACS3-HMAC-SHA256. The `FC` scheme is documented for version 2.0 only. */
function checkSignature(
  owner: DeployedFunction,
  received: Awaited<ReturnType<typeof receive>>,
  { accounts, nonces, machineNow, permissions = EVERYTHING_ALLOWED }: HttpTriggerOptions,
): void {
  if (String(received.headers.authorization).startsWith('FC ')) {
    throw new Refusal(403, 'AccessDenied', 'HTTP triggers take ACS3-HMAC-SHA256');
  }
  const request = parse(received);
  try {
    const caller = authenticate(request, { accounts, nonces, machineNow });
    if (caller.accountId === owner.account && !permissions.refuses(caller, 'fc:InvokeFunction', functionArn(owner)))
      return;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(403, error.code, error.message);
  }
  throw new Refusal(403, 'AccessDenied', `the caller may not invoke function '${owner.name}'`);
}

function joinHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]));
}

/** RFC 9110, 8.6: no length with 204; 304 has none to tell here. Nothing follows the head of an answer to HEAD. */
function sendHttp(response: ServerResponse, answer: FcAnswer, requestId: string, method: string | undefined): void {
  if (answer.status !== 204 && answer.status !== 304 && method !== 'HEAD') {
    send(response, answer, requestId);
    return;
  }
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.setHeader('x-fc-request-id', requestId);
  response.writeHead(answer.status).end();
}

const KEEP_ALIVE_MS = 10 * 60 * 1000;
