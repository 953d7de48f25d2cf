import { answer, body, inPath, type Operation, problems } from './parts.ts';

/** What the platform gave up doing. */
export function deadLetterPaths(): Record<string, Record<string, Operation>> {
  return {
    '/v1/dead-letters': {
      get: {
        operationId: 'listDeadLetters',
        summary: 'Invocations and events that the platform gave up, and what each was about',
        responses: { 200: answer('DeadLetters'), ...problems() },
      },
    },
    '/v1/dead-letters/replay': {
      post: {
        operationId: 'replayDeadLetters',
        summary: 'Starts again what was given up; doing a thing twice does no harm',
        requestBody: body('ReplayRequest'),
        responses: { 202: answer('Replay', 'Started again, but for what is left'), ...problems(400, 404, 413, 422) },
      },
    },
    '/v1/dead-letters/{id}': {
      delete: {
        operationId: 'forgetDeadLetter',
        summary: 'Forgets one without doing anything about it',
        parameters: [inPath('id', 'As it is listed')],
        responses: { 200: answer('Deleted'), ...problems(404) },
      },
    },
  };
}
