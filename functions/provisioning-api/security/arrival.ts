import type { Role } from '../../../shared/domain-rules/access/role.ts';
import type { FoundRoute } from './routes.ts';

/** What the platform says of a request, beside the request itself. */
export interface Arrival {
  requestId: string;
  /** Of whoever sent it, as the platform saw it. */
  sourceIp: string;
  /** The host that it came to. */
  domainName: string;
}

/** Who calls. */
export interface Caller {
  /** By what they were told. */
  by: 'api-key' | 'oidc' | 'signature';
  /** The id of the key, the subject of the token, or the access key that signed. */
  id: string;
  /** What the key is called. */
  name?: string;
  role: Role;
}

/** What the middleware of the API tells those behind it. */
export interface ApiEnv {
  Bindings: Partial<Arrival>;
  Variables: {
    caller: Caller;
    route: FoundRoute;
    /** Where it stands in the audit log, from before it does anything. */
    auditPlace: string;
    /** What is said of limits on the answer. */
    answerHeaders: Record<string, string>;
    /** The answer holds what is shown once. */
    answersSecret: boolean;
  };
}

/** As the audit log and `createdBy` name somebody. */
export function spellCaller({ by, id, name }: Caller): string {
  return name === undefined ? `${by} ${id}` : `${by} ${id} (${name})`;
}
