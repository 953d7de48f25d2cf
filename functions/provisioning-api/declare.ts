import { isDeepStrictEqual } from 'node:util';
import type { Declaration } from '../../shared/domain-rules/declaration.ts';
import { MODES, type Mode } from '../../shared/domain-rules/mode.ts';
import type { Problem } from '../../shared/domain-rules/problem.ts';
import { tell } from '../../shared/engine/tell.ts';
import type { DeclarationDocument } from '../../shared/engine/worker.ts';
import type { ToriiEventType } from '../../shared/events/event-bus.ts';
import { isVersionConflict } from '../../shared/state/store.ts';
import { gatewayToAdopt, keptId } from './adopt.ts';
import type { ApiContext } from './context.ts';
import { type GatewayRow, isGone, listGateways } from './gateways.ts';
import { ApiProblem } from './problem.ts';
import { type Caller, spellCaller } from './security/arrival.ts';
import { assertConditions, type Conditions } from './security/preconditions.ts';

/** @throws ApiProblem Unreadable, TooLarge, or DeclarationInvalid with every problem of it */
export async function readDeclarationBody(request: Request): Promise<{ declaration: Declaration; advice: Problem[] }> {
  const { readDeclaration } = await import('../../shared/domain-rules/declaration.ts');
  const reading = readDeclaration(await readBody(request));
  if (reading.ok) return reading;
  const { problems } = reading;
  const detail = `the declaration has ${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'}; nothing was changed`;
  throw new ApiProblem(422, 'DeclarationInvalid', detail, { problems });
}

/** @throws ApiProblem ModeUnknown */
export async function readMode(request: Request): Promise<Mode> {
  const body = await readBody(request);
  const { mode } = (typeof body === 'object' && body !== null ? body : {}) as { mode?: unknown };
  const known = MODES.find((one) => one === mode);
  if (known) return known;
  throw new ApiProblem(422, 'ModeUnknown', `say {"mode": "…"} with one of ${MODES.join(', ')}`);
}

/**
 * Writes the declaration down and tells the workers. The same declaration again changes nothing.
 *
 * @param asked `adopt`: id or name of a gateway that is there already and is to be taken over
 * @throws ApiProblem
 */
export async function declare(
  api: ApiContext,
  name: string,
  { declaration, advice }: { declaration: Declaration; advice: Problem[] },
  { adopt, conditions, caller }: { adopt: string | undefined; conditions: Conditions; caller: Caller },
): Promise<{ row: GatewayRow; changed: boolean; advice: Problem[] }> {
  const { metadata, spec } = declaration;
  if (metadata.name !== name) {
    const detail = `the path names ${name}, metadata.name says ${metadata.name}: they have to be the same`;
    throw new ApiProblem(422, 'NameMismatch', detail);
  }
  const reference = { account: api.account, region: spec.region, name };
  const key = { ...reference, kind: 'declaration' } as const;
  const stored = await api.deps.store.get<DeclarationDocument>(key);
  const rows = await listGateways(api);
  const known = rows.find((row) => isSame(row, reference));
  // What is judged here is what the write below expects to find.
  assertConditions(
    conditions,
    known && stored ? { generation: stored.body.generation, version: stored.version } : undefined,
  );
  const adopts = adopt === undefined ? undefined : await gatewayToAdopt(api, reference, adopt, rows);
  const isNewlyAdopted = adopts !== undefined && (!known || keptId(known) !== adopts);
  if (known && isUnchanged(known, declaration) && !isNewlyAdopted) {
    return { row: known, changed: false, advice };
  }
  if (known?.declared.deletion && !isGone(known)) {
    throw new ApiProblem(409, 'Deleting', `${name} is being deleted; declare it again when it is gone`);
  }
  const next = nextGeneration(api, declaration, stored?.body, known);
  // What is taken over is first only looked at: its owner reads the differences before anything is changed.
  const declared: DeclarationDocument = isNewlyAdopted ? { ...next, mode: 'report', adopts } : next;
  const version = await write(api, key, declared, stored?.version ?? 0);
  const { generation } = declared;
  await record(api, caller, reference, {
    type: 'torii.gateway.declared',
    message: `generation ${generation} was declared`,
    generation,
  });
  const { peers = {}, unopened } = known ?? {};
  return { row: { reference, version, declared, peers, unopened }, changed: true, advice };
}

/**
 * What a declaration would be once it is declared, for a plan that writes nothing: the one that stands, with its
 * approvals, where it says the same; else the next generation.
 */
