import type { Context } from 'hono';
import { Hono } from 'hono/quick';
import { codeOf } from '../../shared/engine/journal.ts';
import { readNeighbours } from '../../shared/engine/neighbours.ts';
import { AUDIT, GLOBAL } from '../../shared/state/store.ts';
import { apiKeyRoutes } from './api-keys/routes.ts';
import { approve, readApproval } from './approve.ts';
import { certificateRoutes } from './certificates/routes.ts';
import { wantingPlan } from './certificates/wanting.ts';
import { cloudProblem } from './cloud-problem.ts';
import type { ApiContext } from './context.ts';
import { deadLetterRoutes } from './dead-letters/routes.ts';
import { asIfDeclared, declare, readDeclarationBody, readMode, remove, setMode } from './declare.ts';
import { findGateway, type GatewayRow, listGateways, revisionOf } from './gateways.ts';
import { journalAnswer, rangeIn } from './journal.ts';
import { type PlanView, planNow } from './plan.ts';
import { ApiProblem, problemResponse } from './problem.ts';
import { assertOpened, sealedProblem } from './sealed-trouble.ts';
import type { ApiEnv } from './security/arrival.ts';
import { assertPublic } from './security/declared-addresses.ts';
import { guards } from './security/guard.ts';
import { asCondition, assertConditions, conditionsOf, entityTag, isUnmodified } from './security/preconditions.ts';
import { rememberShown } from './shown-plans.ts';
import { operationView, statusView } from './status.ts';
import { zonesNow } from './zones.ts';

/**
 * The HTTP API, version 1. Every gateway is named by its metadata.name, and by `?region=` where one name is used in
 * several regions. Errors are problem details (RFC 9457). Each request has an app of its own, so its router is Hono's quick
 * one, which prepares nothing.
 */
