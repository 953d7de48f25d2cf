import type { Finding } from '../condition.ts';
import { decideRecord, type ExistingRecord, ownerMark, readOwnerMark } from '../domains.ts';
import { plainName } from '../plain-name.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import { awaitEndpoint, ENDPOINT_KNOWN } from './endpoint-known.ts';
import { ADD_PRIVATE_RECORD, ADD_PRIVATE_ZONE, type PrivateStep, privateHead } from './private-step.ts';
import {
  choosePrivateZone,
  findOwnZone,
  type ObservedPrivateZone,
  type PrivateNameMemory,
  privateHost,
} from './private-zone.ts';

type Truth = Omit<Finding, 'type'>;

export interface PrivateInput {
  mark: string;
  /** Of the gateway and so of its VPCs. */
  region: string;
  /** Declared in PrivateZone; none while the gateway is taken down. */
  names: string[];
  /** VPCs that are to see the names. */
  vpcs: string[];
  /** The gateway's private domain name, once known. */
  target: string | undefined;
  /** Zones that hold one of the names or of the remembered ones, and all that carry our mark. */
  zones: ObservedPrivateZone[];
  memory: Record<string, PrivateNameMemory>;
  /** Names whose zone was added without a known outcome. */
  openZones: string[];
}

export interface PrivateDecision {
  plan: Plan<PrivateStep>;
  truths: Truth[];
  memory: Record<string, PrivateNameMemory>;
}

/** The names of private custom domains inside the linked VPCs (G42): zone, record, binding, in this order. */
export function planPrivate(given: PrivateInput): PrivateDecision {
  const memory = recallPrivate(given);
  const input = { ...given, memory };
  const plan = emptyPlan<PrivateStep>();
  const truths = input.names.map((name) => planName(input, name, plan));
  for (const name of Object.keys(memory)) if (!input.names.includes(name)) planRemoval(input, name, plan);
  return { plan, truths, memory };
}

/** What is ours of each name: by the marks in the cloud, which count, and by what we remember. */
function recallPrivate({ names, vpcs, zones, memory, mark, openZones }: PrivateInput): PrivateInput['memory'] {
  const marked = zones.filter((zone) => bears(mark, zone.remark)).map((zone) => plainName(zone.name));
  const candidates = [...new Set([...names, ...Object.keys(memory), ...openZones, ...marked])];
  return Object.fromEntries(
    candidates.flatMap((name): [string, PrivateNameMemory][] => {
      const addIsOpen = openZones.includes(name);
      const own = findOwnZone(name, zones, { mark, remembered: memory[name]?.zoneId, addIsOpen });
      const ours = [...(memory[name]?.bound ?? []), ...vpcs];
      const inOthers = zones.some((zone) => zone !== own && ownRecords(zone, name, mark).length > 0);
      if (own) return [[name, { zoneId: own.zoneId, bound: own.vpcs.filter((vpcId) => ours.includes(vpcId)) }]];
      return inOthers ? [[name, { bound: [] }]] : [];
    }),
  );
}

function planName(input: PrivateInput, name: string, plan: Plan<PrivateStep>): Truth {
  const { vpcs, zones, target } = input;
  const place = choosePrivateZone(name, vpcs, zones, ownZone(input, name), target);
  if (place.kind === 'conflict') return block(name, place, plan);
  const { zone } = place;
  if (!zone) return planNewZone(input, name, plan);
  const unmarked = place.kind === 'own' && markOwn(input, name, zone, plan);
  const recorded = planRecord(input, name, zone, plan);
  if (place.kind === 'own') planBindings(input, name, zone, plan);
  if (recorded.status !== 'True') return recorded;
  if (unmarked) return unmarked;
  const blind = vpcs.filter((vpcId) => !zone.vpcs.includes(vpcId)).join(', ');
  if (blind)
    return { status: 'False', reason: 'NotBound', message: `${blind} cannot see the private zone of ${name} yet` };
  return { status: 'True', reason: 'Published', message: `${name} → ${target} inside ${vpcs.join(', ')}` };
}

