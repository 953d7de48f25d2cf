import type { Role } from '../../../shared/domain-rules/access/role.ts';
import { ROUTES } from '../security/routes.ts';
import { type Operation, problems } from './parts.ts';

/** An operation with what its guards ask and answer. */
export interface GuardedOperation extends Operation {
  /** The least role. */
  'x-torii-role': Role;
}

type Paths<Item> = Record<string, Record<string, Item>>;

/** Adds what is the same for every route: the role, headers that a request may have, and what guards answer. */
export function guarded(paths: Paths<Operation>): Paths<GuardedOperation> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, guard(path, method, operation)])),
    ]),
  );
}

function guard(path: string, method: string, operation: Operation): GuardedOperation {
  const rule = ROUTES[`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`];
  if (!rule) throw new Error(`${method} ${path} is described, and not in the table of routes`);
  // GET of a gateway has it too, and answers 304.
  const hasRevision = /^\/v1\/gateways\/\{name\}(\/(approve|mode))?$/.test(path);
  const answers = [
    ...[400, 401, 403, 429],
    ...(rule.body === undefined ? [] : [413, 415, 422]),
    ...(rule.writes ? [409, 422] : []),
    ...(rule.writes && hasRevision ? [412] : []),
  ];
  const headers = [
    ...(rule.writes ? [IDEMPOTENCY_KEY] : []),
    ...(rule.writes && hasRevision ? [IF_MATCH] : []),
    ...(method === 'put' && hasRevision ? [IF_NONE_MATCH] : []),
    ...(method === 'get' && hasRevision ? [IF_NONE_MATCH_TAG] : []),
  ];
  const parameters = [...(operation.parameters ?? []), ...headers];
  return {
    ...operation,
    ...(parameters.length > 0 && { parameters }),
    responses: {
      ...(method === 'get' && hasRevision && { 304: { description: 'It is as If-None-Match has it' } }),
      ...problems(...answers),
      ...operation.responses,
    },
    'x-torii-role': rule.role,
  };
}

function header(name: string, description: string, schema: object = { type: 'string' }) {
  return { name, in: 'header', description, schema };
}

const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  'New for each new request; the same request with the same key is done once, and answered alike for 24 hours',
);
const IF_MATCH = header('If-Match', 'An ETag: only where the declaration was not changed since');
const IF_NONE_MATCH = header('If-None-Match', '*: only where nothing is declared yet', { const: '*' });
const IF_NONE_MATCH_TAG = header('If-None-Match', 'An ETag: 304 where the answer is still the same');
