import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { officialMessages, officialRows } from './tablestore-codec-official.ts';

/** One request as it arrived, its rows read by the official client. */
export interface Arrived {
  operation: string;
  headers: Headers;
  /** What a PutRow of a document writes. */
  columns: Record<string, unknown>;
  /** The id that a write carries. */
  writeId: string | undefined;
  /** The key that a page starts at, where it is a key and not the beginning. */
  from: Record<string, unknown> | undefined;
}

/** How a call ends: with an answer, or, where it throws, with none. */
export type Ending = (request: Arrived, signal: AbortSignal | undefined) => Response | Promise<Response>;

const CONSUMED = { capacityUnit: { read: 0, write: 1 } };

export const done: Ending = ({ operation }) =>
  answered(`${operation}Response`, { consumed: CONSUMED, row: Buffer.alloc(0) });

export const range =
  (...rows: Uint8Array[]): Ending =>
  () =>
    // One header for all of them, as the service sends it.
    answered('GetRangeResponse', {
      consumed: CONSUMED,
      rows: Buffer.concat(rows.map((row, index) => (index === 0 ? row : row.subarray(4)))),
    });

export const found =
  (row: Uint8Array): Ending =>
  () =>
    answered('GetRowResponse', { consumed: CONSUMED, row });

export const batch =
  (...rows: object[]): Ending =>
  () =>
    answered('BatchGetRowResponse', { tables: [{ tableName: 'torii_documents', rows }] });

export const refused =
  (status: number, code: string, message = 'as documented'): Ending =>
  () =>
    new Response(encoded('Error', { code, message }), { status, headers: { 'x-ots-requestid': '0005-req' } });

/** The call arrives and may be done; its answer never comes. */
export const lost: Ending = () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
};

/** Says nothing until the client gives up. */
export const silent: Ending = (_request, signal) =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

export function answered(type: string, message: object): Response {
  return new Response(encoded(type, message), { status: 200 });
}

function encoded(type: string, message: object): Buffer<ArrayBuffer> {
  const bytes = officialMessages[type]?.encode(message).finish();
  if (!bytes) throw new Error(`no message ${type}`);
  return Buffer.from(bytes);
}

/** A store whose service ends its calls as told, in that order, and every call after them with the last one. */
export function scriptedTablestore(...endings: Ending[]) {
  const arrived: Arrived[] = [];
  const waited: number[] = [];
  const store = tablestoreStore({
    endpoint: 'https://torii.cn-hangzhou.ots.aliyuncs.com',
    instance: 'torii',
    credentials: () => ({ accessKeyId: 'id', accessKeySecret: 'very-secret', securityToken: 'very-secret-token' }),
    machineNow: () => Date.UTC(2026, 2, 2),
    random: () => 0.5,
    sleep: async (ms) => {
      waited.push(ms);
    },
    attemptSignal: () => {
      const controller = new AbortController();
      setImmediate(() => controller.abort(new DOMException('timed out', 'TimeoutError')));
      return controller.signal;
    },
    fetch: async (url, init) => {
      const operation = new URL(String(url)).pathname.slice(1);
      const request = {
        operation,
        headers: new Headers(init?.headers),
        ...written(operation, init?.body),
        from: startOf(operation, init?.body),
      };
      arrived.push(request);
      const ending = endings[Math.min(arrived.length, endings.length) - 1] ?? lost;
      return await ending(request, init?.signal ?? undefined);
    },
  });
  return { store, arrived, waited, operations: () => arrived.map(({ operation }) => operation) };
}

function written(operation: string, body: unknown): Pick<Arrived, 'columns' | 'writeId'> {
  if (operation !== 'PutRow' || !(body instanceof Uint8Array)) return { columns: {}, writeId: undefined };
  const { tableName, row } = Object(officialMessages.PutRowRequest?.decode(body));
  return {
    // The official client reads no key whose number the service is to give, as the journal's are.
    columns: tableName === 'torii_documents' ? (officialRows(row)[0]?.columns ?? {}) : {},
    writeId: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(Buffer.from(row).toString('latin1'))?.[0],
  };
}

function startOf(operation: string, body: unknown): Record<string, unknown> | undefined {
  if (operation !== 'GetRange' || !(body instanceof Uint8Array)) return undefined;
  const { inclusiveStartPrimaryKey } = Object(officialMessages.GetRangeRequest?.decode(body));
  try {
    return officialRows(inclusiveStartPrimaryKey)[0]?.key;
  } catch {
    // The official client does not read the mark of the beginning either.
    return undefined;
  }
}
