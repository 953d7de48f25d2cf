import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { provisioningApi } from '../../functions/provisioning-api/app.ts';
import { openApiDocument } from '../../functions/provisioning-api/openapi/document.ts';
import { CHAT, startScene } from '../scenario/open-house.ts';
import { makeCertificate } from './certificates.ts';
import { schemaFor } from './described-answers.ts';

const METHODS = ['get', 'put', 'post', 'delete'] as const;
type Method = (typeof METHODS)[number];

interface Described {
  responses: Record<string, { content: Record<string, { schema: { $ref?: string } }> }>;
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
}

/** An answer as it came over the wire. */
interface Seen {
  route: string;
  status: number;
  contentType: string;
  body: unknown;
}

const document = openApiDocument();
const routes = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
);

const seen: Seen[] = [];
beforeAll(async () => {
  const scene = await startScene();
  const { account } = scene.cloud;
  const ask = async (route: string, target: string, body?: string) => {
    const [method = ''] = route.split(' ');
    const { status, headers, body: answered } = await scene.api(method as Uppercase<Method>, target, body);
    seen.push({ route, status, contentType: headers.get('content-type') ?? '', body: answered });
    return answered;
  };
  const GATEWAY = '/v1/gateways/{name}';
  await ask('GET /v1/openapi.json', '/v1/openapi.json');
  await ask('POST /v1/plan', '/v1/plan', CHAT);
  await ask('POST /v1/plan', '/v1/plan', readFileSync('examples/six-mistakes.yaml', 'utf8'));
  await ask('POST /v1/plan', '/v1/plan', '{');
  const { operation, plan } = await ask(`PUT ${GATEWAY}`, '/v1/gateways/chat-prod', CHAT);
  await ask(`PUT ${GATEWAY}`, '/v1/gateways/chat-prod', CHAT);
  await ask(`PUT ${GATEWAY}`, '/v1/gateways/other', CHAT);
  await ask(`PUT ${GATEWAY}`, '/v1/gateways/chat-prod?adopt=gw-none', CHAT.replace('nodes: 2', 'nodes: 3'));
  await scene.cloud.clock.advanceBy(60_000);
  await ask('GET /v1/operations/{id}', `/v1/operations/${operation}`);
  await ask(`POST ${GATEWAY}/approve`, '/v1/gateways/chat-prod/approve', '{"planHash": "0"}');
  await ask(`POST ${GATEWAY}/approve`, '/v1/gateways/chat-prod/approve', '{}');
  await ask(`POST ${GATEWAY}/approve`, '/v1/gateways/chat-prod/approve', '{"planHash": "0", "force": "yes"}');
  const other = await ask('POST /v1/plan', '/v1/plan', CHAT.replace('nodes: 2', 'nodes: 3'));
  const shown = JSON.stringify({ planHash: other.planHash, force: true });
  const changed = await ask(`POST ${GATEWAY}/approve`, '/v1/gateways/chat-prod/approve', shown);
  expect(changed.difference.sentences[0]).toContain('generation 2');
  await ask(`GET ${GATEWAY}/zones`, '/v1/gateways/chat-prod/zones');
  const approval = JSON.stringify({ planHash: plan.planHash });
  await ask(`POST ${GATEWAY}/approve`, '/v1/gateways/chat-prod/approve', approval);
  await scene.until(operation, 'Succeeded');
  await ask('GET /v1/gateways', '/v1/gateways');
  await ask(`GET ${GATEWAY}/zones`, '/v1/gateways/chat-prod/zones');
  await ask(`GET ${GATEWAY}/zones`, '/v1/gateways/nobody/zones');
  await ask('POST /v1/capacity', '/v1/capacity', 'traffic: { qps: 2500, connections: 30000 }');
  await ask('POST /v1/capacity', '/v1/capacity', 'traffic: { qps: 2500, keepAlive: true }');
  await ask('POST /v1/capacity', '/v1/capacity', '{"specification": "4c8g", "nodes": 3, "traffic": {"qps": 9000}}');
  await ask('POST /v1/capacity', '/v1/capacity', '{"specification": "4c8g"}');
  await ask(`GET ${GATEWAY}`, '/v1/gateways/chat-prod');
  await ask(`GET ${GATEWAY}`, '/v1/gateways/nobody');
  await ask(`GET ${GATEWAY}/plan`, '/v1/gateways/chat-prod/plan');
  const { cursor } = await ask(`GET ${GATEWAY}/journal`, '/v1/gateways/chat-prod/journal');
  await ask(`GET ${GATEWAY}/journal`, `/v1/gateways/chat-prod/journal?after=${cursor}`);
  await ask(`GET ${GATEWAY}/journal`, '/v1/gateways/chat-prod/journal?after=rubbish');
  await ask(`POST ${GATEWAY}/mode`, '/v1/gateways/chat-prod/mode', '{"mode": "report"}');
  await ask(`POST ${GATEWAY}/mode`, '/v1/gateways/chat-prod/mode', '{"mode": "sleep"}');
  await askAboutCertificates(ask);
  await askAboutDeadLetters(ask, scene);
  await ask('POST /v1/api-keys', '/v1/api-keys', '{"name": "nobody", "role": "god"}');
  const key = await ask('POST /v1/api-keys', '/v1/api-keys', '{"name": "ci", "role": "viewer", "expiresInDays": 30}');
  await ask('GET /v1/api-keys', '/v1/api-keys');
  await ask('DELETE /v1/api-keys/{id}', `/v1/api-keys/${key.id}`);
  await ask('DELETE /v1/api-keys/{id}', '/v1/api-keys/000000000000');
  await ask(`DELETE ${GATEWAY}`, '/v1/gateways/chat-prod?unbindServices=true');
  await ask(`DELETE ${GATEWAY}`, '/v1/gateways/nobody');
  await ask('GET /v1/operations/{id}', `/v1/operations/${operation}`);
  await ask('GET /v1/operations/{id}', '/v1/operations/cn-beijing.chat-prod.99');
  await ask('GET /v1/audit', '/v1/audit');
  await ask('GET /v1/audit', '/v1/audit?after=rubbish');
  expect(JSON.stringify(seen)).not.toContain(account.accessKeySecret);
  return () => scene.close();
}, 60_000);

