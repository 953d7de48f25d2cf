import type { Traffic } from '../shared/domain-rules/capacity.ts';
import type { Mode } from '../shared/domain-rules/mode.ts';
import type { ApiKeyAnswer, NewApiKey } from './access-answers.ts';
import type {
  CapacityAnswer,
  DeclaredAnswer,
  GatewayAnswer,
  JournalAnswer,
  OperationAnswer,
  PlanAnswer,
  ProblemAnswer,
  SizeQuestion,
  ZonesAnswer,
} from './answers.ts';
import type {
  CertificateAnswer,
  CertificateDetailAnswer,
  IssuerAnswer,
  NewIssuer,
  RenewalAnswer,
  RenewalQuestion,
  ResealingAnswer,
  UploadAnswer,
} from './certificate-answers.ts';
import type { DeadLetterAnswer, ReplayAnswer } from './dead-letter-answers.ts';
import { ApiRefusal, CannotGoOn, Interrupted } from './errors.ts';
import type { RecoveryAnswer } from './recovery-answers.ts';
import type { Credentials, Settings } from './settings.ts';
import type { Shell } from './shell.ts';
import { canonicalQuery, encode, signedHeaders } from './sign.ts';

/** A gateway as its owner names it; the region only where one name is used in several. */
export interface GatewayName {
  name: string;
  region?: string | undefined;
}

/** The provisioning API, one method for each request. All throw ApiRefusal, CannotGoOn and Interrupted. */
export interface ToriiApi {
  plan(declaration: unknown): Promise<PlanAnswer>;
  /** @param adopt id or name of a gateway that is there already */
  declare(name: string, declaration: unknown, adopt?: string): Promise<DeclaredAnswer>;
  list(): Promise<{ gateways: GatewayAnswer[] }>;
  gateway(gateway: GatewayName): Promise<GatewayAnswer>;
  planOf(gateway: GatewayName): Promise<PlanAnswer>;
  /** @param force also what the plan holds back as over the safety threshold */
  approve(gateway: GatewayName, planHash: string, force: boolean): Promise<OperationAnswer>;
  remove(gateway: GatewayName, options: { unbindServices: boolean }): Promise<DeclaredAnswer>;
  setMode(gateway: GatewayName, mode: Mode): Promise<OperationAnswer>;
  /** @param after the cursor of the page before */
  journal(gateway: GatewayName, after?: string): Promise<JournalAnswer>;
  operation(id: string): Promise<OperationAnswer>;
  zones(gateway: GatewayName): Promise<ZonesAnswer>;
  /** The size for a load, or what a size carries. */
  capacity(question: { traffic: Traffic } & Partial<SizeQuestion>): Promise<CapacityAnswer>;
  /** @param days only what renews or ends within them */
  certificates(days?: number): Promise<{ certificates: CertificateAnswer[] }>;
  /** @param named its key, or a domain that it is for */
  certificate(named: string): Promise<CertificateDetailAnswer>;
  renew(question: RenewalQuestion): Promise<RenewalAnswer>;
  giveCertificate(name: string, given: { certificate: string; privateKey: string }): Promise<UploadAnswer>;
  uploads(): Promise<{ uploads: UploadAnswer[] }>;
  forgetUpload(name: string): Promise<{ deleted: string }>;
  /** Seals what was given anew under the current master key. */
  reseal(): Promise<ResealingAnswer>;
  issuers(): Promise<{ issuers: IssuerAnswer[] }>;
  addIssuer(name: string, issuer: NewIssuer): Promise<IssuerAnswer>;
  removeIssuer(name: string): Promise<{ deleted: string }>;
  deadLetters(): Promise<{ deadLetters: DeadLetterAnswer[] }>;
  replay(which: { all: true } | { ids: string[] }): Promise<ReplayAnswer>;
  forgetDeadLetter(id: string): Promise<{ deleted: string }>;
  recover(question: { dryRun: boolean; regions?: string[] }): Promise<RecoveryAnswer>;
  apiKeys(): Promise<{ keys: ApiKeyAnswer[] }>;
  addApiKey(key: NewApiKey): Promise<ApiKeyAnswer & { token: string }>;
  revokeApiKey(id: string): Promise<ApiKeyAnswer>;
  /** @param after the cursor of the page before */
  audit(after?: string, limit?: number): Promise<JournalAnswer>;
}

