import { answer, body, type Operation, problems } from './parts.ts';

/** What is done after the state is lost. */
export function recoverPaths(): Record<string, Record<string, Operation>> {
  return {
    '/v1/recover': {
      post: {
        operationId: 'recover',
        summary: 'After what was declared is lost: declares anew, in mode report, what bears Torii’s mark in the cloud',
        requestBody: body('RecoverRequest'),
        responses: { 200: answer('Recovery'), ...problems(400, 413, 422) },
      },
    },
  };
}