/** Every answer that is about certificates, their owners' and their authorities'. */
async function askAboutCertificates(ask: (route: string, target: string, body?: string) => Promise<unknown>) {
  const { chain, privateKey } = await makeCertificate({
    names: ['up.example.com'],
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2035-01-01T00:00:00Z'),
  });
  const UPLOAD = '/v1/uploaded-certificates';
  const given = JSON.stringify({ certificate: chain, privateKey });
  await ask(`PUT ${UPLOAD}/{name}`, `${UPLOAD}/mine`, given);
  await ask(`PUT ${UPLOAD}/{name}`, `${UPLOAD}/mine`, given);
  await ask(`PUT ${UPLOAD}/{name}`, `${UPLOAD}/mine`, '{}');
  await ask(`GET ${UPLOAD}`, UPLOAD);
  const eab = { kid: 'kid-1', hmacKey: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W' };
  const known = { directory: 'https://acme.example.net/dir', contact: ['mailto:ops@example.com'], eab };
  await ask('PUT /v1/issuers/{name}', '/v1/issuers/corporate-ca', JSON.stringify(known));
  await ask('PUT /v1/issuers/{name}', '/v1/issuers/letsencrypt', JSON.stringify(known));
  await ask('PUT /v1/issuers/{name}', '/v1/issuers/other', JSON.stringify({ directory: known.directory }));
  await ask('GET /v1/issuers', '/v1/issuers');
  await ask('GET /v1/certificates', '/v1/certificates?days=90');
  await ask('GET /v1/certificates', '/v1/certificates');
  await ask('GET /v1/certificates', '/v1/certificates?days=soon');
  await ask('GET /v1/certificates/{key}', '/v1/certificates/chat.example.com');
  await ask('GET /v1/certificates/{key}', '/v1/certificates/nobody.example.com');
  await ask('POST /v1/certificates/renew', '/v1/certificates/renew', '{"all": true, "dryRun": true}');
  await ask('POST /v1/certificates/renew', '/v1/certificates/renew', '{"all": true}');
  await ask('POST /v1/certificates/renew', '/v1/certificates/renew', '{"certificates": ["chat.example.com"]}');
  await ask('POST /v1/certificates/reseal', '/v1/certificates/reseal');
  for (const kept of [`${UPLOAD}/mine`, '/v1/issuers/other']) {
    const route = `DELETE ${kept.replace(/[^/]+$/, '{name}')}`;
    await ask(route, kept);
    await ask(route, kept);
  }
}

/** Every answer that is about what was given up. */
async function askAboutDeadLetters(
  ask: (route: string, target: string, body?: string) => Promise<unknown>,
  { cloud, runtime }: Awaited<ReturnType<typeof startScene>>,
) {
  const key = { account: cloud.account.id, region: 'global', kind: 'dead-letter' } as const;
  const body = { functionName: 'torii-dns-recorder', at: 5, condition: 'X', error: 'Error: no', count: 4 };
  const about = { what: 'subject', region: 'cn-beijing', name: 'nobody' };
  await runtime.store.put({ ...key, name: 'one' }, { body: { ...body, about }, dueAt: null }, 0);
  const event = { ...body, functionName: null, about: { what: 'unknown' }, error: '' };
  await runtime.store.put({ ...key, name: 'two' }, { body: event, dueAt: null }, 0);
  const REPLAY = '/v1/dead-letters/replay';
  await ask('GET /v1/dead-letters', '/v1/dead-letters');
  await ask(`POST ${REPLAY}`, REPLAY, '{"ids": ["three"]}');
  await ask(`POST ${REPLAY}`, REPLAY, '{"all": false}');
  await ask(`POST ${REPLAY}`, REPLAY, '{"all": true}');
  await ask('DELETE /v1/dead-letters/{id}', '/v1/dead-letters/two');
  await ask('DELETE /v1/dead-letters/{id}', '/v1/dead-letters/two');
  await ask('POST /v1/recover', '/v1/recover', '{"regions": []}');
  await ask('POST /v1/recover', '/v1/recover', '{"dryRun": true}');
}

describe('the description of the API', () => {
  it('names every route that is served, and no other', () => {
    const served = provisioningApi({} as never)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`);
    const asWritten = routes.map((route) => route.replaceAll(/\{(\w+)\}/g, ':$1'));
    expect([...new Set(served)].sort()).toEqual([...asWritten].sort());
  });

  it('is served as it is', () => {
    expect(seen.find(({ route }) => route === 'GET /v1/openapi.json')?.body).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
  });

  it('names every parameter of a path, and refers to nothing that is not there', () => {
    for (const route of routes) {
      const named = [...JSON.stringify(describedRoute(route)).matchAll(/"name":"(\w+)","in":"path"/g)].map(
        ([, name]) => name,
      );
      expect(named, route).toEqual([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
    const ids = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids)).toEqual(new Set(ids.filter((id) => id && id in document.components.schemas)));
  });

  it.each(routes)('%s: real answers are as described, member for member', (route) => {
    const answers = seen.filter((one) => one.route === route);
    expect(answers.length).toBeGreaterThan(0);
    for (const { status, contentType, body } of answers) {
      const described = describedRoute(route).responses[status];
      expect(described, `${route} answered ${status}, which is not described`).toBeDefined();
      const [type = ''] = contentType.split(';');
      const schema = described?.content[type]?.schema;
      expect(schema, `${route} answered ${status} as ${type}, which is not described`).toBeDefined();
      const reading = schemaFor(schema ?? {}).safeParse(body);
      expect(reading.success ? [] : reading.error.issues, `${route} → ${status}`).toEqual([]);
    }
  });

  it.each([
    ['a state nobody knows', (gateway: Record<string, unknown>) => ({ ...gateway, state: 'Asleep' })],
    ['a member that is not described', (gateway: Record<string, unknown>) => ({ ...gateway, weather: 'fine' })],
    ['a missing member', ({ mode: _, ...gateway }: Record<string, unknown>) => gateway],
  ])('would not let pass: %s', (_, spoil) => {
    const gateway = seen.find(({ route, status }) => route === 'GET /v1/gateways/{name}' && status === 200)?.body;
    const schema = schemaFor({ $ref: '#/components/schemas/Gateway' });
    expect(schema.safeParse(gateway).success).toBe(true);
    expect(schema.safeParse(spoil(gateway as Record<string, unknown>)).success).toBe(false);
  });
});

function describedRoute(route: string): Described {
  const [method = '', path = ''] = route.split(' ');
  return document.paths[path]?.[method.toLowerCase()] as Described;
}
