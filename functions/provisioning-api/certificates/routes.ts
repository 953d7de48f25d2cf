import { Hono } from 'hono/quick';
import type { ApiContext } from '../context.ts';
import type { ApiEnv } from '../security/arrival.ts';
import { explainCertificate } from './explain.ts';
import { reseal } from './reseal.ts';
import { certificateEntries, within } from './rows.ts';

// Only what is asked for is loaded: the schemas of bodies are dear to make, and a look needs none.
const issuers = () => import('./issuers.ts');
const uploads = () => import('./uploads.ts');

/** Certificates of the whole account, what their owners gave, and the authorities that were made known. */
export function certificateRoutes(api: ApiContext): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();

  app.get('/v1/certificates', async (c) => {
    const entries = within(await certificateEntries(api), c.req.query('days'), api.deps.clock.now());
    return c.json({ certificates: entries.map(({ row }) => row) });
  });

  app.post('/v1/certificates/renew', async (c) => {
    const { renew } = await import('./renew.ts');
    const view = await renew(api, c.get('caller'), c.req.raw);
    return c.json(view, view.dryRun ? 200 : 202);
  });

  app.post('/v1/certificates/reseal', async (c) => c.json(await reseal(api)));

  app.get('/v1/certificates/:key', async (c) => c.json(await explainCertificate(api, c.req.param('key'))));

  app.get('/v1/uploaded-certificates', async (c) => {
    const { listUploads } = await uploads();
    return c.json({ uploads: await listUploads(api) });
  });

  app.put('/v1/uploaded-certificates/:name', async (c) => {
    const { putUpload } = await uploads();
    const { isNew, view } = await putUpload(api, c.req.param('name'), c.req.raw);
    return c.json(view, isNew ? 201 : 200);
  });

  app.delete('/v1/uploaded-certificates/:name', async (c) => {
    const { deleteUpload } = await uploads();
    await deleteUpload(api, c.req.param('name'));
    return c.json({ deleted: c.req.param('name') });
  });

  app.get('/v1/issuers', async (c) => {
    const { listIssuers } = await issuers();
    return c.json({ issuers: await listIssuers(api) });
  });

  app.put('/v1/issuers/:name', async (c) => {
    const { putIssuer } = await issuers();
    const { isNew, view } = await putIssuer(api, c.req.param('name'), c.req.raw);
    return c.json(view, isNew ? 201 : 200);
  });

  app.delete('/v1/issuers/:name', async (c) => {
    const { deleteIssuer } = await issuers();
    await deleteIssuer(api, c.req.param('name'));
    return c.json({ deleted: c.req.param('name') });
  });

  return app;
}
