import { invalid, type OtsCode } from './errors.ts';
import { decode, encode, MalformedMessage, type MessageOf, type Schema } from './protobuf.ts';
import type { Instance, TablestoreState } from './state.ts';

/** What an operation works on. */
export interface Context {
  readonly state: TablestoreState;
  readonly instance: Instance;
  /** Virtual now, ms since the epoch. */
  readonly now: number;
}

/** One operation of the API, its message types forgotten, as the door sees it. */
export interface Operation {
  readonly name: string;
  readonly isRead: boolean;
  readonly request: Schema;
  readonly response: Schema;
  /** What it refuses with, and rows of it. Another error leaves as a mistake of ours. */
  readonly errors: readonly OtsCode[];
  /** @throws OtsError where the bytes are no request of this operation */
  open(body: Buffer): OpenRequest;
}

/** A request that was understood and not yet done. */
export interface OpenRequest {
  /** Names of the tables it is about. None: about the instance. */
  readonly tables: readonly string[];
  /** How many rows it names. */
  readonly rows: number;
  /** @returns the response message */
  run(context: Context): Buffer;
}

/** Writes one row of the table of operations, typed by its request. */
export function operation<const Request extends Schema, const Response extends Schema>(row: {
  readonly name: string;
  readonly isRead: boolean;
  readonly request: Request;
  readonly response: Response;
  /** Beside those that any request may meet. */
  readonly errors: readonly OtsCode[];
  readonly tables: (request: MessageOf<Request>) => readonly string[];
  readonly rows?: (request: MessageOf<Request>) => number;
  readonly run: (request: MessageOf<Request>, context: Context) => MessageOf<Response>;
}): Operation {
  const { name, isRead, request, response } = row;
  const open = (body: Buffer): OpenRequest => {
    const message = parse(row.request, body);
    const tables = row.tables(message);
    const rows = row.rows?.(message) ?? 0;
    return { tables, rows, run: (context) => encode(row.response, row.run(message, context)) };
  };
  return { name, isRead, request, response, errors: [...OF_ANY_REQUEST, ...row.errors], open };
}

function parse<S extends Schema>(schema: S, body: Buffer): MessageOf<S> {
  try {
    return decode(schema, body);
  } catch (error) {
    throw error instanceof MalformedMessage ? invalid('Parse PBMessage from RawString failed.') : error;
  }
}

/** Of what does not get as far as the operation. */
const OF_ANY_REQUEST: readonly OtsCode[] = [
  ...(['OTSRequestBodyTooLarge', 'OTSMethodNotAllowed', 'OTSMissingHeader', 'OTSAuthFailed'] as const),
  ...(['OTSParameterInvalid', 'OTSNoPermissionAccess'] as const),
];
