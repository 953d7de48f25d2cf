import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Calls } from '../calls.ts';
import type { Faults } from '../faults/faults.ts';
import { type Meeting, meet } from '../faults/meeting.ts';
import { tellOfOwnAnswer } from '../front-door/answered.ts';
import type { OtherDoor } from '../front-door/other-door.ts';
import { receive } from '../front-door/receive.ts';
import type { AcmeAnswer } from './answer.ts';
import { answerOpen, answerSigned } from './dispatch.ts';
import { Links } from './links.ts';
import { Problem } from './problem.ts';
import { type Outcome, refused } from './refused.ts';
import { type Found, findResource, needsSignature, type Resource, type ResourceRow } from './resources.ts';
import { acmeTable } from './rows.ts';
import { type Sent, send } from './send.ts';
import { readSigned } from './signed-request.ts';
import type { AcmeState } from './state.ts';

export interface AcmeDoor {
  readonly calls: Calls;
  readonly faults: Faults;
  readonly newRequestId: () => string;
}

/** Everything below this path is for the certificate authority. */
const ACME_PATH = '/acme/';

/**
 * The way of every request to the certificate authority:
 *
 *   receive → find the resource → signature, nonce, address → (faults) → resource → journal → answer, new nonce
 *
 * It stands behind the one HTTP door of the local cloud, which keeps virtual time still meanwhile.
 */
export function acmeDoor(state: AcmeState, door: AcmeDoor): OtherDoor {
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ''] = (message.url ?? '').split('?');
    const found = findResource(path);
    const visit: Visit = { base: `http://${message.headers.host ?? ''}`, path, found, account: '', asked: {} };
    const outcome = await walk(state, door, message, visit).then(
      (answer): Outcome => ({ answer }),
      (error) => refused(error, found?.row),
    );
    record(state, door, visit, outcome);
    if (visit.meeting?.lost) return void response.destroy();
    const signed = message.method === 'POST' || found?.row.name === 'newNonce';
    const nonce = signed ? state.nonces.fresh() : undefined;
    const { answer } = outcome;
    const sent = send(response, answer, { index: new Links(visit.base).directory(), nonce, now: state.now() });
    // What a fault says is no answer of the product.
    if (found && !visit.meeting?.faults.length) tell(found.row, outcome, sent, message.headers['user-agent']);
  };
  return { isMeant: ({ url }) => url?.startsWith(ACME_PATH) ?? false, serve };
}

/** What is known of a request so far. */
interface Visit {
  /** As the client spelled it, because signed addresses have to be the same text. */
  readonly base: string;
  /** Without the query. */
  readonly path: string;
  readonly found: Found | undefined;
  /** Id of the account that signed. */
  account: string;
  /** For journal and faults: never a key, a signature or a token. */
  asked: Record<string, unknown>;
  meeting?: Meeting;
}

async function walk(state: AcmeState, door: AcmeDoor, message: IncomingMessage, visit: Visit): Promise<AcmeAnswer> {
  const { method, target, headers, body } = await receive(message);
  const { path, found } = visit;
  if (!found) throw new Problem('malformed', 'Page not found', { status: 404 });
  const { id, row } = found;
  const { name, methods } = row;
  visit.asked = { path };
  if (state.down) throw new Problem('serverInternal', 'The service is down for maintenance', { status: 503 });
  if (!methods.includes(method)) {
    throw new Problem('malformed', 'Method not allowed', { status: 405, headers: { allow: methods.join(', ') } });
  }
  if (!needsSignature(name)) {
    const links = new Links(visit.base);
    return past(state, door, { visit, name, reads: true }, () => answerOpen(state, { name, id, method, links }));
  }
  if (headers['content-type'] !== 'application/jose+json') {
    throw new Problem('malformed', 'A signed request is application/jose+json', { status: 415 });
  }
  const request = await readSigned(state, { resource: name, id, body, base: visit.base, target });
  const { payload } = request;
  if ('account' in request) visit.account = request.account.id;
  if (name === 'newOrder') visit.asked = { path, identifiers: payload?.identifiers, replaces: payload?.replaces };
  return past(state, door, { visit, name, reads: payload === undefined }, async () => {
    const answer = await answerSigned(state, name, request);
    if (payload === undefined) await state.progress.wasRead(name);
    return answer;
  });
}

/** Takes a call past the faults that stand. Those that change an answer change only JSON. */
async function past(
  state: AcmeState,
  { faults }: AcmeDoor,
  { visit, name, reads }: { readonly visit: Visit; readonly name: Resource; readonly reads: boolean },
  run: () => AcmeAnswer | Promise<AcmeAnswer>,
): Promise<AcmeAnswer> {
  const { account, asked } = visit;
  const read = reads && !WITHOUT_JSON.includes(name);
  const action = { name, style: { method: read ? 'GET' : 'POST', path: '' }, response: {} } as const;
  visit.meeting = meet({
    account,
    product: acmeTable.name,
    action,
    parameters: asked,
    hasNonce: needsSignature(name),
  });
  if (visit.meeting.hasNonce && state.refusesGoodNonce()) {
    visit.meeting.faults.push('bad-nonce');
    throw new Problem('badNonce', 'JWS has an invalid nonce');
  }
  let fresh: AcmeAnswer | undefined;
  const body = await faults.around(visit.meeting, async () => {
    fresh = await run();
    return fresh.body ?? {};
  });
  return fresh && !fresh.body ? fresh : { status: 200, ...fresh, body };
}

/** An answer of these that is older than the question makes no sense. */
const WITHOUT_JSON: readonly string[] = ['newNonce', 'termsOfService', 'certificate'];

function tell(
  { name }: ResourceRow,
  { answer, code }: Outcome,
  { headers, text }: Sent,
  userAgent: string | undefined,
): void {
  tellOfOwnAnswer(acmeTable.name, name, userAgent, () => {
    const { status, body } = answer;
    if (code !== undefined) return { status, code };
    const fields = body ? Object(JSON.parse(text)) : text === '' ? {} : { body: text };
    return { status, headers, fields, parts: problemsIn(fields) };
  });
}

/** Types of the problems that stand in an order, in a challenge, in the challenges of an authorization. */
function problemsIn({ error, challenges = [] }: ShownObject): readonly string[] {
  const own = error ? [error.type.slice(error.type.lastIndexOf(':') + 1)] : [];
  return [...own, ...challenges.flatMap(problemsIn)];
}

interface ShownObject {
  readonly error?: { readonly type: string };
  readonly challenges?: readonly ShownObject[];
}

function record(state: AcmeState, { calls, newRequestId }: AcmeDoor, visit: Visit, outcome: Outcome): void {
  const { found, account, asked, meeting } = visit;
  const action = found?.row.name ?? '';
  const { answer, code, failure } = outcome;
  calls.record({
    at: state.now(),
    product: acmeTable.name,
    ...{ action, account, code },
    caller: '',
    status: answer.status,
    requestId: newRequestId(),
    ...(failure === undefined ? {} : { failure }),
    ...(meeting?.faults.length ? { faults: meeting.faults } : {}),
    parameters: asked,
  });
}
