import * as z from 'zod';
import { ROLES } from '../../../shared/domain-rules/access/role.ts';
import { apiKeyBody } from '../api-keys/keys.ts';

/** What goes over the wire about API keys, by name. */
export function accessSchemas() {
  const instant = z.int().describe('ms since the epoch');
  const key = {
    id: z.string(),
    state: z.enum(['good', 'ended', 'revoked']),
    role: z.enum(ROLES),
    name: z.string(),
    createdAt: instant,
    createdBy: z.string(),
    expiresAt: instant.optional(),
    lastUsedAt: instant.optional().describe('Told to the hour'),
    revokedAt: instant.optional(),
    revokedBy: z.string().optional(),
  };
  const ApiKey = z.object(key);
  return {
    ApiKey,
    ApiKeys: z.object({ keys: z.array(ApiKey) }),
    ApiKeyRequest: apiKeyBody,
    NewApiKey: z.object({ ...key, token: z.string().describe('Send it as Authorization: Bearer') }),
  };
}
