import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ROUTES } from '../../functions/provisioning-api/security/routes.ts';
import type { Role } from '../../shared/domain-rules/access/role.ts';
import type { FuzzedCaller } from './callers.ts';
import type { Chance } from './chance.ts';
import { HOSTILE_TEXTS, mutate, write } from './hostile.ts';

/** The event of an HTTP trigger, and which route it means. */
export interface FuzzedRequest {
  route: string | undefined;
  /** Of whoever sends it; undefined: nobody. */
  role: Role | undefined;
  event: object;
}

/** What the generated requests may know. */
export interface Known {
  /** Who may send, and who sends all the same. */
  callers: readonly FuzzedCaller[];
  /** What was answered before, so that some of it is asked about: plan hashes, operations, entity tags, ids. */
  seen: { planHashes: string[]; operations: string[]; tags: string[]; cursors: string[]; keyIds: string[] };
  /** Put wherever a secret is sent; it must never come back. */
  canary: string;
  pem: { certificate: string; privateKey: string };
}

const ROUTE_NAMES = Object.keys(ROUTES);
const EXAMPLES = ['chat-public', 'chat-alb', 'three-networks', 'certificates', 'by-traffic', 'six-mistakes'].map(
  (name) => parse(readFileSync(`examples/${name}.yaml`, 'utf8')),
);
const NAMES = ['chat-prod', 'chat-test', 'three', 'a', 'fuzzed-gateway'] as const;

