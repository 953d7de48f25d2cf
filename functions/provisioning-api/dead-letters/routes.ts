import { Hono } from 'hono/quick';
import type { ApiContext } from '../context.ts';
import { deadLetterView, findDeadLetters, forgetDeadLetter, listDeadLetters } from './rows.ts';

/** What the platform gave up doing, and another go at it. */
export function deadLetterRoutes(api: ApiContext): Hono {
  const app = new Hono();

  app.get('/v1/dead-letters', async (c) => {
    const letters = await listDeadLetters(api);
    return c.json({ deadLetters: letters.map(deadLetterView) });
  });

  app.post('/v1/dead-letters/replay', async (c) => {
    const { replay } = await import('./replay.ts');
    return c.json(await replay(api, c.req.raw), 202);
  });

  app.delete('/v1/dead-letters/:id', async (c) => {
    const id = c.req.param('id');
    for (const letter of await findDeadLetters(api, [id])) await forgetDeadLetter(api, letter);
    return c.json({ deleted: id });
  });

  return app;
}