export async function asIfDeclared(api: ApiContext, declaration: Declaration): Promise<Omit<GatewayRow, 'version'>> {
  const reference = { account: api.account, region: declaration.spec.region, name: declaration.metadata.name };
  const known = (await listGateways(api)).find((row) => isSame(row, reference));
  if (known && isUnchanged(known, declaration)) return known;
  const stored = await api.deps.store.get<DeclarationDocument>({ ...reference, kind: 'declaration' });
  return {
    reference,
    declared: nextGeneration(api, declaration, stored?.body, known),
    peers: known?.peers ?? {},
    unopened: known?.unopened,
  };
}

/** @param stored also of a gateway that is gone: generations are never used twice */
function nextGeneration(
  { deps }: Pick<ApiContext, 'deps'>,
  declaration: Declaration,
  stored: DeclarationDocument | undefined,
  known: GatewayRow | undefined,
): DeclarationDocument {
  return {
    generation: (stored?.generation ?? 0) + 1,
    declaration,
    approvals: [],
    deletion: undefined,
    mode: known?.declared.mode ?? 'enforce',
    adopts: known?.declared.adopts,
    declaredAt: deps.clock.now(),
  };
}

/** What Torii may do about a gateway from now on. */
export async function setMode(api: ApiContext, caller: Caller, row: GatewayRow, mode: Mode): Promise<GatewayRow> {
  if (row.declared.mode === mode) return row;
  const declared = { ...row.declared, mode };
  const version = await write(api, { ...row.reference, kind: 'declaration' }, declared, row.version);
  const { generation } = declared;
  await record(api, caller, row.reference, {
    type: 'torii.gateway.mode-changed',
    message: `the mode is ${mode} now`,
    generation,
  });
  return { ...row, version, declared };
}

/** Asks for the gateway to be taken down; its plan waits for approval like any other. */
export async function remove(
  api: ApiContext,
  caller: Caller,
  row: GatewayRow,
  { unbindServices }: { unbindServices: boolean },
): Promise<GatewayRow> {
  const { deletion } = row.declared;
  if (deletion && deletion.unbindServices === unbindServices) return row;
  const declared: DeclarationDocument = {
    ...row.declared,
    generation: row.declared.generation + 1,
    approvals: [],
    deletion: { unbindServices, requestedAt: api.deps.clock.now() },
  };
  const version = await write(api, { ...row.reference, kind: 'declaration' }, declared, row.version);
  const message = `deletion was asked for${unbindServices ? ', services are unbound first' : ''}`;
  const { generation } = declared;
  await record(api, caller, row.reference, { type: 'torii.gateway.deletion-requested', message, generation });
  return { ...row, version, declared };
}

/** @throws ApiProblem ChangedMeanwhile */
export async function write(
  { deps }: ApiContext,
  key: Parameters<ApiContext['deps']['store']['put']>[0],
  body: DeclarationDocument,
  expectedVersion: number,
): Promise<number> {
  try {
    return await deps.store.put(key, { body, dueAt: null }, expectedVersion);
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    throw new ApiProblem(
      409,
      'ChangedMeanwhile',
      'somebody else changed this gateway at the same time: look and try again',
    );
  }
}

/** Journal first: an event that gets lost is made up for by the timers. Who asked for it is kept with what was done. */
export async function record(
  { deps }: ApiContext,
  caller: Caller,
  reference: GatewayRow['reference'],
  { type, message, generation }: { type: ToriiEventType; message: string; generation: number },
): Promise<void> {
  const { account, region, name } = reference;
  await deps.store.append({
    account,
    region,
    gateway: name,
    at: deps.clock.now(),
    from: 'provisioning-api',
    kind: 'note',
    reason: type,
    message,
    data: { by: spellCaller(caller) },
  });
  await tell(deps, 'provisioning-api', { type, data: { ...reference, generation } });
}

/** JSON or YAML, whatever it calls itself: JSON is YAML. @throws ApiProblem TooLarge or Unreadable */
export async function readBody(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > LARGEST_BODY) {
    throw new ApiProblem(413, 'TooLarge', `a body has at most ${LARGEST_BODY} characters`);
  }
  const { readText } = await import('./read-text.ts');
  return readText(text);
}

function isSame(row: GatewayRow, { region, name }: { region: string; name: string }): boolean {
  return row.reference.region === region && row.reference.name === name;
}

function isUnchanged({ declared }: GatewayRow, declaration: Declaration): boolean {
  return !declared.deletion && isDeepStrictEqual(declared.declaration, declaration);
}

const LARGEST_BODY = 256 * 1024;
