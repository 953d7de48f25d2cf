import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VirtualClock } from '../../clock.ts';
import type { OtherDoor } from '../../front-door/other-door.ts';
import { receive } from '../../front-door/receive.ts';
import { CLOCK_PATH } from './clock-path.ts';
import type { Runner } from './runner.ts';

/**
 * Virtual time for code in another process.
 *
 *   GET  /-/clock                              → {"now": ms}
 *   POST /-/clock/sleep {"requestId", "ms"}    → {"now": ms}, when so much virtual time has passed
 *
 * Only an invocation that runs now may sleep: its request id says which. Who hangs up sleeps no more.
 */
export function clockDoor(clock: VirtualClock, runner: Pick<Runner, 'invocation'>): OtherDoor {
  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  return {
    isMeant: ({ url = '' }) => url === CLOCK_PATH || url.startsWith(`${CLOCK_PATH}/`),
    async serve(message, response, letTimeGo) {
      if (message.method === 'GET' && message.url === CLOCK_PATH) return answer(response, 200, { now: clock.now() });
      if (message.method !== 'POST' || message.url !== `${CLOCK_PATH}/sleep`) {
        return answer(response, 404, { error: 'ask GET /-/clock or POST /-/clock/sleep' });
      }
      const asked = await readSleep(message);
      if (!asked) return answer(response, 400, { error: 'expected {"requestId": text, "ms": number}' });
      const invocation = runner.invocation(asked.requestId);
      if (!invocation || invocation.isOver) return answer(response, 403, { error: 'no such invocation runs' });
      const hungUp = new AbortController();
      response.once('close', () => hungUp.abort());
      const sleeping = invocation.sleep(asked.ms, hungUp.signal);
      letTimeGo();
      if (await sleeping) answer(response, 200, { now: clock.now() });
      else response.destroy();
    },
  };
}

async function readSleep(message: IncomingMessage): Promise<{ requestId: string; ms: number } | undefined> {
  const { body } = await receive(message);
  try {
    const { requestId, ms } = Object(JSON.parse(body.toString('utf8')));
    if (typeof requestId === 'string' && typeof ms === 'number' && Number.isFinite(ms)) return { requestId, ms };
  } catch {
    // Not JSON.
  }
  return undefined;
}
