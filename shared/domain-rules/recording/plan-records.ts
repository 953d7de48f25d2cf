import type { Finding } from '../condition.ts';
import type { DeclaredDomain } from '../declaration.ts';
import { recordPlace } from '../dns-rules.ts';
import { registrableDomain } from '../domain-name.ts';
import {
  decideRecord,
  type ExistingRecord,
  expectedRecord,
  longestZone,
  readOwnerMark,
  type WantedRecord,
} from '../domains.ts';
import { spellNeighbour } from '../moving/neighbour.ts';
import { decideTakeOver } from '../moving/take-over.ts';
import { emptyPlan, type Kept, type Plan } from '../plan.ts';
import { addWithinThreshold } from '../safety-threshold.ts';
import { awaitEndpoint, ENDPOINT_KNOWN } from './endpoint-known.ts';
import { planExternal } from './external.ts';
import { intranetVpcs } from './intranet-vpcs.ts';
import { type PrivateInput, planPrivate } from './plan-private.ts';
import { AWAITING_PUBLICATION, type AwaitedName, judgePublication } from './publication.ts';
import { ADD_RECORD, addStep, correctOwn, type RecordStep, removeSurplus, SURPLUS } from './record-step.ts';
import {
  markOf,
  noteSwitches,
  type RecordsInput,
  type RecordsMemory,
  recallRecords,
  unlessEmpty,
} from './records-memory.ts';
import { explainCover } from './wildcard-cover.ts';

export interface RecordsDecision {
  plan: Plan<RecordStep>;
  findings: Finding[];
  memory: RecordsMemory;
}

type Truth = Omit<Finding, 'type'>;

/** What is planned from, and the names whose publication turns out to be waited for. */
interface Working extends RecordsInput {
  awaited: Record<string, AwaitedName>;
}

/**
 * The CNAME of each custom domain where its declaration wants it: in Alibaba Cloud DNS or with another provider, pointing
 * at the gateway's public domain name (G41), or in PrivateZone, pointing at its private one (G42).
 */
export function planRecords(given: RecordsInput): RecordsDecision {
  const input: Working = { ...given, memory: recallRecords(given), awaited: {} };
  const plan = emptyPlan<RecordStep>();
  const domains = input.deleting ? [] : input.declaration.spec.domains;
  const declared = domains.filter((domain) => recordPlace(domain) === 'alidns');
  const external = domains.filter((domain) => recordPlace(domain) === 'external');
  const inside = planPrivate(privateInput(given));
  const truths = [
    ...declared.map((domain) => planName(input, domain, plan)),
    ...external.map(({ name }) => planExternal(name, input.target, input.sightings, plan)),
    ...inside.truths,
  ];
  removeUndeclared(
    input,
    declared.map(({ name }) => name),
    plan,
  );
  addPlan(plan, inside.plan);
  const memory: RecordsMemory = {
    ...input.memory,
    ...noteSwitches(
      given,
      declared.map(({ name }) => name),
    ),
    ...unlessEmpty('awaited', input.awaited),
    ...unlessEmpty('privateNames', inside.memory),
  };
  // A record whose answer was lost may still come to light.
  const nothingOpen = plan.steps.length === 0 && input.openAdds.length === 0 && (input.openZones ?? []).length === 0;
  memory.removed = input.deleting && Object.keys(memory.records).length === 0 && nothingOpen;
  const held = input.deleting ? undefined : holdLargeChange(input, plan);
  if (truths.length === 0 && !held) return { plan, findings: [], memory };
  const open =
    held ?? truths.find(({ status }) => status === 'False') ?? truths.find(({ status }) => status === 'Unknown');
  const message = truths.map((truth) => truth.message).join('; ');
  return {
    plan,
    findings: [{ type: 'RecordsPublished', ...(open ?? { status: 'True', reason: 'Published', message }) }],
    memory,
  };
}

/** Records that point elsewhere, are switched on again or go, where these are too many of ours. @returns what holds them back */
function holdLargeChange({ memory, forced = [] }: RecordsInput, plan: Plan<RecordStep>): Truth | undefined {
  const changing = plan.steps.filter(({ kind }) => kind === 'update-record' || kind === 'enable-record');
  const removing = plan.steps.filter(({ kind }) => kind === 'remove-record');
  const touching = [...changing, ...removing];
  const surplus = removing.filter(({ reason }) => reason === SURPLUS).length;
  plan.steps = plan.steps.filter((step) => !touching.includes(step));
  const blocked = addWithinThreshold(plan, {
    set: 'records',
    entries: 'DNS records of the gateway',
    touched: {
      existing: Object.keys(memory.records).length + surplus,
      updated: new Set(changing.map(({ target }) => target)).size,
      removed: removing.length,
    },
    steps: touching,
    touches: touching.map((step) => (step.kind === 'update-record' ? `${step.id} to ${step.value}` : step.id)),
    forced,
  });
  return blocked && { status: 'False', reason: blocked.reason, message: blocked.message };
}

