import { execFile } from 'node:child_process';

export interface Dug {
  /** `NOERROR`, `NXDOMAIN`, … */
  readonly status: string;
  /** `qr aa rd` */
  readonly flags: readonly string[];
  /** `example.com. 600 IN A 192.0.2.1`, one blank between two fields. */
  readonly answers: readonly string[];
  readonly authorities: readonly string[];
  /** All that it printed. */
  readonly text: string;
}

/**
 * Asks with the `dig` of ISC BIND.
 *
 * @throws Error where it is not installed: these tests do not pass by being skipped
 */
export function dig(server: { address: string; port: number }, ...question: string[]): Promise<Dug> {
  const where = [`@${server.address}`, '-p', String(server.port), '+nocookie', '+tries=1', '+time=5'];
  return new Promise((resolve, reject) => {
    execFile('dig', [...where, ...question], (error, stdout) => {
      if (error && 'code' in error && error.code === 'ENOENT') reject(new Error(NOT_INSTALLED));
      else if (error) reject(new Error(`dig failed: ${stdout}`));
      else resolve(read(stdout));
    });
  });
}

function read(text: string): Dug {
  const section = (name: string): string[] => {
    const [, body = ''] = new RegExp(`;; ${name} SECTION:\\n([\\s\\S]*?)\\n(?:\\n|$)`).exec(text) ?? [];
    return body.split('\n').flatMap((line) => (line === '' ? [] : [line.replaceAll(/\s+/g, ' ')]));
  };
  return {
    status: /status: (\w+)/.exec(text)?.[1] ?? '',
    flags: (/;; flags: ([\w ]*);/.exec(text)?.[1] ?? '').split(' '),
    answers: section('ANSWER'),
    authorities: section('AUTHORITY'),
    text,
  };
}

const NOT_INSTALLED =
  'dig is not installed, and the tests against real clients need it: "apt-get install -y --no-install-recommends bind9-dnsutils" (Debian)';
