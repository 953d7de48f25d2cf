import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Acs3Key, type Acs3Request, rpc, sign } from '../contract/acs3.ts';
import { quantile, rounded } from './statistics.ts';

export interface LocalCloudFigures {
  /** From the start of the process to the cloud being ready, median of several, ms. */
  readyMs: number;
  /** CPU time of that, which a busy machine does not stretch; some of it runs beside the rest. */
  readyCpuMs: number;
  /** Simple signed calls that one core serves in a second: calls ÷ CPU seconds of the server's process, all its threads. */
  callsPerSecond: number;
  /** The same by the clock on the wall, with the client and everything else on the machine in the way. */
  callsPerSecondByTheClock: number;
  /** A lookup of one record by its exact name, and one more record, in a zone of so many: CPU ms of the server. */
  growth: { records: number; lookupMs: number; addMs: number; heapMb: number }[];
  /** The same of gateways: DescribeGateway, and CreateGateway on the way there. */
  gateways: { gateways: number; lookupMs: number; createMs: number; heapMb: number }[];
}

/** Starts clouds in processes of their own, and measures how busy those are. */
export async function benchLocalCloud({ starts = 5, calls = 5_000 } = {}): Promise<LocalCloudFigures> {
  const outfile = resolve('dist/.run/local-cloud-process.mjs');
  await build({
    entryPoints: [resolve('test/bench/local-cloud-process.ts')],
    ...{ outdir: dirname(outfile), outExtension: { '.js': '.mjs' }, splitting: true },
    ...{ bundle: true, packages: 'external', platform: 'node', target: 'node20', format: 'esm' },
  });
  const [ready, readyCpu]: [number[], number[]] = [[], []];
  for (let start = 0; start < starts; start += 1) {
    const began = performance.now();
    const server = await Server.start(outfile);
    ready.push(performance.now() - began);
    readyCpu.push(server.readyCpuMs);
    await server.end();
  }
  const server = await Server.start(outfile);
  try {
    const list = () => rpc('DescribeVpcs', '2016-04-28', { RegionId: 'cn-hangzhou' });
    await server.busy(calls / 5, list);
    const { cpuMs, wallMs } = await server.busy(calls, list);
    const growth = [];
    for (const records of [1_000, 10_000, 100_000]) growth.push(await ofRecords(server, records));
    const gateways = [];
    let made = 0;
    for (const wanted of [100, 1_000, 10_000]) {
      gateways.push(await ofGateways(server, wanted, made));
      made = wanted;
    }
    return {
      readyMs: Math.round(quantile(ready, 0.5)),
      readyCpuMs: Math.round(quantile(readyCpu, 0.5)),
      callsPerSecond: Math.round(calls / (cpuMs / 1000)),
      callsPerSecondByTheClock: Math.round(calls / (wallMs / 1000)),
      growth,
      gateways,
    };
  } finally {
    await server.end();
  }
}

async function ofRecords(server: Server, records: number) {
  await server.ask({ task: 'records', records });
  const lookup = (nth: number) =>
    rpc('DescribeSubDomainRecords', '2015-01-09', { SubDomain: `name-${(nth * 37) % records}.example.com` });
  const add = (nth: number) =>
    rpc('AddDomainRecord', '2015-01-09', {
      ...{ DomainName: 'example.com', RR: `more-${records}-${nth}`, Type: 'A', Value: '203.0.113.8' },
    });
  const looked = await server.busy(REPEATED, lookup);
  const added = await server.busy(REPEATED, add);
  return {
    records,
    lookupMs: rounded(looked.cpuMs / REPEATED),
    addMs: rounded(added.cpuMs / REPEATED),
    heapMb: Math.round(added.heapMb),
  };
}

async function ofGateways(server: Server, wanted: number, made: number) {
  const ids: string[] = [];
  const create = (nth: number): Acs3Request => ({
    ...{ method: 'POST', path: '/api/v2/gateways', query: {} },
    headers: { ...EAS, 'x-acs-action': 'CreateGateway', 'content-type': 'application/json' },
    body: JSON.stringify({ Name: `gateway-${made + nth}`, InstanceType: '2c4g', EnableIntranet: false }),
  });
  const created = await server.busy(wanted - made, create, (body) => ids.push(String(JSON.parse(body).GatewayId)));
  const describe = (nth: number): Acs3Request => ({
    ...{ method: 'GET', path: `/api/v2/gateways/cn-hangzhou/${ids[(nth * 37) % ids.length]}`, query: {} },
    ...{ headers: { ...EAS, 'x-acs-action': 'DescribeGateway' }, body: '' },
  });
  const looked = await server.busy(REPEATED, describe);
  return {
    gateways: wanted,
    lookupMs: rounded(looked.cpuMs / REPEATED),
    createMs: rounded(created.cpuMs / (wanted - made)),
    heapMb: Math.round(looked.heapMb),
  };
}

const EAS = { 'x-acs-version': '2021-07-01', 'x-acs-region-id': 'cn-hangzhou' };
const REPEATED = 200;

interface Ready {
  endpoint: string;
  account: Acs3Key;
  cpuMs: number;
}

interface Busy {
  cpuMs: number;
  heapMb: number;
}

/** One cloud in a process of its own. */
class Server {
  readonly #process: ChildProcess;
  readonly #ready: Ready;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  private constructor(child: ChildProcess, ready: Ready) {
    this.#process = child;
    this.#ready = ready;
  }

  static async start(file: string): Promise<Server> {
    const child = fork(file, { execArgv: [] });
    const [ready] = (await once(child, 'message')) as [Ready];
    return new Server(child, ready);
  }

  get readyCpuMs(): number {
    return this.#ready.cpuMs;
  }

  async ask(task: { task: string; records?: number }): Promise<Busy> {
    const answered = once(this.#process, 'message');
    this.#process.send(task);
    const [busy] = (await answered) as [Busy];
    return busy;
  }

  /**
   * Has so many calls served, several at a time. They are signed before, in this process: what its own work costs is not
   * in the CPU time of the other.
   */
  async busy(
    calls: number,
    call: (nth: number) => Acs3Request,
    heard: (body: string) => void = () => undefined,
  ): Promise<Busy & { wallMs: number }> {
    const { host } = new URL(this.#ready.endpoint);
    const signed = Array.from({ length: calls }, (_, nth) => sign(call(nth), host, this.#ready.account));
    const before = await this.ask({ task: 'measure' });
    const began = performance.now();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (let next = signed.pop(); next !== undefined; next = signed.pop()) heard(await this.#send(next));
      }),
    );
    const wallMs = performance.now() - began;
    const after = await this.ask({ task: 'measure' });
    return { cpuMs: after.cpuMs - before.cpuMs, heapMb: after.heapMb, wallMs };
  }

  async end(): Promise<void> {
    this.#agent.destroy();
    const ended = once(this.#process, 'exit');
    await this.ask({ task: 'end' });
    await ended;
  }

  #send({ method, path, query, headers, body }: Acs3Request): Promise<string> {
    const target = new URLSearchParams(query).size > 0 ? `${path}?${new URLSearchParams(query)}` : path;
    const { hostname, port } = new URL(this.#ready.endpoint);
    return new Promise((heard, failed) => {
      const asking = request({ hostname, port, method, path: target, headers, agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () =>
          response.statusCode === 200 ? heard(text) : failed(new Error(`${response.statusCode}: ${text}`)),
        );
      });
      asking.once('error', failed).end(body);
    });
  }
}

const CONNECTIONS = 4;
