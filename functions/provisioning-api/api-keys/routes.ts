import { Hono } from 'hono/quick';
import type { ApiContext } from '../context.ts';
import type { ApiEnv } from '../security/arrival.ts';

const keys = () => import('./keys.ts');

/** Who may call, by API key. */
export function apiKeyRoutes(api: ApiContext): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();

  app.get('/v1/api-keys', async (c) => {
    const { listKeys } = await keys();
    return c.json({ keys: await listKeys(api) });
  });

  app.post('/v1/api-keys', async (c) => {
    const { addKey } = await keys();
    const added = await addKey(api, c.get('caller'), c.req.raw);
    c.set('answersSecret', true);
    return c.json(added, 201);
  });

  app.delete('/v1/api-keys/:id', async (c) => {
    const { revokeKey } = await keys();
    return c.json(await revokeKey(api, c.get('caller'), c.req.param('id')));
  });

  return app;
}
