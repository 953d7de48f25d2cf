import type { Finding } from '../condition.ts';
import type { Declaration } from '../declaration.ts';

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
import { plainName } from '../plain-name.ts';
import { emptyPlan, type Plan, type StepHead } from '../plan.ts';
import { addWithinThreshold } from '../safety-threshold.ts';

/** The changes that dns-recorder can make. */
export type RecordStep = StepHead &
  (
    | { kind: 'add-record'; name: string; zone: string; rr: string; value: string; ttl: number; mark: string }
    | { kind: 'mark-record'; recordId: string; mark: string }
    | { kind: 'update-record'; recordId: string; rr: string; value: string; ttl: number }
    | { kind: 'enable-record'; recordId: string }
    | { kind: 'remove-record'; name: string; recordId: string }
  );

export interface RecordsMemory {
  /** Records that we made: domain name → RecordId. The mark in the record itself is what counts; this is quicker. */
  records: Record<string, string>;
  /** Every record of ours is gone after the owner asked for deletion. */
  removed: boolean;
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
  /** What the owner forces beyond the safety threshold; absent: nothing. */
  forced?: readonly string[];
}

export interface RecordsDecision {
  plan: Plan<RecordStep>;
  findings: Finding[];
  memory: RecordsMemory;
}

type Truth = Omit<Finding, 'type'>;

/** The CNAME of each public custom domain, pointing at the gateway's public domain name (G41). */
export function planRecords(given: RecordsInput): RecordsDecision {
  const input = { ...given, memory: recallRecords(given) };
  const plan = emptyPlan<RecordStep>();
  const declared = input.deleting ? [] : recordedNames(input.declaration);
  const truths = declared.map((name) => planName(input, name, plan));
  removeUndeclared(input, declared, plan);
  // A record whose answer was lost may still come to light.
  const nothingOurs = Object.keys(input.memory.records).length === 0 && input.openAdds.length === 0;
  const memory = { ...input.memory, removed: input.deleting && nothingOurs };
  const held = input.deleting ? undefined : holdLargeChange(input, plan);
  if (truths.length === 0 && !held) return { plan, findings: [], memory };
  const open = held ?? truths.find(({ status }) => status !== 'True');
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
  return spec.domains.filter(({ dns, access }) => dns === 'alidns' && access === 'internet').map(({ name }) => name);
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
  return { ...memory, records: Object.fromEntries(records) };
}

function planName(input: RecordsInput, name: string, plan: Plan<RecordStep>): Truth {
  const id = `${ADD_RECORD}${name}`;
  const zone = longestZone(name, input.zones);
  if (!zone) {
    const message = `no zone of this account in Alibaba Cloud DNS holds ${name}`;
    const wayOut = 'add the zone to Alibaba Cloud DNS, or say dns: external and add the CNAME yourself';
    plan.blocked.push({ what: id, reason: 'ZoneMissing', message, wayOut, rule: 'G41' });
    plan.waits.push({ id: `zone/${name}`, on: 'peer', reason: 'ZoneMissing', message, typicalSeconds: 300 });
    return { status: 'False', reason: 'ZoneMissing', message };
  }
  const mark = markOf(input.account, input.declaration);
  if (!input.target) {
    const message = `${name} gets its CNAME once the gateway's public domain name is known`;
    plan.waits.push({ id: ENDPOINT_KNOWN, on: 'peer', reason: 'AwaitingEndpoint', message, typicalSeconds: 240 });
    plan.steps.push(addStep(name, { zone, rr: '', value: '', ttl: 0, mark }, [ENDPOINT_KNOWN]));
    return { status: 'False', reason: 'AwaitingEndpoint', message };
  }
  const wanted = expectedRecord({ name, zone, target: input.target });
  const ownId = input.memory.records[name];
  const standing = input.existing[name] ?? [];
  const existing = standing.map((record) => (record.recordId === ownId ? { ...record, remark: mark } : record));
  const decision = decideRecord({ wanted, existing, mark });
  switch (decision.kind) {
    case 'add':
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
      return { status: 'True', reason: 'Published', message: `${name} → ${wanted.value}` };
    case 'keep': {
      const own = standing.find(({ recordId }) => recordId === ownId);
      plan.steps.push(...removeSurplus(name, decision.surplus));
      const published = { status: 'True', reason: 'Published', message: `${name} → ${wanted.value}` } as const;
      const unmarked = input.adopting && input.onlyReports ? undefined : markOwn(own, name, mark, plan);
      return unmarked ?? published;
    }
  }
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

function removeUndeclared({ memory, deleting }: RecordsInput, declared: string[], plan: Plan<RecordStep>): void {
  for (const [name, recordId] of Object.entries(memory.records)) {
    if (declared.includes(name)) continue;
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

/** The wait for the gateway's public domain name. */
export const ENDPOINT_KNOWN = 'endpoint-known';

/** Before the name, the id of the step that adds its record. */
export const ADD_RECORD = 'add-record/';

const CONFLICT_WAY_OUT =
  'remove that record if nobody needs it, or choose another domain name; Torii changes no foreign record';
