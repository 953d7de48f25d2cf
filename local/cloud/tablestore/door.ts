import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts.ts';
import type { Calls } from '../calls.ts';
import type { Faults } from '../faults/faults.ts';
import { type Meeting, meet } from '../faults/meeting.ts';
import { tellOfOwnAnswer } from '../front-door/answered.ts';
import type { OtherDoor } from '../front-door/other-door.ts';
import { type ReceivedRequest, receive } from '../front-door/receive.ts';
import { EVERYTHING_ALLOWED, type Permissions } from '../permissions.ts';
import type { Progress } from '../progress.ts';
import { answerInWords, refusedRows } from './answer-in-words.ts';
import { OtsError } from './errors.ts';
import type { OpenRequest, Operation } from './operation.ts';
import { findOperation } from './operations.ts';
import { type Outcome, refused } from './refused.ts';
import { otsTable } from './rows.ts';
import { type Authenticated, authenticate, md5, one, signAnswer } from './signature.ts';
import type { Instance, TablestoreState } from './state.ts';

export interface TablestoreDoor {
  readonly accounts: Accounts;
  readonly calls: Calls;
  readonly faults: Faults;
  readonly progress: Progress;
  readonly newRequestId: () => string;
  /** The machine's time in ms, for signatures only. */
  readonly machineNow: () => number;
  readonly permissions?: Permissions;
}

/**
 * The way of every request to Tablestore:
 *
 *   receive → operation → signature → instance → message → permission → (faults) → run → journal → signed answer
 *
 * It stands behind the one HTTP door of the local cloud, which keeps virtual time still meanwhile.
 */
export function tablestoreDoor(state: TablestoreState, door: TablestoreDoor): OtherDoor {
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = findOperation(message.url ?? '');
    const visit: Visit = { requestId: door.newRequestId(), operation, asked: {} };
    const outcome = await walk(state, door, message, visit).then(
      (body): Outcome => ({ status: 200, body }),
      (error) => refused(error, operation),
    );
    record(state, door, visit, outcome);
    // What a fault says is no answer of the product.
    if (operation && !visit.meeting?.faults.length) tell(operation, outcome, message.headers['user-agent']);
    if (visit.meeting?.lost) response.destroy();
    else send(response, message.url ?? '/', visit, outcome, door.machineNow());
  };
  return { isMeant: ({ headers }) => headers['x-ots-apiversion'] !== undefined, serve };
}

/** What is known of a request so far. */
interface Visit {
  readonly requestId: string;
  /** None where the path names none that is played. */
  readonly operation: Operation | undefined;
  authenticated?: Authenticated;
  /** For the journal: never a value of a column. */
  asked: Record<string, unknown>;
  meeting?: Meeting;
}

async function walk(
  state: TablestoreState,
  door: TablestoreDoor,
  message: IncomingMessage,
  visit: Visit,
): Promise<Buffer> {
  const request = await receive(message);
  if (request.method !== 'POST') throw new OtsError('OTSMethodNotAllowed');
  const { operation } = visit;
  if (!operation) throw unknownOperation(request);
  visit.authenticated = authenticate(request, door.accounts, door.machineNow());
  const { caller } = visit.authenticated;
  const instance = state.instanceFor(caller.accountId, one(request.headers, 'x-ots-instancename'));
  visit.asked = { instance: instance.name };
  const open = operation.open(request.body);
  visit.asked = askedOf(instance, open);
  checkPermission(door.permissions, visit.authenticated, operation, instance, open.tables);
  return past(door, visit, operation, request.body, () => open.run({ state, instance, now: state.now() }));
}

function unknownOperation({ target }: ReceivedRequest): OtsError {
  return new OtsError('OTSUnsupportOperation', `Unsupported operation: '${target.slice(1)}'.`);
}

function askedOf({ name }: Instance, { tables, rows }: OpenRequest): Record<string, unknown> {
  return { instance: name, ...(tables.length > 0 && { tables }), ...(rows > 0 && { rows }) };
}

/** As policies name them: https://help.aliyun.com/document_detail/47744.html, "Custom permissions". */
function checkPermission(
  permissions: Permissions = EVERYTHING_ALLOWED,
  { caller }: Authenticated,
  { name }: Operation,
  instance: Instance,
  tables: readonly string[],
): void {
  const base = `acs:ots:${instance.region}:${instance.account}:instance/${instance.name}`;
  for (const table of tables.length > 0 ? tables : ['*']) {
    if (permissions.refuses(caller, `ots:${name}`, `${base}/table/${table}`)) {
      throw new OtsError('OTSNoPermissionAccess');
    }
  }
}

/** Takes a call past the faults that stand. A field that no document names is, here, one of an unknown number. */
async function past(
  { faults, progress }: TablestoreDoor,
  visit: Visit,
  { name, isRead }: Operation,
  body: Buffer,
  run: () => Buffer,
): Promise<Buffer> {
  const digest = createHash('sha256').update(body).digest('hex');
  visit.meeting = meet({
    account: visit.authenticated?.caller.accountId ?? '',
    product: otsTable.name,
    action: { name, style: { method: isRead ? 'GET' : 'POST', path: '' }, response: {} },
    parameters: { ...visit.asked, digest },
  });
  const answer = await faults.around(visit.meeting, async () => {
    try {
      return { message: run() };
    } finally {
      await progress.wasRead(name);
    }
  });
  const message = answer.message as Buffer;
  return 'UndocumentedField' in answer ? Buffer.concat([message, UNKNOWN_FIELD]) : message;
}

/** Field 1000, a text. */
const UNKNOWN_FIELD = Buffer.from('c23e0c66726f6d2061206661756c74', 'hex');

function tell({ name, response }: Operation, { status, code, body }: Outcome, userAgent: string | undefined): void {
  tellOfOwnAnswer(otsTable.name, name, userAgent, () => {
    if (code !== undefined) return { status, code };
    const fields = answerInWords(response, body);
    return { status, fields, parts: refusedRows(fields) };
  });
}

function record(
  state: TablestoreState,
  { calls }: TablestoreDoor,
  { operation, authenticated, requestId, meeting, asked }: Visit,
  { status, code, failure }: Outcome,
): void {
  calls.record({
    at: state.now(),
    product: otsTable.name,
    action: operation?.name ?? '',
    ...{ status, code, requestId },
    caller: authenticated?.caller.accessKeyId ?? '',
    account: authenticated?.caller.accountId ?? '',
    ...(failure === undefined ? {} : { failure }),
    ...(meeting?.faults.length ? { faults: meeting.faults } : {}),
    parameters: asked,
  });
}

/** Official clients hold an answer to its MD5, its date (the machine's) and its signature. */
function send(
  response: ServerResponse,
  path: string,
  { authenticated, requestId }: Visit,
  { status, body }: Outcome,
  machineNow: number,
): void {
  const headers = {
    'x-ots-contentmd5': md5(body),
    'x-ots-contenttype': 'protocol buffer',
    'x-ots-date': new Date(machineNow).toISOString(),
    'x-ots-requestid': requestId,
  };
  const signature = authenticated && signAnswer(authenticated.key.secret, path, headers);
  response.writeHead(status, {
    ...headers,
    ...(authenticated && { authorization: `OTS ${authenticated.caller.accessKeyId}:${signature}` }),
    'content-type': 'application/x.pb2',
    'content-length': body.length,
  });
  response.end(body);
}
