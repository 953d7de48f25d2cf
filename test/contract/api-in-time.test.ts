import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTime } from '../../functions/provisioning-api/in-time.ts';
import { machineClock } from '../../shared/function-compute/clock.ts';
import type { HttpResult } from '../../shared/function-compute/http-event.ts';
import { Rig } from './engine-rig.ts';

const TIMEOUT_SECONDS = 30;
const ANSWERED: HttpResult = { statusCode: 200, headers: {}, body: 'in time', isBase64Encoded: false };

/** A deployed function's own clock. */
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const deps = (fetch: typeof globalThis.fetch = () => new Promise(() => {})) => ({
  ...new Rig().deps,
  clock: machineClock(),
  fetch,
});
const byMachineTime = { timeoutSeconds: TIMEOUT_SECONDS, byMachineTime: true };

/** Rejects when it is given up, as a call does that is under way. */
const hanging = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

it('an answer that comes in time is given as it is, and nothing is left running behind it', async () => {
  expect(await inTime(deps(), byMachineTime, async () => ANSWERED)).toBe(ANSWERED);
  expect(vi.getTimerCount()).toBe(0);
});

it('an answer that fails says so at once, and nothing is left running behind it', async () => {
  await expect(inTime(deps(), byMachineTime, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(vi.getTimerCount()).toBe(0);
});

it('calls that hang are given up while there is time to say what became of the request', async () => {
  let givenUpFor: unknown;
  const answered = inTime(deps(), byMachineTime, async ({ signal }) => {
    await hanging(signal).catch((reason: unknown) => {
      givenUpFor = reason;
    });
    return ANSWERED;
  });
  await vi.advanceTimersByTimeAsync((TIMEOUT_SECONDS - 10) * 1000 - 1);
  expect(givenUpFor).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(givenUpFor).toMatchObject({ code: 'OutOfTime', retryable: true });
  expect(await answered).toBe(ANSWERED);
  expect(vi.getTimerCount()).toBe(0);
});

it('where even that hangs, the caller is told to ask again, before the function is killed', async () => {
  let answer: HttpResult | undefined;
  const answered = inTime(deps(), byMachineTime, () => new Promise<never>(() => {})).then((given) => {
    answer = given;
  });
  await vi.advanceTimersByTimeAsync((TIMEOUT_SECONDS - 3) * 1000 - 1);
  expect(answer).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  await answered;
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '10', 'cache-control': 'no-store' } });
  expect(JSON.parse(answer?.body ?? '')).toMatchObject({ reason: 'OutOfTime', status: 503 });
  expect(vi.getTimerCount()).toBe(0);
});

it('no call is started any more once the time for calls is over, and no retry is slept for', async () => {
  const fetched: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    fetched.push(String(input));
    return new Response('');
  };
  let refused: unknown[] = [];
  const answered = inTime(deps(fetch), byMachineTime, async ({ deps: within }) => {
    await within.fetch('https://cloud.example/early');
    const slept = await within.clock.sleep(60_000).catch((reason: unknown) => reason);
    const late = await within.fetch('https://cloud.example/late').catch((reason: unknown) => reason);
    refused = [slept, late];
    return ANSWERED;
  });
  await vi.advanceTimersByTimeAsync((TIMEOUT_SECONDS - 10) * 1000);
  expect(await answered).toBe(ANSWERED);
  expect(refused).toMatchObject([{ code: 'OutOfTime' }, { code: 'OutOfTime' }]);
  expect(fetched).toEqual(['https://cloud.example/early']);
});

it('where the clock is virtual, its owner ends the invocation: machine time ends nothing', async () => {
  let isOver = false;
  const virtual = { timeoutSeconds: TIMEOUT_SECONDS, byMachineTime: false };
  void inTime(new Rig().deps, virtual, ({ signal }) => hanging(signal)).finally(() => {
    isOver = true;
  });
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(TIMEOUT_SECONDS * 2000);
  expect(isOver).toBe(false);
});
