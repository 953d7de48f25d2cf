import {
  type HttpResult,
  NotAnHttpEvent,
  readHttpEvent,
  toHttpResult,
} from '../../shared/function-compute/http-event.ts';
import { provisioningApi } from './app.ts';
import type { ApiContext } from './context.ts';
import { ApiProblem, problemResponse } from './problem.ts';
import { ANSWER_HEADERS } from './security/answer-headers.ts';

/** Answers the event of an HTTP trigger. @throws NotAnHttpEvent */
export async function serve(event: Buffer, api: ApiContext): Promise<HttpResult> {
  const came = readRequest(event);
  if (came instanceof ApiProblem) return toHttpResult(problemResponse(came));
  return toHttpResult(await provisioningApi(api).fetch(came.request, came.context));
}

/** What cannot be read as a request at all, such as a header with a line break, is its sender's mistake. */
function readRequest(event: Buffer): ReturnType<typeof readHttpEvent> | ApiProblem {
  try {
    return readHttpEvent(event);
  } catch (error) {
    if (error instanceof NotAnHttpEvent || !(error instanceof TypeError)) throw error;
    return new ApiProblem(
      400,
      'RequestUnreadable',
      'the request is not read: its method, address or headers are none',
      {},
      ANSWER_HEADERS,
    );
  }
}