/** A zone that is not there yet, with all that goes into it then. */
function planNewZone(input: PrivateInput, name: string, plan: Plan<PrivateStep>): Truth {
  const summary = `add the private zone ${name}, which passes on every name below it`;
  const head = privateHead('add-private-zone', name, summary, { repeatable: false });
  plan.steps.push({ ...head, kind: 'add-private-zone', name, mark: input.mark });
  const recorded = planRecord(input, name, undefined, plan);
  planBindings(input, name, undefined, plan);
  return input.target
    ? { status: 'False', reason: 'ZoneMissing', message: `${name} has no private zone yet` }
    : recorded;
}

/** A zone of ours without its mark (the run ended between the two calls) gets it. */
function markOwn(
  { mark }: PrivateInput,
  name: string,
  { zoneId, remark }: ObservedPrivateZone,
  plan: Plan<PrivateStep>,
): Truth | undefined {
  if (bears(mark, remark)) return undefined;
  const head = privateHead('mark-private-zone', name, `mark the private zone ${name} as Torii's own`);
  plan.steps.push({ ...head, kind: 'mark-private-zone', zoneId, mark });
  return { status: 'False', reason: 'ZoneUnmarked', message: `the private zone ${name} does not carry its mark yet` };
}

function planRecord(
  { target, mark }: PrivateInput,
  name: string,
  zone: ObservedPrivateZone | undefined,
  plan: Plan<PrivateStep>,
): Truth {
  const rr = privateHost(name, zone);
  const adding = (value: string, summary: string, after: string[]): void => {
    const head = privateHead('add-private-record', name, summary, { after, repeatable: false });
    plan.steps.push({
      ...head,
      kind: 'add-private-record',
      zoneId: zone?.zoneId ?? '',
      rr,
      value,
      ttl: TTL_SECONDS,
      mark,
    });
  };
  if (!target) {
    const message = `${name} gets its private CNAME once the gateway's private domain name is known`;
    awaitEndpoint(plan, message);
    adding('', `add the private CNAME of ${name}`, [ENDPOINT_KNOWN, ...zoneFirst(name, zone)]);
    return { status: 'False', reason: 'AwaitingEndpoint', message };
  }
  const wanted = { rr, type: 'CNAME', value: plainName(target), ttl: TTL_SECONDS } as const;
  const decision = decideRecord({ wanted, existing: zone?.at[name] ?? [], mark });
  switch (decision.kind) {
    case 'add':
      adding(wanted.value, `add the private CNAME ${name} → ${wanted.value}`, zoneFirst(name, zone));
      return { status: 'False', reason: 'RecordMissing', message: `${name} has no private CNAME yet` };
    case 'update': {
      const { recordId, differs } = decision;
      if (differs.some((field) => field !== 'status')) {
        const head = privateHead(
          'update-private-record',
          name,
          `point ${name} at ${wanted.value} again, inside the VPCs`,
        );
        plan.steps.push({
          ...head,
          kind: 'update-private-record',
          recordId,
          rr,
          value: wanted.value,
          ttl: TTL_SECONDS,
        });
      }
      if (differs.includes('status')) {
        const head = privateHead('enable-private-record', name, `switch the private CNAME of ${name} on again`);
        plan.steps.push({ ...head, kind: 'enable-private-record', recordId });
      }
      return { status: 'False', reason: 'RecordDiffers', message: decision.message };
    }
    case 'conflict':
      return block(name, { ...decision, wayOut: CONFLICT_WAY_OUT }, plan);
    case 'keep':
    case 'adopt-equal':
      return { status: 'True', reason: 'Published', message: `${name} → ${wanted.value}` };
  }
}

/** The document advises to bind after the record is there. Who else is bound stays bound. */
function planBindings(
  { vpcs, region, memory }: PrivateInput,
  name: string,
  zone: ObservedPrivateZone | undefined,
  plan: Plan<PrivateStep>,
): void {
  const missing = vpcs.filter((vpcId) => !zone?.vpcs.includes(vpcId));
  const recordFirst = [`${ADD_PRIVATE_RECORD}${name}`, ...zoneFirst(name, zone)];
  const zoneId = zone?.zoneId ?? '';
  if (missing.length > 0) {
    const summary = `let ${missing.join(', ')} see the private zone ${name}`;
    const head = privateHead('bind-private-zone', name, summary, { after: recordFirst });
    plan.steps.push({ ...head, kind: 'bind-private-zone', name, zoneId, region, vpcs: missing });
  }
  const left = (memory[name]?.bound ?? []).filter((vpcId) => !vpcs.includes(vpcId));
  if (left.length === 0) return;
  const summary = `take the private zone ${name} away from ${left.join(', ')}, which is not declared any more`;
  const head = privateHead('unbind-private-zone', name, summary, {
    after: [`bind-private-zone/${name}`],
    effects: ['disrupts'],
  });
  plan.steps.push({ ...head, kind: 'unbind-private-zone', name, zoneId, region, vpcs: left });
}

