import { invalid } from './errors.ts';
import { decode, MalformedMessage, type MessageOf, type Schema } from './protobuf.ts';
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
export function operation<const Request extends Schema>(row: {
  readonly name: string;
  readonly isRead: boolean;
  readonly request: Request;
  readonly tables: (request: MessageOf<Request>) => readonly string[];
  readonly rows?: (request: MessageOf<Request>) => number;
  readonly run: (request: MessageOf<Request>, context: Context) => Buffer;
}): Operation {
  const { name, isRead } = row;
  const open = (body: Buffer): OpenRequest => {
    const request = parse(row.request, body);
    const tables = row.tables(request);
    const rows = row.rows?.(request) ?? 0;
    return { tables, rows, run: (context) => row.run(request, context) };
  };
  return { name, isRead, open };
}

function parse<S extends Schema>(schema: S, body: Buffer): MessageOf<S> {
  try {
    return decode(schema, body);
  } catch (error) {
    throw error instanceof MalformedMessage ? invalid('Parse PBMessage from RawString failed.') : error;
  }
}
