import type { Finding } from '../condition.ts';
import type { Declaration, DeclaredDomain } from '../declaration.ts';
import { recordPlace } from '../dns-rules.ts';
import { registrableDomain } from '../domain-name.ts';
import {
  decideRecord,
  type ExistingRecord,
  expectedRecord,
  longestZone,
  ownerMark,
  type RecordField,
  readOwnerMark,
  type WantedRecord,
} from '../domains.ts';
import { type Neighbour, type Switched, spellNeighbour } from '../moving/neighbour.ts';
import { decideTakeOver } from '../moving/take-over.ts';
import { plainName } from '../plain-name.ts';
import { emptyPlan, type Kept, type Plan, type StepHead } from '../plan.ts';
import { addWithinThreshold } from '../safety-threshold.ts';
import { awaitEndpoint, ENDPOINT_KNOWN } from './endpoint-known.ts';
import { planExternal } from './external.ts';
import { intranetVpcs } from './intranet-vpcs.ts';
import { type PrivateInput, planPrivate } from './plan-private.ts';
import type { PrivateStep } from './private-step.ts';
import type { ObservedPrivateZone, PrivateNameMemory } from './private-zone.ts';
import { AWAITING_PUBLICATION, type AwaitedName, type DnsSightings, judgePublication } from './publication.ts';
import { explainCover } from './wildcard-cover.ts';

/** The changes that dns-recorder can make. */
export type RecordStep = PrivateStep | PublicStep;

type PublicStep = StepHead &
  (
    | { kind: 'add-zone'; zone: string }
    | { kind: 'add-record'; name: string; zone: string; rr: string; value: string; ttl: number; mark: string }
    | { kind: 'mark-record'; recordId: string; mark: string }
    | { kind: 'update-record'; recordId: string; rr: string; value: string; ttl: number }
    | { kind: 'enable-record'; recordId: string }
    | { kind: 'remove-record'; name: string; recordId: string }
    | TakeOverStep
  );

interface TakeOverStep {
  kind: 'take-over-record';
  name: string;
  recordId: string;
  rr: string;
  value: string;
  ttl: number;
  mark: string;
  /** The mark that the record should still bear. */
  from: string;
  oldTtlSeconds: number;
}

export interface RecordsMemory {
  /** Records that we made: domain name → RecordId. The mark in the record itself is what counts; this is quicker. */
  records: Record<string, string>;
  /** Every record of ours is gone after the owner asked for deletion. */
  removed: boolean;
  /** Since when the CNAME of each published name leads here. */
  switched?: Record<string, Switched> | undefined;
  /** How long the answer of the gateway before may live, of records that are being taken over, in seconds. */
  takenOver?: Record<string, number> | undefined;
  /** Private names that we made something for; absent where there is none. */
  privateNames?: Record<string, PrivateNameMemory>;
  /** Names whose publication is waited for; absent where there is none. */
  awaited?: Record<string, AwaitedName>;
}

export interface RecordsInput {
  account: string;
  declaration: Declaration;
  deleting: boolean;
  /** The gateway was there already and is taken over: equal records that bear no remark are taken over too. */
  adopting: boolean;
  /** Nothing is to be changed yet: that Torii's own mark is missing on an equal record is no difference. */
  onlyReports?: boolean;
  /** The gateway's public domain name, once known. */
  target: string | undefined;
  /** Names of the account's zones in Alibaba Cloud DNS. */
  zones: string[];
  /** What stands at each declared or remembered name. */
  existing: Record<string, ExistingRecord[]>;
  memory: RecordsMemory;
  /** Names whose AddDomainRecord has no known outcome. */
  openAdds: string[];
  /** The account's other gateways; none where no record of this one comes or goes. */
  neighbours: Neighbour[];
  /** Names that the gateway answers under. */
  served: string[];
  /** ms since the epoch. */
  now: number;
  /** By zone: the name servers that Alibaba Cloud DNS gave it. */
  nameServers?: Record<string, string[]>;
  /** What stands at the names that decide which wildcard answers for a name that has no record yet. */
  covers?: Record<string, ExistingRecord[]>;
  /** What DNS said; absent where nobody asked, as in a plan that is only shown. */
  sightings?: DnsSightings | undefined;
  /** The gateway's private domain name, once known. */
  privateTarget?: string | undefined;
  /** Private zones that hold a name of ours, or that are ours. */
  privateZones?: ObservedPrivateZone[];
  /** Names whose private zone was added without a known outcome. */
  openZones?: string[];
  /** What the owner forces beyond the safety threshold; absent: nothing. */
  forced?: readonly string[];
}

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

/** Names whose CNAME Torii keeps: public ones in Alibaba Cloud DNS. */
export function recordedNames({ spec }: Declaration): string[] {
  return spec.domains.filter((domain) => recordPlace(domain) === 'alidns').map(({ name }) => name);
}

/**
 * Ours is what carries our mark. Also, while no other gateway's mark is on it, the record we remember, and the bare CNAME
 * that stands where an add of ours without a known outcome was going to put it; or, where a gateway is taken over, that
 * points at it already.
 */
