import type * as z from 'zod';
import type { Controlled } from './controlled.ts';

/** One thing that can be asked of the cloud itself: a row of the table that drives `/_local/…` and its page. */
export interface Control {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/_local`; `{name}` stands for one segment. */
  readonly path: string;
  /** One line. */
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Of a body, in bytes; 1 MiB unless told. */
  readonly bodyLimit?: number;
  /** It takes virtual time, or waits until nothing else is in flight. */
  readonly takesTime?: true;
  readonly run: (cloud: Controlled, asked: Asked<unknown, unknown>) => unknown;
}

/** What a request says, read by its row. */
export interface Asked<Query, Body> {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

/** Writes a row whose `run` is typed by its own schemas. What it returns leaves as JSON; undefined as 204. */
export function control<Query extends z.ZodType = z.ZodUndefined, Body extends z.ZodType = z.ZodUndefined>(
  row: Omit<Control, 'query' | 'body' | 'run'> & {
    readonly query?: Query;
    readonly body?: Body;
    readonly run: (cloud: Controlled, asked: Asked<z.infer<Query>, z.infer<Body>>) => unknown;
  },
): Control {
  return { ...row, run: (cloud, asked) => row.run(cloud, asked as Asked<z.infer<Query>, z.infer<Body>>) };
}
