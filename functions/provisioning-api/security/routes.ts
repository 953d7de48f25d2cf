import type { Role } from '../../../shared/domain-rules/access/role.ts';

/** What a request to a route needs, and what it may bring. */
export interface RouteRule {
  /** The least role. */
  role: Role;
  /** Whether it changes anything, and so stands in the audit log. */
  writes: boolean;
  /** Whether it changes a declaration, and so takes `If-Match`. */
  conditional?: boolean;
  /** Most bytes of a body; absent: it has none. */
  body?: number;
}

const KB = 1024;
const reads = { role: 'viewer', writes: false } as const;
/** Changes within what is declared, or declares it. */
const operates = { role: 'operator', writes: true } as const;
/** Keys, authorities, and what cannot be taken back. */
const administers = { role: 'admin', writes: true } as const;

/** Every route of the API, as Hono spells it. A route that is not here is not served. */
export const ROUTES: Readonly<Record<string, RouteRule>> = {
  'GET /v1/gateways': reads,
  'GET /v1/gateways/:name': reads,
  'GET /v1/gateways/:name/plan': reads,
  'GET /v1/gateways/:name/zones': reads,
  'GET /v1/gateways/:name/journal': reads,
  'GET /v1/operations/:id': reads,
  'GET /v1/certificates': reads,
  'GET /v1/certificates/:key': reads,
  'GET /v1/uploaded-certificates': reads,
  'GET /v1/issuers': reads,
  'GET /v1/openapi.json': reads,
  'POST /v1/capacity': { ...reads, body: 16 * KB },
  // Changes nothing, but asks the cloud about whatever is in it.
  'POST /v1/plan': { role: 'operator', writes: false, body: 256 * KB },
  'PUT /v1/gateways/:name': { ...operates, conditional: true, body: 256 * KB },
  'POST /v1/gateways/:name/approve': { ...operates, conditional: true, body: 4 * KB },
  'POST /v1/gateways/:name/mode': { ...operates, conditional: true, body: 4 * KB },
  'POST /v1/certificates/renew': { ...operates, body: 64 * KB },
  'DELETE /v1/gateways/:name': { ...administers, conditional: true },
  'POST /v1/certificates/reseal': administers,
  'PUT /v1/uploaded-certificates/:name': { ...administers, body: 128 * KB },
  'DELETE /v1/uploaded-certificates/:name': administers,
  'PUT /v1/issuers/:name': { ...administers, body: 128 * KB },
  'DELETE /v1/issuers/:name': administers,
  'GET /v1/dead-letters': reads,
  'POST /v1/dead-letters/replay': { ...operates, body: 64 * KB },
  'DELETE /v1/dead-letters/:id': operates,
  'POST /v1/recover': { ...administers, body: 4 * KB },
  'GET /v1/api-keys': { role: 'admin', writes: false },
  'POST /v1/api-keys': { ...administers, body: 4 * KB },
  'DELETE /v1/api-keys/:id': administers,
  'GET /v1/audit': { role: 'admin', writes: false },
};

export interface FoundRoute extends RouteRule {
  /** `PUT /v1/gateways/:name` */
  route: string;
}

/** What serves a path: by method, HEAD as GET. Empty where nothing does. */
export function routesOf(path: string): Map<string, FoundRoute> {
  const found = new Map<string, FoundRoute>();
  for (const { pattern, method, literal, rule } of COMPILED) {
    // `/v1/certificates/renew` is served itself; it is no certificate's key where it takes the method.
    if (pattern.test(path) && (literal || !found.has(method))) found.set(method, rule);
  }
  const get = found.get('GET');
  return get ? found.set('HEAD', get) : found;
}

const COMPILED = Object.entries(ROUTES).map(([route, rule]) => {
  const [method = '', path = ''] = route.split(' ');
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
  return { pattern, method, literal: !path.includes(':'), rule: { ...rule, route } };
});