function planName(input: Working, { name, addZone }: DeclaredDomain, plan: Plan<RecordStep>): Truth {
  const id = `${ADD_RECORD}${name}`;
  const zone = longestZone(name, input.zones);
  if (!zone) {
    if (addZone) return planZone(input, name, plan);
    const message = `no zone of this account in Alibaba Cloud DNS holds ${name}`;
    const wayOut =
      'add the zone to Alibaba Cloud DNS, or say addZone: true, or say dns: external and add the CNAME yourself';
    plan.blocked.push({ what: id, reason: 'ZoneMissing', message, wayOut, rule: 'G41' });
    plan.waits.push({ id: `zone/${name}`, on: 'peer', reason: 'ZoneMissing', message, typicalSeconds: 300 });
    return { status: 'False', reason: 'ZoneMissing', message };
  }
  const mark = markOf(input.account, input.declaration);
  if (!input.target) {
    const message = `${name} gets its CNAME once the gateway's public domain name is known`;
    awaitEndpoint(plan, message);
    plan.steps.push(addStep(name, { zone, rr: '', value: '', ttl: 0, mark }, [ENDPOINT_KNOWN]));
    plan.kept.push(...takenFromWildcard(input, name, zone));
    return { status: 'False', reason: 'AwaitingEndpoint', message };
  }
  const wanted = expectedRecord({ name, zone, target: input.target });
  const ownId = input.memory.records[name];
  const standing = input.existing[name] ?? [];
  const existing = standing.map((record) => (record.recordId === ownId ? { ...record, remark: mark } : record));
  const moving = planTakeOver(input, { name, wanted, standing, mark }, plan);
  if (moving) return moving;
  const decision = decideRecord({ wanted, existing, mark });
  plan.kept.push(...decision.reported.map((message) => ({ what: name, message })));
  switch (decision.kind) {
    case 'add':
      plan.kept.push(...takenFromWildcard(input, name, zone));
      plan.steps.push(addStep(name, { zone, ...wanted, mark }));
      return { status: 'False', reason: 'RecordMissing', message: `${name} has no CNAME yet` };
    case 'update':
      plan.steps.push(...correctOwn(name, wanted, decision), ...removeSurplus(name, decision.surplus));
      return { status: 'False', reason: 'RecordDiffers', message: decision.message };
    case 'conflict':
      plan.blocked.push({
        what: id,
        reason: decision.reason,
        message: decision.message,
        wayOut: CONFLICT_WAY_OUT,
        rule: 'G41',
      });
      plan.waits.push({ id, on: 'peer', reason: decision.reason, message: decision.message, typicalSeconds: 300 });
      return { status: 'False', reason: decision.reason, message: decision.message };
    case 'adopt-equal':
      plan.kept.push({ what: name, message: `the CNAME of ${name} is somebody else's and right: it stays theirs` });
      return published(input, name, { zone, value: wanted.value }, plan);
    case 'keep': {
      const own = standing.find(({ recordId }) => recordId === ownId);
      plan.steps.push(...removeSurplus(name, decision.surplus));
      const unmarked = input.adopting && input.onlyReports ? undefined : markOwn(own, name, mark, plan);
      return unmarked ?? published(input, name, { zone, value: wanted.value }, plan);
    }
  }
}

/** The record of another gateway, which this one may be about to take over; undefined where there is none. */
function planTakeOver(
  { account, neighbours, served }: RecordsInput,
  { name, wanted, standing, mark }: { name: string; wanted: WantedRecord; standing: ExistingRecord[]; mark: string },
  plan: Plan<RecordStep>,
): Truth | undefined {
  const { rr, value, ttl } = wanted;
  const found = decideTakeOver({ name, account, standing, serves: served.includes(name) }, neighbours);
  const id = `take-over-record/${name}`;
  switch (found.kind) {
    case 'none':
      return undefined;
    case 'blocked':
      plan.blocked.push({ what: id, reason: found.reason, message: found.message, wayOut: found.wayOut, rule: 'G41' });
      plan.waits.push({ id, on: 'peer', reason: found.reason, message: found.message, typicalSeconds: 300 });
      return { status: 'False', reason: found.reason, message: found.message };
    case 'wait':
      plan.waits.push({ id, on: 'peer', reason: found.reason, message: found.message, typicalSeconds: 300 });
      return { status: 'False', reason: found.reason, message: found.message };
    case 'take-over': {
      const { recordId, from, oldTtlSeconds } = found;
      const summary = `take the CNAME of ${name} over and point it at ${value}`;
      const head = { id, target: name, summary, after: [], effects: [], repeatable: true };
      plan.steps.push({ ...head, kind: 'take-over-record', name, recordId, rr, value, ttl, mark, from, oldTtlSeconds });
      return { status: 'False', reason: 'RecordElsewhere', message: found.message };
    }
  }
}

