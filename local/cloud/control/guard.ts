import type { IncomingMessage } from 'node:http';
import { ControlProblem } from './problem.ts';

/**
 * Who may drive the cloud: programs of this machine. Not what runs inside the cloud (its functions call from loopback
 * addresses of their own), and no web page, neither across origins nor by a name that was rebound to this address.
 *
 * @throws ControlProblem 403
 */
export function checkCaller({ headers, socket }: Pick<IncomingMessage, 'headers'> & Socket): void {
  if (!ADDRESSES.includes(socket.remoteAddress ?? '')) {
    throw new ControlProblem(403, 'Only programs of this machine may control the cloud, from 127.0.0.1.');
  }
  const [name = ''] = /^(\[[^\]]*\]|[^:]*)/.exec(headers.host ?? '') ?? [];
  if (!NAMES.includes(name.toLowerCase())) {
    throw new ControlProblem(
      403,
      'Ask for 127.0.0.1 or localhost: under any other name a web page could be behind it.',
    );
  }
  const site = headers['sec-fetch-site'];
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) {
    throw new ControlProblem(403, 'No web page may control the cloud: the request has an Origin.');
  }
}

interface Socket {
  readonly socket: { readonly remoteAddress?: string | undefined };
}

const ADDRESSES = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
const NAMES = ['127.0.0.1', 'localhost', '[::1]'];