/** One request: mostly nearly right, because what is plainly wrong gets no farther than the first check. */
export function fuzzedRequest(chance: Chance, known: Known): FuzzedRequest {
  const route = chance.of(ROUTE_NAMES);
  const [method = '', pattern = ''] = route.split(' ');
  const name = nameFor(chance, known, route);
  const isStray = chance.is(0.06);
  const path = isStray
    ? chance.of([
        `/${chance.of(HOSTILE_TEXTS)}`,
        `/v1/${chance.of(HOSTILE_TEXTS)}`,
        '//v1//gateways',
        '/v1/gateways/',
        '/V1/GATEWAYS',
      ])
    : pattern.replace(/:\w+/, () => (chance.is(0.97) ? encodeLoosely(name) : name));
  const usedMethod = chance.is(0.04) ? chance.of(['PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'get', 'FOO', '']) : method;
  const body = ROUTES[route]?.body === undefined && chance.is(0.95) ? '' : bodyFor(chance, known, route, name);
  const isBinary = chance.is(0.02);
  const caller = chance.is(0.93) ? chance.of(chance.is(0.75) ? keysOf(known) : known.callers) : undefined;
  return {
    role: caller?.role,
    route: isStray || usedMethod !== method ? undefined : route,
    event: {
      version: 'v1',
      rawPath: path,
      headers: headersFor(chance, known, caller, body !== ''),
      queryParameters: queryFor(chance, known),
      body: isBinary ? Buffer.from([0xff, 0xfe, chance.below(256), 0x00, 0xc3, 0x28]).toString('base64') : body,
      isBase64Encoded: isBinary,
      requestContext: {
        accountId: '1234567890123456',
        domainName: chance.is(0.01) ? chance.of(HOSTILE_TEXTS) : 'api.example.com',
        requestId: `request-${chance.below(1e9)}`,
        timeEpoch: '1772409600000',
        http: {
          method: usedMethod,
          path,
          protocol: 'HTTP/1.1',
          sourceIp: chance.is(0.02) ? chance.of(HOSTILE_TEXTS) : `203.0.${chance.below(256)}.${chance.below(256)}`,
          userAgent: 'fuzz',
        },
      },
    },
  };
}

/** Most come with a key: what is refused for its token gets no farther. */
function keysOf({ callers }: Known): readonly FuzzedCaller[] {
  return callers.filter(({ token }) => token.startsWith('torii_'));
}

function nameFor(chance: Chance, { seen }: Known, route: string): string {
  if (chance.is(0.12)) return chance.of(HOSTILE_TEXTS);
  if (route.includes('operations')) return chance.of([...seen.operations, 'cn-beijing.chat-prod.1', 'x.y', 'a.b.c.d']);
  if (route.includes('api-keys')) return chance.of([...seen.keyIds, '000000000000']);
  if (route.includes('/certificates/')) return chance.of(['chat.example.com', 'cas:chat.example.com', 'letsencrypt']);
  if (route.includes('issuers') || route.includes('uploaded'))
    return chance.of(['mine', 'corporate-ca', 'letsencrypt']);
  return chance.of(NAMES);
}

function bodyFor(chance: Chance, known: Known, route: string, name: string): string {
  const right = rightBody(chance, known, route, name);
  const value = chance.is(0.45) ? right : mutate(chance, chance.is(0.3) ? mutate(chance, right) : right);
  return write(chance, value);
}

function rightBody(chance: Chance, known: Known, route: string, name: string): unknown {
  const { canary, pem, seen } = known;
  if (route === 'POST /v1/plan' || route === 'PUT /v1/gateways/:name') {
    const declaration = structuredClone(chance.of(EXAMPLES));
    declaration.metadata.name = name;
    if (chance.is(0.3)) declaration.spec.nodes = 2 + chance.below(6);
    if (chance.is(0.2)) declaration.spec.region = chance.of(['cn-shanghai', 'cn-hangzhou']);
    return declaration;
  }
  if (route.endsWith('/approve')) return { planHash: chance.of([...seen.planHashes, 'none']), force: chance.is(0.5) };
  if (route.endsWith('/mode')) return { mode: chance.of(['enforce', 'report', 'paused']) };
  if (route.endsWith('/renew')) {
    return chance.of<unknown>([{ all: true }, { all: true, dryRun: true }, { certificates: ['chat.example.com'] }]);
  }
  if (route.endsWith('/capacity')) {
    return chance.of<unknown>([{ traffic: { qps: 2500, connections: 30_000 } }, { specification: '4c8g', nodes: 3 }]);
  }
  if (route.includes('api-keys')) return { name: 'ci', role: chance.of(['viewer', 'operator', 'admin']) };
  if (route.includes('uploaded')) {
    const privateKey = chance.is(0.5)
      ? pem.privateKey
      : `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`;
    return { certificate: pem.certificate, privateKey };
  }
  if (route.includes('issuers')) {
    return {
      directory: chance.of(chance.is(0.5) ? PUBLIC_DIRECTORIES : INSIDE_DIRECTORIES),
      contact: ['mailto:ops@example.com'],
      eab: { kid: 'kid-1', hmacKey: canary },
    };
  }
  return {};
}

const PUBLIC_DIRECTORIES = [
  'https://acme.example.net/dir',
  'https://acme.example.net:8443/',
  'https://[2606:4700::1]/',
];
/** Each of them leads to this machine or into a network of its own. */
const INSIDE_DIRECTORIES = [
  ...['https://10.0.0.1/dir', 'https://172.16.0.1/', 'https://192.168.1.1/', 'https://127.1/', 'https://0x7f000001/'],
  ...['https://2130706433/', 'https://017700000001/', 'https://0/', 'https://100.100.100.200/', 'https://169.254.1.1/'],
  ...['https://[::1]/', 'https://[::]/', 'https://[fd00::1]/', 'https://[fe80::1]/', 'https://[::ffff:10.0.0.1]/'],
  ...[
    'https://[64:ff9b::a00:1]/',
    'https://[2002:a00:1::]/',
    'https://[ff02::1]/',
    'https://localhost./',
    'https://nas.local/',
  ],
];

function headersFor(
  chance: Chance,
  { seen, canary }: Known,
  caller: FuzzedCaller | undefined,
  hasBody: boolean,
): Record<string, string> {
  const headers: Record<string, string> = {};
  const maybe = (probability: number, name: string, values: readonly string[]) => {
    if (chance.is(probability)) headers[name] = chance.is(0.2) ? chance.of(HOSTILE_TEXTS) : chance.of(values);
  };
  if (caller) headers.Authorization = `Bearer ${caller.token}`;
  else {
    headers.Authorization = chance.of([
      `Bearer torii_000000000000_${canary.slice(0, 43).padEnd(43, 'A')}`,
      'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
      'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.c2ln',
      'Basic YWRtaW46YWRtaW4=',
      'ACS3-HMAC-SHA256 Credential=LTAI,SignedHeaders=host,Signature=00',
      ...HOSTILE_TEXTS,
    ]);
  }
  if (hasBody) {
    headers['Content-Type'] = chance.is(0.9)
      ? chance.of(['application/json', 'application/yaml', 'application/json; charset=utf-8'])
      : chance.of([
          'text/plain',
          'application/x-www-form-urlencoded',
          'application/json;charset=utf-16',
          ...HOSTILE_TEXTS,
        ]);
  }
  maybe(0.1, 'If-Match', ['*', ...seen.tags, '"1.1"', 'W/"1.1"']);
  maybe(0.1, 'If-None-Match', ['*', ...seen.tags]);
  maybe(0.15, 'Idempotency-Key', ['"one"', 'two', `k${chance.below(40)}`]);
  maybe(0.05, 'Origin', ['https://console.example.com', 'https://evil.example', 'null']);
  maybe(0.03, 'Content-Length', ['0', '-1', '99999999999', 'x']);
  maybe(0.03, 'X-Forwarded-For', ['127.0.0.1']);
  maybe(0.02, 'Access-Control-Request-Method', ['PUT']);
  if (chance.is(0.01))
    headers[chance.of(['X-Long', 'Cookie', 'bad header', 'X-\u00e9'])] = 'x'.repeat(chance.below(60_000));
  return headers;
}

function queryFor(chance: Chance, { seen }: Known): Record<string, string> {
  const query: Record<string, string> = {};
  const maybe = (probability: number, name: string, values: readonly string[]) => {
    if (chance.is(probability)) query[name] = chance.is(0.25) ? chance.of(HOSTILE_TEXTS) : chance.of(values);
  };
  maybe(0.15, 'region', ['cn-beijing', 'cn-shanghai', 'nowhere']);
  maybe(0.08, 'after', [...seen.cursors, '0', '-1', '1e3']);
  maybe(0.05, 'adopt', ['gw-none', 'chat-prod']);
  maybe(0.08, 'unbindServices', ['true', 'false']);
  maybe(0.05, 'days', ['90', '0', '-1', '1e9', '1.5']);
  if (chance.is(0.02)) query[chance.of(HOSTILE_TEXTS)] = chance.of(HOSTILE_TEXTS);
  return query;
}

/** As clients do, but where that cannot be done. */
function encodeLoosely(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}