function recallRecords({
  existing,
  memory,
  openAdds,
  adopting,
  account,
  declaration,
  target,
}: RecordsInput): RecordsMemory {
  const mark = markOf(account, declaration);
  const isOurs = (name: string, { recordId, remark, value }: ExistingRecord): boolean => {
    const marked = readOwnerMark(remark);
    if (marked) return ownerMark(marked) === mark;
    if (recordId === memory.records[name]) return true;
    return (
      (adopting || openAdds.includes(name)) && !remark && target !== undefined && plainName(value) === plainName(target)
    );
  };
  const records = Object.entries(existing).flatMap(([name, found]) => {
    const ours = found.find((record) => isOurs(name, record));
    return ours ? [[name, ours.recordId] as const] : [];
  });
  return { records: Object.fromEntries(records), removed: memory.removed };
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

/** What is written down before records change hands: how long their old answers may live. */
export function keepOldTtls(steps: readonly RecordStep[], memory: RecordsMemory): RecordsMemory {
  const taken = steps.flatMap((step): [string, number][] =>
    step.kind === 'take-over-record' ? [[step.name, step.oldTtlSeconds]] : [],
  );
  return taken.length > 0 ? { ...memory, takenOver: { ...memory.takenOver, ...Object.fromEntries(taken) } } : memory;
}

/** Since when each declared name leads here and nowhere else, as others have to know who held it before. */
function noteSwitches(
  { existing, target, memory, now }: RecordsInput,
  declared: string[],
): Pick<RecordsMemory, 'switched' | 'takenOver'> {
  const isHere = ({ type, value, status }: ExistingRecord): boolean =>
    type === 'CNAME' && plainName(value) === plainName(target ?? '') && status.toUpperCase() !== 'DISABLE';
  const switched = declared.flatMap((name): [string, Switched][] => {
    const [record, another] = (existing[name] ?? []).filter(({ line }) => line === 'default');
    if (!record || another || !isHere(record)) return [];
    const ttlSeconds = memory.takenOver?.[name] ?? record.ttl;
    return [[name, memory.switched?.[name] ?? { at: now, ttlSeconds }]];
  });
  const done = switched.map(([name]) => name);
  const pending = Object.entries(memory.takenOver ?? {}).filter(([name]) => !done.includes(name));
  return {
    switched: switched.length > 0 ? Object.fromEntries(switched) : undefined,
    takenOver: pending.length > 0 ? Object.fromEntries(pending) : undefined,
  };
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

/** A part of the memory; absent where it would say nothing. */
function unlessEmpty<Part extends 'awaited' | 'privateNames'>(
  part: Part,
  entries: NonNullable<RecordsMemory[Part]>,
): Pick<RecordsMemory, Part> | Record<string, never> {
  return Object.keys(entries).length > 0 ? ({ [part]: entries } as Pick<RecordsMemory, Part>) : {};
}

/** Our record says something else than it should, or was switched off: a call of its own each. */
function correctOwn(
  name: string,
  { rr, value, ttl }: WantedRecord,
  { recordId, differs }: { recordId: string; differs: RecordField[] },
): RecordStep[] {
  const head = { target: name, after: [], effects: [], repeatable: true, recordId };
  const steps: RecordStep[] = [];
  if (differs.some((field) => field !== 'status')) {
    const summary = `point ${name} at ${value}`;
    const reason = 'RecordDiffers';
    steps.push({ ...head, kind: 'update-record', id: `update-record/${name}`, summary, reason, rr, value, ttl });
  }
  if (differs.includes('status')) {
    const summary = `switch the CNAME of ${name} on again`;
    steps.push({ ...head, kind: 'enable-record', id: `enable-record/${name}`, summary, reason: 'RecordDisabled' });
  }
  return steps;
}

/** A second record of ours at the same place would share the traffic. */
function removeSurplus(name: string, surplus: string[]): RecordStep[] {
  return surplus.map((recordId) => ({
    kind: 'remove-record',
    id: `remove-record/${name}/${recordId}`,
    target: name,
    summary: `remove record ${recordId}, our second one at ${name}`,
    reason: SURPLUS,
    after: [],
    effects: ['destroys'],
    repeatable: true,
    name,
    recordId,
  }));
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

function addStep(
  name: string,
  record: { zone: string; rr: string; value: string; ttl: number; mark: string },
  after: string[] = [],
): RecordStep {
  return {
    kind: 'add-record',
    id: `${ADD_RECORD}${name}`,
    target: name,
    summary: record.value
      ? `add the CNAME ${name} → ${record.value}`
      : `add the CNAME of ${name} in zone ${record.zone}`,
    reason: 'RecordMissing',
    after,
    effects: [],
    repeatable: false,
    name,
    ...record,
  };
}

function markOf(account: string, { spec, metadata }: Declaration): string {
  return ownerMark({ account, region: spec.region, name: metadata.name });
}

const SURPLUS = 'SurplusRecord';

/** Before the name, the id of the step that adds its record. */
export const ADD_RECORD = 'add-record/';

const CONFLICT_WAY_OUT =
  'remove that record if nobody needs it, or choose another domain name; Torii changes no foreign record';
