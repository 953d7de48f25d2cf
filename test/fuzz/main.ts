import { parseArgs } from 'node:util';
import { serve } from '../../functions/provisioning-api/serve.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { makeCertificate } from '../contract/certificates.ts';
import { chanceOf } from './chance.ts';
import { judgeAnswer, judgeStore } from './judge.ts';
import { type FuzzedRequest, fuzzedRequest, type Known } from './requests.ts';
import { freshTarget, type Target } from './target.ts';

/** Requests to one store, and at once. */
const ROUND = 2_000;
const AT_A_TIME = 4;
const MOST_FINDINGS = 20;
const PATIENCE_MS = 20_000;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.requests);
const chance = chanceOf(Number(values.seed));
const by: Record<string, number> = {};
const counts = { serverErrors: 0, crashes: 0, leaks: 0, undescribed: 0, corrupted: 0, trespasses: 0 };

/** One of the figures grew, because of this. */
function found(kind: keyof typeof counts, what: string): void {
  counts[kind] += 1;
  if (counts[kind] <= MOST_FINDINGS) console.error(`${kind}: ${what.slice(0, 1500)}`);
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    found('crashes', error instanceof Error ? `${error.stack}` : String(error));
    // Whatever it was, nobody knows what goes on from here.
    process.exit(1);
  });
}

const cloud = await startLocalCloud({ defaultRegion: 'cn-beijing' });
const { chain, privateKey } = await makeCertificate({ names: ['chat.example.com'] });
const canary = 'canaryCANARYcanary0123456789canaryCANARY0123456';

for (let sent = 0; sent < wanted; ) {
  // A fresh store now and then: what piles up is not what is looked for.
  const target = await freshTarget(cloud, chance);
  const known: Known = {
    callers: target.callers,
    seen: { planHashes: [], operations: [], tags: [], cursors: [], keyIds: [] },
    canary,
    pem: { certificate: chain, privateKey },
  };
  const secrets = [...target.secrets, canary, privateKey.split('\n')[1] ?? privateKey];
  for (const end = Math.min(wanted, sent + ROUND); sent < end; ) {
    const batch = Array.from({ length: Math.min(AT_A_TIME, end - sent) }, () => fuzzedRequest(chance, known));
    sent += batch.length;
    await Promise.all(batch.map((request) => send(request, target, known, secrets)));
    target.pass(chance.below(300));
  }
  const wrong = await judgeStore(target.store, target.account);
  if (wrong) found('corrupted', wrong);
}
await cloud.close();

async function send(
  { route, role, event }: FuzzedRequest,
  target: Target,
  known: Known,
  secrets: string[],
): Promise<void> {
  const linesBefore = target.logged.length;
  try {
    const request = () => inTime(serve(Buffer.from(JSON.stringify(event)), target.api));
    const [result, beyond] = await target.trespass.judge(role, request);
    for (const what of beyond) found('trespasses', `${what}\n  ${JSON.stringify(event)}`);
    if (role === undefined && result.statusCode < 300 && result.statusCode !== 204) {
      found('trespasses', `nobody was answered ${result.statusCode}\n  ${JSON.stringify(event)}`);
    }
    const { statusCode, body } = result;
    const kind = `${Math.floor(statusCode / 100)}xx`;
    by[kind] = (by[kind] ?? 0) + 1;
    const wrong = judgeAnswer(route, result);
    if (wrong !== undefined)
      found(statusCode >= 500 ? 'serverErrors' : 'undescribed', `${wrong}\n  ${JSON.stringify(event)}`);
    const said = `${body}${JSON.stringify(result.headers)}${target.logged.slice(linesBefore).join('\n')}`;
    const leaked = secrets.findIndex((secret) => said.includes(secret));
    if (leaked >= 0) found('leaks', `secret ${leaked}: ${said}`);
    learn(known, secrets, statusCode, result.headers.etag, body);
  } catch (error) {
    found('crashes', `${error instanceof Error ? error.stack : error}\n  ${JSON.stringify(event)}`);
  }
}

/** A request that is never answered is as bad as one that ends the process. */
async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let late: NodeJS.Timeout | undefined;
  const never = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  return Promise.race([answer, never]).finally(() => clearTimeout(late));
}

/** What answers say is asked about later. */
function learn({ seen }: Known, secrets: string[], status: number, tag: string | undefined, body: string): void {
  const remember = (list: string[], value: unknown) => {
    if (typeof value === 'string' && !list.includes(value)) list.splice(0, list.length > 20 ? 1 : 0);
    if (typeof value === 'string' && !list.includes(value)) list.push(value);
  };
  remember(seen.tags, tag);
  if (status >= 300 || body === '') return;
  const answer = JSON.parse(body);
  remember(seen.planHashes, answer.planHash ?? answer.plan?.planHash);
  remember(seen.operations, answer.operation);
  remember(seen.cursors, answer.cursor);
  if (typeof answer.token !== 'string') return;
  remember(seen.keyIds, answer.id);
  secrets.push(answer.token.slice(-43));
}

const ok = Object.values(counts).every((count) => count === 0);
const ordered = Object.fromEntries(Object.entries(by).sort());
console.log(
  values.json
    ? JSON.stringify({ fuzz: { requests: wanted, by: ordered, ...counts } })
    : `${wanted} requests, seed ${values.seed}: ${JSON.stringify(ordered)} ${JSON.stringify(counts)}`,
);
process.exitCode = ok ? 0 : 1;
