import { answer, body, inPath, type Operation, pageParameters, problems } from './parts.ts';

/** Who may call, and who did what. */
export function accessPaths(): Record<string, Record<string, Operation>> {
  return {
    '/v1/api-keys': {
      get: {
        operationId: 'listApiKeys',
        summary: 'Keys that callers show, without their secrets; revoked ones stay in the list',
        responses: { 200: answer('ApiKeys'), ...problems() },
      },
      post: {
        operationId: 'addApiKey',
        summary: 'Makes a key; its token is in this answer and nowhere else',
        requestBody: body('ApiKeyRequest'),
        responses: { 201: answer('NewApiKey', 'Keep the token now: it is never shown again'), ...problems() },
      },
    },
    '/v1/api-keys/{id}': {
      delete: {
        operationId: 'revokeApiKey',
        summary: 'Closes the door to a key at once; not to the last one of an admin',
        parameters: [inPath('id', 'The part of the token after torii_')],
        responses: { 200: answer('ApiKey'), ...problems(404, 409) },
      },
    },
    '/v1/audit': {
      get: {
        operationId: 'readAudit',
        summary: 'Who changed what, or tried to, newest first',
        parameters: pageParameters(),
        responses: { 200: answer('Journal'), ...problems(400, 422) },
      },
    },
  };
}
