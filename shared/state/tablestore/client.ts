import { TablestoreError } from './errors.ts';
import { ProtobufMessage } from './protobuf.ts';
import { signedHeaders, type TablestoreCredentials } from './sign.ts';

/** One call as it goes over the wire, and how its answer is read. */
export interface Operation<Answer> {
  name: string;
  body: Uint8Array;
  /** @throws UnreadableAnswer */
  read: (answer: ProtobufMessage) => Answer;
}

export interface TablestoreOptions {
  fetch: typeof globalThis.fetch;
  /** Scheme, host and port, see {@link tablestoreEndpoint}. */
  endpoint: string;
  instance: string;
  /** Asked before each attempt: those of a role expire. */
  credentials: () => TablestoreCredentials;
  /** The machine's time in ms since the epoch: the service compares it with its own. */
  machineNow: () => number;
  /** Bounds each attempt; ten seconds by default. */
  attemptSignal?: (() => AbortSignal) | undefined;
}

export type Call = <Answer>(operation: Operation<Answer>) => Promise<Answer>;

/** Where the instance answers; an override is one origin for every product, which a local cloud has. */
export function tablestoreEndpoint(instance: string, region: string, override?: string): string {
  return override || `https://${instance}.${region}.ots.aliyuncs.com`;
}

const ATTEMPT_MS = 10_000;

/**
 * Makes calls, each of them once.
 * @returns a function that throws {@link TablestoreError}
 */
export function tablestoreCalls(options: TablestoreOptions): Call {
  const { fetch, endpoint, instance, credentials, machineNow } = options;
  const { attemptSignal = () => AbortSignal.timeout(ATTEMPT_MS) } = options;

  return async <Answer>({ name, body, read }: Operation<Answer>): Promise<Answer> => {
    const headers = signedHeaders({ operation: name, instance, body }, credentials(), machineNow());
    const { status, requestId, bytes } = await exchange(name, () =>
      fetch(new URL(`/${name}`, endpoint), {
        method: 'POST',
        headers,
        body,
        signal: attemptSignal(),
        redirect: 'error',
      }),
    );
    if (status !== 200) throw refusal(name, status, requestId, bytes);
    try {
      return read(new ProtobufMessage(bytes));
    } catch (error) {
      const message = error instanceof Error ? error.message : 'no reason known';
      throw new TablestoreError({ operation: name, code: 'UnreadableAnswer', status, requestId, message });
    }
  };
}

async function exchange(operation: string, send: () => Promise<Response>) {
  try {
    const response = await send();
    // Reading the body is part of the attempt: a server may stop in the middle of it.
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, requestId: response.headers.get('x-ots-requestid') ?? undefined, bytes };
  } catch (error) {
    throw new TablestoreError({ operation, code: 'NoAnswer', status: 0, message: whyNoAnswer(error) });
  }
}

function whyNoAnswer(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  const { code } = Object(error.cause);
  return typeof code === 'string' ? code : error.message;
}

/** The body of a refusal is the message Error; a proxy on the way may have said something else altogether. */
function refusal(operation: string, status: number, requestId: string | undefined, bytes: Uint8Array): TablestoreError {
  const unknown = { code: `HttpStatus${status}`, message: 'the answer says nothing more' };
  return new TablestoreError({ operation, status, requestId, ...(readError(bytes) ?? unknown) });
}

/** @returns undefined where the bytes are not the message Error */
export function readError(bytes: Uint8Array): { code: string; message: string } | undefined {
  try {
    const error = new ProtobufMessage(bytes);
    const code = error.string(1);
    return code && /^\w+$/.test(code) ? { code, message: error.string(2) ?? '' } : undefined;
  } catch {
    return undefined;
  }
}