/** What a wildcard loses to a name that nothing stands at yet. */
function takenFromWildcard({ covers = {}, existing }: RecordsInput, name: string, zone: string): Kept[] {
  return existing[name]?.length ? [] : explainCover(name, zone, covers);
}

/** The record stands; whether callers find it is what DNS says. */
function published(
  { nameServers = {}, sightings, awaited }: Working,
  name: string,
  { zone, value }: { zone: string; value: string },
  plan: Plan<RecordStep>,
): Truth {
  if (!sightings) return { status: 'True', reason: 'Published', message: `${name} → ${value}` };
  const asked = { nameServers: nameServers[zone] ?? [], value };
  const truth = judgePublication({ ...asked, name, zone }, sightings, plan);
  if (truth.reason === AWAITING_PUBLICATION) awaited[name] = asked;
  return truth;
}

/** The zone of the registered domain, which the owner lets us add; it is never taken away again. */
function planZone({ account, declaration }: RecordsInput, name: string, plan: Plan<RecordStep>): Truth {
  const zone = registrableDomain(name);
  const id = `add-zone/${zone}`;
  if (!plan.steps.some((step) => step.id === id)) {
    plan.steps.push({
      kind: 'add-zone',
      id,
      target: zone,
      summary: `add the zone ${zone} to Alibaba Cloud DNS; nobody asks it until its name servers are set at the registrar`,
      after: [],
      effects: [],
      repeatable: true,
      zone,
    });
  }
  plan.steps.push(addStep(name, { zone, rr: '', value: '', ttl: 0, mark: markOf(account, declaration) }, [id]));
  return { status: 'False', reason: 'ZoneMissing', message: `${zone} is not in Alibaba Cloud DNS yet` };
}

function privateInput({ account, declaration, deleting, ...input }: RecordsInput): PrivateInput {
  const { spec } = declaration;
  const names = spec.domains.filter((domain) => recordPlace(domain) === 'privatezone').map(({ name }) => name);
  return {
    mark: markOf(account, declaration),
    region: spec.region,
    names: deleting ? [] : names,
    vpcs: intranetVpcs(spec),
    target: input.privateTarget,
    zones: input.privateZones ?? [],
    memory: input.memory.privateNames ?? {},
    openZones: input.openZones ?? [],
  };
}

/** Adds a plan to another; a wait that both have is one. */
function addPlan(plan: Plan<RecordStep>, more: Plan<RecordStep>): void {
  plan.steps.push(...more.steps);
  plan.blocked.push(...more.blocked);
  plan.kept.push(...more.kept);
  plan.waits.push(...more.waits.filter(({ id }) => !plan.waits.some((wait) => wait.id === id)));
}

/** A record of ours without its mark (the run ended between the two calls) gets it. */
function markOwn(
  record: ExistingRecord | undefined,
  name: string,
  mark: string,
  plan: Plan<RecordStep>,
): Truth | undefined {
  if (!record || readOwnerMark(record.remark)) return undefined;
  plan.steps.push({
    kind: 'mark-record',
    id: `mark-record/${name}`,
    target: name,
    summary: `mark the CNAME of ${name} as Torii's own`,
    reason: 'RecordUnmarked',
    after: [],
    effects: [],
    repeatable: true,
    recordId: record.recordId,
    mark,
  });
  return { status: 'False', reason: 'RecordUnmarked', message: `the CNAME of ${name} does not carry its mark yet` };
}

function removeUndeclared(input: RecordsInput, declared: string[], plan: Plan<RecordStep>): void {
  const { memory, deleting } = input;
  for (const [name, recordId] of Object.entries(memory.records)) {
    if (declared.includes(name) || isLeftTo(input, name, plan)) continue;
    plan.steps.push({
      kind: 'remove-record',
      id: `remove-record/${name}`,
      target: name,
      summary: `remove the CNAME of ${name}${deleting ? ' before the gateway goes' : ', which is not declared any more'}`,
      reason: deleting ? 'Deleting' : 'RecordNotDeclared',
      after: [],
      effects: ['destroys'],
      repeatable: true,
      name,
      recordId,
    });
  }
}

/** Another gateway declares the name and keeps its CNAME: it takes the record over, so it is not removed. */
function isLeftTo({ neighbours }: RecordsInput, name: string, plan: Plan<RecordStep>): boolean {
  const heir = neighbours.find(({ recorded }) => recorded.includes(name));
  if (!heir) return false;
  const message = `the CNAME of ${name} is left to ${spellNeighbour(heir)}, which takes it over once it serves the name`;
  plan.waits.push({ id: `taken-over/${name}`, on: 'peer', reason: 'AwaitingTakeover', message, typicalSeconds: 300 });
  return true;
}

const CONFLICT_WAY_OUT =
  'remove that record if nobody needs it, or choose another domain name; Torii changes no foreign record';
