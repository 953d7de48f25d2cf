import ipaddr from 'ipaddr.js';
import type * as z from 'zod';
import { openApiDocument } from '../../functions/provisioning-api/openapi/document.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { MODES } from '../../shared/domain-rules/mode.ts';
import { writtenDeclaration } from '../../shared/domain-rules/written-declaration.ts';
import type { DeclarationDocument } from '../../shared/engine/worker.ts';
import type { HttpResult } from '../../shared/function-compute/http-event.ts';
import type { ApiKeyDocument } from '../../shared/secrets/api-key.ts';
import type { Store } from '../../shared/state/store.ts';
import { schemaFor } from '../contract/described-answers.ts';

interface Described {
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
}

const { paths } = openApiDocument();
const schemas = new Map<string, z.ZodType>();

/** What is wrong with an answer; nothing where it is as described. */
export function judgeAnswer(route: string | undefined, { statusCode, headers, body }: HttpResult): string | undefined {
  if (statusCode === 204 || statusCode === 304) return body === '' ? undefined : `${statusCode} with a body`;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  // The cloud behind it is healthy, and so is the issuer of tokens: nothing is anybody's fault but its own.
  if (statusCode >= 500) return `${statusCode}: ${body}`;
  if (headers['cache-control'] !== 'no-store') return 'an answer that may be kept';
  if (statusCode >= 400 && type !== 'application/problem+json') return `${statusCode} as ${type}`;
  const schema = statusCode >= 400 ? { $ref: '#/components/schemas/Problem' } : schemaOf(route, statusCode, type);
  if (!schema) return route === undefined ? undefined : `${statusCode} as ${type}, which is not described`;
  if (body === '') return undefined;
  const key = JSON.stringify(schema);
  const check = schemas.get(key) ?? schemaFor(schema);
  schemas.set(key, check);
  const reading = check.safeParse(JSON.parse(body));
  return reading.success ? undefined : `${statusCode} is not as described: ${JSON.stringify(reading.error.issues[0])}`;
}

function schemaOf(route: string | undefined, status: number, type: string): { $ref?: string } | undefined {
  const [method = '', path = ''] = (route ?? '').split(' ');
  const item = paths[path.replaceAll(/:(\w+)/g, '{$1}')];
  const described = item?.[method.toLowerCase()] as Described | undefined;
  return described?.responses[status]?.content?.[type]?.schema;
}

/** What is stored that cannot be: nothing where all of it is sound. */
export async function judgeStore(store: Store, account: string): Promise<string | undefined> {
  for (const { key, version, body } of await store.list<DeclarationDocument>(account, 'declaration')) {
    const written = writtenDeclaration(body.declaration);
    if (!readDeclaration(JSON.parse(JSON.stringify(written))).ok) return `${key.name} is stored, and would be refused`;
    if (!Number.isInteger(body.generation) || body.generation < 1 || body.generation > version) {
      return `${key.name} has generation ${body.generation} in version ${version}`;
    }
    if (!MODES.includes(body.mode) || body.declaration.metadata.name !== key.name)
      return `${key.name} is not what it says`;
    for (const { name, certificate } of body.declaration.spec.domains) {
      const { issuer = '' } = Object(certificate);
      if (/^https?:/.test(issuer) && leadsInside(issuer)) return `${key.name} has ${name} certified inside: ${issuer}`;
    }
  }
  for (const { key, body } of await store.list<ApiKeyDocument>(account, 'api-key')) {
    if (!/^[0-9a-f]{64}$/.test(body.hash) || 'token' in body) return `API key ${key.name} is stored as it must not be`;
  }
  for (const { key, body } of await store.list<{ directory: string }>(account, 'issuer')) {
    if (leadsInside(body.directory)) return `issuer ${key.name} leads inside: ${body.directory}`;
  }
  return undefined;
}

/** By the registries of special addresses, as `ipaddr.js` has them; names by their last label. */
function leadsInside(address: string): boolean {
  const host = new URL(address).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (!ipaddr.isValid(host))
    return !host.includes('.') || /\.(local|localhost|internal|lan|home|corp|arpa)$/.test(host);
  const found = ipaddr.process(host);
  return found.range() !== 'unicast' || (found.kind() === 'ipv6' && !/^[23]/.test(found.toNormalizedString()));
}
