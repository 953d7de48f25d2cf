import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';

/** A request as it came over the wire. */
export interface Received {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer; or `drop`: the request is read, then the connection breaks; or `cut`: it breaks within the answer. */
export type Reply = { status?: number; headers?: Record<string, string>; body?: unknown } | 'drop' | 'cut';

export interface LoopbackServer {
  url: string;
  /** `127.0.0.1:<port>` */
  host: string;
  received: Received[];
  close(): Promise<void>;
}

/** An HTTP server on loopback that keeps what it hears. A body that is not text is sent as JSON. */
export async function startLoopbackServer(
  reply: (received: Received, count: number) => Reply = () => ({ body: {} }),
): Promise<LoopbackServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [path = '', search = ''] = (request.url ?? '').split('?');
    const entry: Received = {
      method: request.method ?? '',
      path,
      query: { ...(parse(search) as Record<string, string>) },
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    received.push(entry);
    answer(response, reply(entry, received.length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  if (reply === 'cut') {
    response.writeHead(200, { 'content-length': '999' });
    response.write('{"GatewayId":"gw', () => response.destroy());
    return;
  }
  const { status = 200, headers = {}, body } = reply;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}
