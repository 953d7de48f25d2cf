import { expect, it, onTestFinished } from 'vitest';
import { startLoopbackServer } from './loopback-server.ts';
import { torii } from './torii.ts';

const LETTER = {
  id: 'torii-dns-recorder.1-abc',
  function: 'torii-dns-recorder',
  about: 'gateway cn-beijing/chat-prod',
  at: Date.UTC(2026, 2, 2, 8),
  condition: 'UnhandledInvocationError',
  count: 4,
  replayable: true,
};

it('torii dead-letters lists what was given up, and torii replay starts it again', async () => {
  const left = [{ id: 'two', reason: 'NotStarted', message: 'try again later' }];
  const server = await startLoopbackServer(({ method }) =>
    method === 'GET' ? { body: { deadLetters: [LETTER] } } : { status: 202, body: { replayed: [LETTER.id], left } },
  );
  onTestFinished(() => server.close());
  const run = torii({
    ...{
      TORII_URL: server.url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-of-a-test',
    },
  });

  const [listed, replayed, unclear] = await Promise.all([
    run(['dead-letters']),
    run(['replay', LETTER.id, 'two']),
    run(['replay']),
  ]);

  expect(listed).toMatchObject({ code: 0, err: '' });
  expect(listed.out).toMatch(
    /^torii-dns-recorder\.1-abc {2}2026-03-02 08:00:00 {2}gateway cn-beijing\/chat-prod {2}4 /m,
  );
  expect(replayed.out).toBe('torii-dns-recorder.1-abc was started again\ntwo is left (NotStarted): try again later\n');
  expect(replayed.code).toBe(3);
  expect(JSON.parse(server.received.find(({ method }) => method === 'POST')?.body ?? '')).toEqual({
    ids: [LETTER.id, 'two'],
  });
  expect(unclear.err).toMatch(/Give ids of torii dead-letters, or --all/);
  expect(unclear.code).not.toBe(0);
});