interface ApiRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string[];
  query?: Record<string, string | undefined>;
  body?: unknown;
}

export function toriiApi(
  { url, credentials }: Settings,
  { stamp, interrupted }: Pick<Shell, 'stamp' | 'interrupted'>,
): ToriiApi {
  const call = async <Answer>({ method, path, query = {}, body }: ApiRequest): Promise<Answer> => {
    const target = new URL(url);
    target.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${path.map(encode).join('/')}`;
    target.search = canonicalQuery(query);
    const sent = body === undefined ? '' : JSON.stringify(body);
    const contentType = sent ? 'application/json' : undefined;
    const headers =
      'apiKey' in credentials
        ? bearerHeaders(credentials.apiKey, contentType)
        : signedHeaders({ method, url: target, body: sent, contentType }, credentials.keys, stamp());
    try {
      const response = await fetch(target, {
        method,
        headers,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_WITHIN_MS), interrupted]),
        ...(sent && { body: sent }),
      });
      const answer = readJson(await response.text());
      if (!response.ok) throw refusalOf(response.status, answer, credentials);
      return answer as Answer;
    } catch (error) {
      if (error instanceof ApiRefusal || error instanceof CannotGoOn) throw error;
      throw interrupted.aborted ? new Interrupted() : unreachable(url, error);
    }
  };

  return {
    plan: (declaration) => call({ method: 'POST', path: ['plan'], body: declaration }),
    declare: (name, declaration, adopt) =>
      call({ method: 'PUT', path: ['gateways', name], query: { adopt }, body: declaration }),
    list: () => call({ method: 'GET', path: ['gateways'] }),
    gateway: ({ name, region }) => call({ method: 'GET', path: ['gateways', name], query: { region } }),
    planOf: ({ name, region }) => call({ method: 'GET', path: ['gateways', name, 'plan'], query: { region } }),
    approve: ({ name, region }, planHash, force) =>
      call({
        method: 'POST',
        path: ['gateways', name, 'approve'],
        query: { region },
        body: { planHash, ...(force && { force }) },
      }),
    remove: ({ name, region }, { unbindServices }) =>
      call({
        method: 'DELETE',
        path: ['gateways', name],
        query: { region, unbindServices: unbindServices ? 'true' : undefined },
      }),
    setMode: ({ name, region }, mode) =>
      call({ method: 'POST', path: ['gateways', name, 'mode'], query: { region }, body: { mode } }),
    journal: ({ name, region }, after) =>
      call({ method: 'GET', path: ['gateways', name, 'journal'], query: { region, after, limit: MOST_AT_ONCE } }),
    operation: (id) => call({ method: 'GET', path: ['operations', id] }),
    zones: ({ name, region }) => call({ method: 'GET', path: ['gateways', name, 'zones'], query: { region } }),
    capacity: (question) => call({ method: 'POST', path: ['capacity'], body: question }),
    certificates: (days) => call({ method: 'GET', path: ['certificates'], query: { days: days?.toString() } }),
    certificate: (named) => call({ method: 'GET', path: ['certificates', named] }),
    renew: (question) => call({ method: 'POST', path: ['certificates', 'renew'], body: question }),
    giveCertificate: (name, given) => call({ method: 'PUT', path: ['uploaded-certificates', name], body: given }),
    uploads: () => call({ method: 'GET', path: ['uploaded-certificates'] }),
    forgetUpload: (name) => call({ method: 'DELETE', path: ['uploaded-certificates', name] }),
    reseal: () => call({ method: 'POST', path: ['certificates', 'reseal'] }),
    issuers: () => call({ method: 'GET', path: ['issuers'] }),
    addIssuer: (name, issuer) => call({ method: 'PUT', path: ['issuers', name], body: issuer }),
    removeIssuer: (name) => call({ method: 'DELETE', path: ['issuers', name] }),
    deadLetters: () => call({ method: 'GET', path: ['dead-letters'] }),
    replay: (which) => call({ method: 'POST', path: ['dead-letters', 'replay'], body: which }),
    forgetDeadLetter: (id) => call({ method: 'DELETE', path: ['dead-letters', id] }),
    recover: (body) => call({ method: 'POST', path: ['recover'], body }),
    apiKeys: () => call({ method: 'GET', path: ['api-keys'] }),
    addApiKey: (key) => call({ method: 'POST', path: ['api-keys'], body: key }),
    revokeApiKey: (id) => call({ method: 'DELETE', path: ['api-keys', id] }),
    audit: (after, limit) => call({ method: 'GET', path: ['audit'], query: { after, limit: limit?.toString() } }),
  };
}

/** What a cloud said may be in an answer, so control characters stay out: none of it may steer a terminal. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => (typeof value === 'string' ? value.replaceAll(CONTROL, '') : value));
  } catch {
    return undefined;
  }
}

function bearerHeaders(apiKey: string, contentType: string | undefined): Record<string, string> {
  const authorization = `Bearer ${apiKey}`;
  return { authorization, accept: 'application/json', ...(contentType && { 'content-type': contentType }) };
}

function refusalOf(status: number, answer: unknown, credentials: Credentials): ApiRefusal | CannotGoOn {
  if (isProblem(answer)) return new ApiRefusal(answer);
  // Not the API but the trigger in front of it: {"Code", "Message"} (documented).
  const { Code, Message } = (answer ?? {}) as { Code?: unknown; Message?: unknown };
  const said = Code === undefined ? '' : `: ${Code}: ${withoutSecrets(String(Message), credentials)}`;
  if (status === 401 || status === 403) {
    const wayOut =
      'apiKey' in credentials
        ? 'The trigger takes signatures of the account: unset TORII_API_KEY.'
        : 'Check the access key (ALIBABA_CLOUD_ACCESS_KEY_ID, _SECRET, _SECURITY_TOKEN) and this clock.';
    return new CannotGoOn(`the API took no request signed like this (HTTP ${status}${said})`, wayOut);
  }
  return new CannotGoOn(`the API answered HTTP ${status}${said}`, 'Look at the logs of provisioning-api.', {
    retryable: status >= 500 || status === 429,
  });
}

function isProblem(answer: unknown): answer is ProblemAnswer {
  const { detail, reason } = (answer ?? {}) as { detail?: unknown; reason?: unknown };
  return typeof detail === 'string' && typeof reason === 'string';
}

/** A refused signature may come back with the headers it covered. */
function withoutSecrets(text: string, credentials: Credentials): string {
  const secrets =
    'apiKey' in credentials ? [credentials.apiKey] : [credentials.keys.accessKeySecret, credentials.keys.securityToken];
  return secrets.reduce<string>((masked, secret) => (secret ? masked.replaceAll(secret, '***') : masked), text);
}

function unreachable({ origin }: URL, error: unknown): CannotGoOn {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, name } = (cause ?? {}) as { code?: string; name?: string };
  return new CannotGoOn(
    `nothing answers at ${origin} (${code ?? name ?? 'no connection'})`,
    'Check TORII_URL, and that the API runs there.',
    { retryable: true },
  );
}

const CONTROL = /(?![\n\t])\p{Cc}/gu;
/** Entries of a journal that the API gives at once, at most. */
const MOST_AT_ONCE = '1000';
/** The API's own timeout in s.yaml is 60 s. */
const ANSWER_WITHIN_MS = 70_000;