export function provisioningApi(api: ApiContext): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(...guards(api));
  const gatewayOf = (name: string, region: string | undefined): Promise<GatewayRow> => findGateway(api, name, region);

  const gatewayToChange = async (c: Context<ApiEnv, '/v1/gateways/:name'>): Promise<GatewayRow> => {
    const row = await gatewayOf(c.req.param('name'), c.req.query('region'));
    assertConditions(conditionsOf(c.req.raw), revisionOf(row));
    return row;
  };

  app.put('/v1/gateways/:name', async (c) => {
    const declaration = await readDeclarationBody(c.req.raw);
    assertPublic(declaration.declaration, api.security.allowed);
    const asked = { adopt: c.req.query('adopt'), conditions: conditionsOf(c.req.raw), caller: c.get('caller') };
    const { row, changed, advice } = await declare(api, c.req.param('name'), declaration, asked);
    const planned = await planOfWritten(api, row);
    tag(c, row);
    return c.json({ ...operationView(row, api.deps.clock.now()), ...planned, advice }, changed ? 202 : 200);
  });

  app.get('/v1/gateways', async (c) => {
    const rows = await listGateways(api);
    return c.json({ gateways: rows.map((row) => statusView(row, api.deps.clock.now())) });
  });

  app.get('/v1/gateways/:name', async (c) => {
    const row = await gatewayOf(c.req.param('name'), c.req.query('region'));
    const view = statusView(row, api.deps.clock.now());
    const shown = entityTag(revisionOf(row), view);
    c.header('etag', shown);
    return isUnmodified(conditionsOf(c.req.raw), shown) ? c.body(null, 304) : c.json(view);
  });

  app.delete('/v1/gateways/:name', async (c) => {
    const row = await gatewayToChange(c);
    const deleting = await remove(api, c.get('caller'), row, {
      unbindServices: c.req.query('unbindServices') === 'true',
    });
    tag(c, deleting);
    return c.json({ ...operationView(deleting, api.deps.clock.now()), ...(await planOfWritten(api, deleting)) }, 202);
  });

  app.post('/v1/plan', async (c) => {
    const { declaration, advice } = await readDeclarationBody(c.req.raw);
    assertPublic(declaration, api.security.allowed);
    return c.json({ ...(await planShown(api, await asIfDeclared(api, declaration))), advice });
  });

  app.get('/v1/gateways/:name/plan', async (c) => {
    const row = await gatewayOf(c.req.param('name'), c.req.query('region'));
    return c.json(await planShown(api, row));
  });

  app.post('/v1/gateways/:name/approve', async (c) => {
    const row = await gatewayToChange(c);
    const approval = await readApproval(c.req.raw);
    const plan = await planFor(api, row);
    const approved = await approve(api, c.get('caller'), row, approval, plan);
    tag(c, approved);
    return c.json(operationView(approved, api.deps.clock.now()), 202);
  });

  app.post('/v1/gateways/:name/mode', async (c) => {
    const row = await gatewayToChange(c);
    const changed = await setMode(api, c.get('caller'), row, await readMode(c.req.raw));
    tag(c, changed);
    return c.json(operationView(changed, api.deps.clock.now()), 202);
  });

  app.get('/v1/gateways/:name/zones', async (c) => {
    const row = await gatewayOf(c.req.param('name'), c.req.query('region'));
    return c.json(await zonesNow(row, api.read));
  });

  app.post('/v1/capacity', async (c) => {
    const { capacityOf, readCapacityQuestion } = await import('./capacity.ts');
    return c.json(capacityOf(await readCapacityQuestion(c.req.raw)));
  });

  app.get('/v1/gateways/:name/journal', async (c) => {
    const { reference } = await gatewayOf(c.req.param('name'), c.req.query('region'));
    return c.json(await journalAnswer(api, reference, rangeIn(c)));
  });

  app.get('/v1/operations/:id', async (c) => {
    const [region = '', name = '', generation] = c.req.param('id').split('.');
    const row = await gatewayOf(name, region);
    if (Number(generation) > row.declared.generation || !(Number(generation) >= 1)) {
      throw new ApiProblem(404, 'OperationNotFound', `there is no operation ${c.req.param('id')}`);
    }
    return c.json(operationView(row, api.deps.clock.now(), Number(generation)));
  });

  app.post('/v1/recover', async (c) => {
    // Asked for once in a lifetime: no other request waits until it is loaded.
    const recovering = await import('./recover/recover.ts');
    return c.json(await recovering.recover(api, c.get('caller'), c.req.raw));
  });

  app.route('/', certificateRoutes(api));
  app.route('/', deadLetterRoutes(api));

  app.route('/', apiKeyRoutes(api));

  app.get('/v1/audit', async (c) => {
    const reference = { account: api.account, region: GLOBAL, name: AUDIT };
    return c.json(await journalAnswer(api, reference, { ...rangeIn(c), newestFirst: true }));
  });

  app.get('/v1/openapi.json', async (c) => {
    const { openApiDocument } = await import('./openapi/document.ts');
    return c.json(openApiDocument());
  });

  app.notFound(() => problemResponse(new ApiProblem(404, 'RouteNotFound', 'no such route is served')));
  app.onError((error, c) => {
    if (error instanceof ApiProblem) return problemResponse(asCondition(error, conditionsOf(c.req.raw)));
    api.deps.log.error(`provisioning-api: ${error.name}: ${error.message}`);
    const detail = 'something went wrong; look at the gateway before you ask again';
    return problemResponse(cloudProblem(error) ?? stateProblem(error) ?? new ApiProblem(500, 'Unexpected', detail));
  });
  return app;
}

/**
 * During an upgrade, after one that was taken back, and without the key that opens what is stored: nothing is wrong with the
 * request, nor with what is stored.
 */
function stateProblem(error: Error): ApiProblem | undefined {
  return codeOf(error) === 'SchemaTooNew' ? new ApiProblem(503, 'SchemaTooNew', error.message) : sealedProblem(error);
}

function tag(c: Context, row: GatewayRow): void {
  c.header('etag', entityTag(revisionOf(row)));
}

/** The plan of now, written down as shown. */
async function planShown(api: ApiContext, row: Omit<GatewayRow, 'version'>) {
  const plan = await planFor(api, row);
  await rememberShown(api, row.reference, plan);
  return plan;
}

/** What was written down stands, and is answered for, also while the cloud cannot be read: then without a plan. */
async function planOfWritten(api: ApiContext, row: GatewayRow) {
  try {
    return { plan: await planShown(api, row) };
  } catch (error) {
    const problem = error instanceof ApiProblem && error.status === 503 ? error : cloudProblem(error);
    if (!problem) throw error;
    return { planProblem: { reason: problem.reason, detail: problem.message } };
  }
}

/** The plan of now. Nothing is written by it, nor can be. */
async function planFor(
  { deps, read }: ApiContext,
  row: Pick<GatewayRow, 'reference' | 'declared' | 'peers' | 'unopened'>,
): Promise<PlanView> {
  assertOpened(row);
  const { reference, declared, peers } = row;
  const ask = {
    neighbours: () => readNeighbours(deps.store, reference),
    wanting: () => wantingPlan(deps.store, { reference, declared, peers }),
  };
  return planNow(reference, declared, peers, read, ask, deps.clock.now());
}
