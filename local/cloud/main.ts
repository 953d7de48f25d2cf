import { parseArgs } from 'node:util';
import type { LocalCloud } from './local-cloud.ts';
import { startLocalCloud } from './start.ts';
import { StateFileError } from './state-file.ts';

const { values } = parseArgs({
  // `torii cloud start -- --seed 7` hands the separator on.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    port: { type: 'string', default: '4880' },
    region: { type: 'string', default: 'cn-hangzhou' },
    account: { type: 'string' },
    seed: { type: 'string', default: '1' },
    start: { type: 'string' },
    scale: { type: 'string', default: '1' },
    'delay-scale': { type: 'string', default: '1' },
    state: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(help());
else await main().catch(explain);

/** Opens a cloud, says where it is, and keeps it open until it is told to stop. */
async function main(): Promise<void> {
  const start = values.start === undefined ? new Date() : new Date(values.start);
  if (Number.isNaN(start.getTime())) throw new RangeError('--start is an instant such as 2026-03-02T08:00:00Z');
  const cloud = await startLocalCloud({
    port: number(values.port, '--port'),
    seed: number(values.seed, '--seed'),
    start,
    timeScale: number(values.scale, '--scale'),
    delayScale: number(values['delay-scale'], '--delay-scale'),
    defaultRegion: values.region,
    ...(values.state !== undefined && { stateFile: values.state }),
    ...(values.account !== undefined && { accountId: values.account }),
  });
  console.log(values.json ? JSON.stringify(facts(cloud)) : inWords(cloud));
  await new Promise((resolve) => {
    // Every one of them: whoever started this may pass on what the terminal sends as well.
    process.on('SIGINT', resolve);
    process.on('SIGTERM', resolve);
  });
  await cloud.close();
}

/** What goes wrong at the start in words; the rest as it is. */
function explain(error: unknown): void {
  const { code, message, hint } = error as Error & { code?: string; hint?: string };
  if (code === 'EADDRINUSE') console.error(`${message}. Say --port, or end what is there.`);
  else if (error instanceof StateFileError || error instanceof RangeError)
    console.error([message, ...(hint ? [hint] : [])].join(' '));
  else throw error;
  // Servers that were open before it went wrong would keep the process.
  process.exit(1);
}

function facts({ endpoint, account, defaultRegion, dns, dataPlane, acme }: LocalCloud) {
  return {
    endpoint,
    control: `${endpoint}/_local`,
    region: defaultRegion,
    accountId: account.id,
    accessKeyId: account.accessKeyId,
    accessKeySecret: account.accessKeySecret,
    dns: `${dns.address}:${dns.port}`,
    gatewayPorts: { http: dataPlane.httpPort, https: dataPlane.httpsPort },
    acmeDirectory: acme.directoryUrl,
  };
}

function inWords(cloud: LocalCloud): string {
  const { endpoint, region, accessKeyId, accessKeySecret, dns, gatewayPorts, acmeDirectory } = facts(cloud);
  const { host } = new URL(endpoint);
  return [
    `A cloud of your own is up at ${endpoint}, for every product; ${
      values.state === undefined ? 'Ctrl-C ends it, and nothing of it stays' : `it is kept in ${values.state}`
    }.`,
    `It is ${new Date(cloud.clock.now()).toISOString()} there, and a second here is ${cloud.time.scale} s there.`,
    '',
    'In another terminal (these keys are good for this cloud alone):',
    '',
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKeyId}`,
    `  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${accessKeySecret}`,
    `  export ALIBABA_CLOUD_REGION_ID=${region}`,
    '',
    'An SDK needs nothing but the endpoint:',
    '',
    `  new Config({ accessKeyId, accessKeySecret, endpoint: '${host}', protocol: 'http', regionId: '${region}' })`,
    '',
    `  DNS       ${dns}, UDP and TCP: dig @127.0.0.1 -p ${dns.split(':')[1]} www.example.com`,
    `  gateways  http port ${gatewayPorts.http}, https port ${gatewayPorts.https}, an address each`,
    `  ACME      ${acmeDirectory}`,
    `  controls  ${endpoint}/_local/status, or torii cloud --help`,
    '',
  ].join('\n');
}

function number(text: string, flag: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) throw new RangeError(`${flag} is a number`);
  return value;
}

function help(): string {
  return [
    'torii cloud: an Alibaba Cloud of one’s own on this machine, until Ctrl-C',
    '',
    '  --port PORT        of the API (4880); the DNS and the gateways take the three after it; 0: any free ones',
    '  --region REGION    of requests that name none (cn-hangzhou)',
    '  --account ID       16 digits (1234567890123456)',
    '  --seed N           everything random that a client can see follows from it, but secrets (1)',
    '  --start INSTANT    the first virtual instant (now)',
    '  --scale N          virtual seconds that pass in a second (1); 0: only when it is told to jump',
    '  --delay-scale N    factor on how long things take (1); 0: everything at once',
    '  --state FILE       keeps it there across restarts; what is in the file comes before the options above',
    '  --json             says where it is in one line of JSON',
  ].join('\n');
}
