import * as z from 'zod';
import { utcDay } from '../../../shared/domain-rules/certificates.ts';
import type { ApiContext } from '../context.ts';
import { readBody } from '../declare.ts';
import { ApiProblem } from '../problem.ts';
import { type Caller, spellCaller } from '../security/arrival.ts';
import type { DeclaredUse } from './declared-sources.ts';
import { putGlobal, type RenewalRequestDocument } from './documents.ts';
import { type CertificateEntry, certificateEntries, findEntry } from './rows.ts';
import { troubleOf } from './standing.ts';
import { wakeRotator } from './wake-rotator.ts';

export const renewalBody = z
  .strictObject({
    all: z.literal(true).optional().describe('All that Torii gets itself'),
    certificates: z
      .array(z.string('a key or a domain is expected'))
      .min(1, 'name at least one')
      .optional()
      .describe('Keys of certificates, or domains that they are for'),
    dryRun: z.boolean().optional().describe('true: only say what would be done, and write nothing'),
  })
  .refine(({ all, certificates }) => (all === undefined) !== (certificates === undefined), {
    message: 'say either all or certificates',
  });

/** What a request to renew does about one certificate. */
export interface RenewalOutcome {
  key: string;
  from: string;
  names: string[];
  usedBy: DeclaredUse[];
  /** `order`: another one is got; `wait`: it is under way, or not to be tried yet; `nothing`: it is not Torii's to get. */
  does: 'order' | 'wait' | 'nothing';
  reason: string;
  message: string;
}

export interface RenewalView {
  dryRun: boolean;
  /** ms since the epoch. */
  at: number;
  certificates: RenewalOutcome[];
}

/**
 * Writes down that certificates are to be renewed, and wakes certificate-rotator; a dry run only says what would be done.
 * Where one of those that were named cannot be renewed, nothing is.
 *
 * @throws ApiProblem RenewalInvalid, CertificateNotFound, CertificateAmbiguous, NotRenewable or RotatorAsleep
 */
export async function renew(api: ApiContext, caller: Caller, request: Request): Promise<RenewalView> {
  const { certificates, dryRun = false } = await readRenewal(request);
  const entries = await certificateEntries(api);
  const chosen = certificates ? [...new Set(certificates.map((named) => findEntry(entries, named)))] : entries;
  const at = api.deps.clock.now();
  const outcomes = chosen.map((entry) => outcomeOf(entry, at));
  const view = { dryRun, at, certificates: outcomes };
  if (dryRun) return view;
  const refused = outcomes.find(({ does }) => does === 'nothing');
  if (certificates && refused) throw new ApiProblem(422, 'NotRenewable', `${refused.key}: ${refused.message}`);
  const renewed = outcomes.filter(({ does }) => does !== 'nothing');
  const body: RenewalRequestDocument = { at };
  for (const name of certificates ? renewed.map(({ key }) => key) : ['all']) {
    await putGlobal(api, 'renewal-request', name, body);
  }
  await note(api, caller, renewed, at);
  const asleep = await wakeRotator(
    api,
    renewed.map(({ key }) => key),
  );
  if (asleep.length > 0) {
    const detail = `it is written down, but certificate-rotator could not be woken for ${asleep.length} of ${renewed.length}: it comes to them at their next look; ask again to have it sooner`;
    throw new ApiProblem(503, 'RotatorAsleep', detail, { ids: asleep });
  }
  return view;
}

async function readRenewal(request: Request): Promise<z.infer<typeof renewalBody>> {
  const parsed = renewalBody.safeParse(await readBody(request));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the request'}: ${message}`);
  const wayOut = 'say {"all": true} or {"certificates": ["chat.example.com"]}';
  throw new ApiProblem(422, 'RenewalInvalid', `${mistakes.join('; ')}; ${wayOut}`);
}

/** What would come of a request to renew at this instant. */
function outcomeOf(entry: CertificateEntry, now: number): RenewalOutcome {
  const { key, from, names, usedBy } = entry.row;
  return { key, from, names, usedBy, ...decide(entry, now) };
}

function decide(
  { row, declared, wanted, issuance }: CertificateEntry,
  now: number,
): Pick<RenewalOutcome, 'does' | 'reason' | 'message'> {
  if (!declared) {
    const message =
      'Torii chooses among what is in Certificate Management Service: put a newer one there, and it is taken.';
    return { does: 'nothing', reason: 'ChosenInCas', message };
  }
  const { source } = declared;
  if (source.from === 'upload') {
    const message = `It is yours to renew: torii certificates upload ${source.upload} --cert FILE --key FILE.`;
    return { does: 'nothing', reason: 'GivenByOwner', message };
  }
  if (!wanted) return { does: 'nothing', reason: 'NotTakenUp', message: row.message };
  if (wanted.mode !== 'enforce') {
    return { does: 'nothing', reason: 'Paused', message: 'Every gateway that wants it is paused: resume one of them.' };
  }
  const trouble = troubleOf(issuance);
  const failure = issuance?.memory.failure;
  if (issuance?.memory.order) return { does: 'wait', reason: 'OrderUnderWay', message: row.message };
  if (trouble && (trouble.state === 'blocked' || (failure && failure.tryAgainAt > now))) {
    return { does: 'wait', reason: trouble.reason, message: trouble.message };
  }
  const current = issuance?.memory.current;
  const by = source.from === 'acme' ? 'an order, proved by DNS-01' : 'one certificate of the package, proved by DNS';
  const instead = current ? `, in place of ${current.certificateId} (until ${utcDay(current.notAfter)})` : '';
  const message = `Get a certificate for ${source.names.join(', ')} from ${row.from}: ${by}${instead}.`;
  return { does: 'order', reason: current ? 'Forced' : 'Missing', message };
}

/** In the timeline of each gateway that uses it. */
async function note(
  { deps, account }: ApiContext,
  caller: Caller,
  renewed: RenewalOutcome[],
  at: number,
): Promise<void> {
  const lines = new Map<string, { region: string; gateway: string; keys: string[] }>();
  for (const { key, usedBy } of renewed) {
    for (const { region, gateway } of usedBy) {
      const line = lines.get(`${region}/${gateway}`) ?? { region, gateway, keys: [] };
      if (!line.keys.includes(key)) line.keys.push(key);
      lines.set(`${region}/${gateway}`, line);
    }
  }
  for (const { region, gateway, keys } of lines.values()) {
    const message = `renewal of ${keys.join(', ')} was asked for`;
    const said = { from: 'provisioning-api', kind: 'note', reason: 'RenewalRequested', message } as const;
    await deps.store.append({ account, region, gateway, at, ...said, data: { by: spellCaller(caller) } });
  }
}
