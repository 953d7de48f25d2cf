import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import type { OtherDoor } from '../front-door/other-door.ts';
import { receive } from '../front-door/receive.ts';
import { Refusal } from '../front-door/refusal.ts';
import type { Asked, Control } from './control.ts';
import type { Controlled } from './controlled.ts';
import { checkCaller } from './guard.ts';
import { ControlProblem } from './problem.ts';

/** Everything below this path controls the cloud itself. */
export const CONTROL_PATH = '/_local';

/**
 * The controls on the cloud's own port: JSON in and out, refusals as problem documents (RFC 9457), unsigned. They are in no
 * journal and meet no fault.
 *
 * @param changed hears of each that may change something
 */
export function controlDoor(cloud: () => Controlled, changed: () => void = () => undefined): OtherDoor {
  const answerTo = async (message: IncomingMessage, letTimeGo: () => void): Promise<Answer> => {
    checkCaller(message);
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    // Loaded when somebody asks: who never does gets a cloud that is ready sooner.
    const { CONTROLS } = await import('./controls.ts');
    const { row, path } = find(CONTROLS, message.method ?? 'GET', url.pathname.slice(CONTROL_PATH.length));
    const body = await readBody(message, row);
    const query = read(row.query, row.query && Object.fromEntries(url.searchParams));
    if (row.takesTime) letTimeGo();
    if (row.method !== 'GET') changed();
    const result = await row.run(cloud(), { path, query, body });
    return result === undefined ? { status: 204, text: '' } : { status: 200, text: `${JSON.stringify(result)}\n` };
  };
  return {
    isMeant: ({ url = '' }) => url === CONTROL_PATH || url.startsWith(`${CONTROL_PATH}/`),
    async serve(message, response, letTimeGo) {
      send(response, await answerTo(message, letTimeGo).catch(refused));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function find(
  controls: readonly Control[],
  method: string,
  pathname: string,
): { readonly row: Control; readonly path: Asked<unknown, unknown>['path'] } {
  const matching = controls.flatMap((row) => {
    const path = match(row.path, pathname);
    return path ? [{ row, path }] : [];
  });
  const found = matching.find(({ row }) => row.method === method);
  if (found) return found;
  if (matching.length === 0) throw new ControlProblem(404, `There is no control ${CONTROL_PATH}${pathname}.`);
  throw new ControlProblem(405, `It takes ${matching.map(({ row }) => row.method).join(', ')}, not ${method}.`);
}

function match(template: string, pathname: string): Record<string, string> | undefined {
  const [parts, segments] = [template.split('/'), pathname.replace(/\/$/, '').split('/')];
  if (parts.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) values[part.slice(1, -1)] = decoded(segment);
    else if (part !== segment) return undefined;
  }
  return values;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ControlProblem(400, 'The path is not percent-encoded as RFC 3986 has it.');
  }
}

async function readBody(message: IncomingMessage, { body: schema, bodyLimit }: Control): Promise<unknown> {
  const { body, headers } = await receive(message, bodyLimit ?? BODY_LIMIT_BYTES);
  if (!schema) return undefined;
  // A form of a web page cannot say so, even where its browser sends no Origin.
  if (body.length > 0 && !/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new ControlProblem(415, 'The body has to be JSON, and to say so: Content-Type: application/json.');
  }
  return read(schema, body.length === 0 ? {} : parsed(body));
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlProblem(400, 'The body is not JSON.');
  }
}

function read(schema: z.ZodType | undefined, given: unknown): unknown {
  const reading = schema?.safeParse(given);
  if (!reading || reading.success) return reading?.data;
  const fields = reading.error.issues.map(({ path, message }) => ({ field: path.join('.'), detail: message }));
  const [first] = fields;
  throw new ControlProblem(400, first?.field ? `${first.field}: ${first.detail}` : (first?.detail ?? ''), fields);
}

/** What a fixture or a switch cannot do says why; anything else is a mistake of ours. */
function refused(error: unknown): Answer {
  if (error instanceof ControlProblem) return problem(error);
  if (error instanceof Refusal) return problem(new ControlProblem(error.status, error.message));
  if (error instanceof RangeError) return problem(new ControlProblem(409, error.message));
  return problem(new ControlProblem(500, error instanceof Error ? error.message : 'It went wrong.'));
}

function problem(error: ControlProblem): Answer {
  return { status: error.status, text: `${JSON.stringify(error.document())}\n` };
}

function send(response: ServerResponse, { status, text }: Answer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, {
    ...(text !== '' && { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

const BODY_LIMIT_BYTES = 1024 * 1024;