/** Our record goes, then our bindings, then our zone; a zone that others use by now stays as it is, without our record. */
function planRemoval(input: PrivateInput, name: string, plan: Plan<PrivateStep>): void {
  const { zones, mark, region, memory } = input;
  const own = ownZone(input, name);
  const records = zones.flatMap((zone) => ownRecords(zone, name, mark));
  records.forEach(({ recordId }, index) => {
    const head = privateHead('remove-private-record', name, `remove the private CNAME of ${name}`, {
      effects: ['destroys'],
    });
    const id = index === 0 ? head.id : `${head.id}/${recordId}`;
    plan.steps.push({ ...head, id, kind: 'remove-private-record', recordId });
  });
  if (!own) return;
  const recordsGone = plan.steps.filter(({ target }) => target === name).map(({ id }) => id);
  const ours = own.vpcs.filter((vpcId) => memory[name]?.bound.includes(vpcId));
  if (own.recordCount > ownRecords(own, name, mark).length) {
    plan.kept.push({
      what: name,
      message: `the private zone ${name} (${own.zoneId}) has records that Torii did not make, and stays`,
    });
    return;
  }
  if (ours.length > 0) {
    const summary = `take the private zone ${name} away from ${ours.join(', ')}`;
    const head = privateHead('unbind-private-zone', name, summary, { after: recordsGone, effects: ['destroys'] });
    plan.steps.push({ ...head, kind: 'unbind-private-zone', name, zoneId: own.zoneId, region, vpcs: ours });
  }
  if (ours.length < own.vpcs.length) {
    plan.kept.push({
      what: name,
      message: `the private zone ${name} (${own.zoneId}) is bound to a VPC by somebody else, and stays`,
    });
    return;
  }
  const after = [...recordsGone, `unbind-private-zone/${name}`];
  const head = privateHead('remove-private-zone', name, `remove the private zone ${name}`, {
    after,
    effects: ['destroys'],
  });
  plan.steps.push({ ...head, kind: 'remove-private-zone', zoneId: own.zoneId });
}

function ownZone({ memory, zones }: PrivateInput, name: string): ObservedPrivateZone | undefined {
  const zoneId = memory[name]?.zoneId;
  return zones.find((zone) => zone.zoneId === zoneId);
}

/** Our records at a name, which are marked from the call that adds them. */
function ownRecords(zone: ObservedPrivateZone, name: string, mark: string): ExistingRecord[] {
  return (zone.at[name] ?? []).filter(({ remark }) => bears(mark, remark));
}

function bears(mark: string, remark: string | undefined): boolean {
  const owner = readOwnerMark(remark);
  return owner !== undefined && ownerMark(owner) === mark;
}

function zoneFirst(name: string, zone: ObservedPrivateZone | undefined): string[] {
  return zone ? [] : [`${ADD_PRIVATE_ZONE}${name}`];
}

function block(
  name: string,
  { reason, message, wayOut }: { reason: string; message: string; wayOut: string },
  plan: Plan<PrivateStep>,
): Truth {
  const what = `${ADD_PRIVATE_RECORD}${name}`;
  plan.blocked.push({ what, reason, message, wayOut, rule: 'G42' });
  plan.waits.push({ id: what, on: 'peer', reason, message, typicalSeconds: 300 });
  return { status: 'False', reason, message };
}

/** PrivateZone takes 5, 30, 60, 3600, 43200 or 86400; this is its own default. */
const TTL_SECONDS = 60;
const CONFLICT_WAY_OUT =
  'remove that record if nobody needs it, or choose another domain name; Torii changes no foreign record';
