import { describe, expect, it } from 'vitest';
import type { ExistingRecord } from '../../shared/domain-rules/domains.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { planRecords } from '../../shared/domain-rules/recording/plan-records.ts';
import type { PrivateStep } from '../../shared/domain-rules/recording/private-step.ts';
import type { ObservedPrivateZone } from '../../shared/domain-rules/recording/private-zone.ts';
import type { RecordsInput, RecordsMemory } from '../../shared/domain-rules/recording/records-memory.ts';
import { ACCOUNT, declared, OWNER, stepIds, stepOf } from './worlds.ts';

const NAME = 'chat.example.com';
const PRIVATE_NAME = 'gw-1uhcqmsc7x22abcdef-vpc.cn-beijing.pai-eas.aliyuncs.com';
const OTHER_GATEWAY = `torii:${ACCOUNT}/cn-beijing/other`;

const record = (is: Partial<ExistingRecord> = {}): ExistingRecord => ({
  recordId: '1001',
  rr: '@',
  type: 'CNAME',
  value: PRIVATE_NAME,
  line: 'default',
  status: 'ENABLE',
  ttl: 60,
  remark: OWNER,
  ...is,
});

/** Our zone of the name, as it is when all is well. */
const ours = (is: Partial<ObservedPrivateZone> = {}): ObservedPrivateZone => ({
  zoneId: 'ours',
  name: NAME,
  remark: OWNER,
  recordCount: 1,
  vpcs: ['vpc-1', 'vpc-2'],
  at: { [NAME]: [record()] },
  ...is,
});

/** A zone that somebody else made for the whole domain, with nothing at our name. */
const theirs = (is: Partial<ObservedPrivateZone> = {}): ObservedPrivateZone => ({
  zoneId: 'theirs',
  name: 'example.com',
  recordCount: 3,
  vpcs: ['vpc-1', 'vpc-2'],
  at: { [NAME]: [] },
  ...is,
});

interface Given extends Partial<RecordsInput> {
  domains?: object[];
  vpcIds?: string[];
}

function plan({ domains, vpcIds = ['vpc-1', 'vpc-2'], ...rest }: Given = {}) {
  const named = domains ?? [{ name: NAME, access: 'intranet', dns: 'privatezone' }];
  return planRecords({
    account: ACCOUNT,
    declaration: declared({
      internet: { allow: [] },
      vpcs: vpcIds.map((vpcId) => ({ vpcId, vSwitches: [vpcId.replace('vpc', 'vsw')] })),
      domains: named,
    }),
    deleting: false,
    adopting: false,
    target: undefined,
    privateTarget: PRIVATE_NAME,
    zones: [],
    existing: {},
    memory: { records: {}, removed: false },
    openAdds: [],
    neighbours: [],
    served: [],
    now: 0,
    ...rest,
  });
}

const remembering = (zoneId: string | undefined, bound: string[]): RecordsMemory => ({
  records: {},
  removed: false,
  privateNames: { [NAME]: { zoneId, bound } },
});

const boundStep = (planned: ReturnType<typeof plan>, kind: 'bind' | 'unbind') =>
  stepOf(planned.plan, `${kind}-private-zone/${NAME}`) as Extract<
    PrivateStep,
    { kind: 'bind-private-zone' | 'unbind-private-zone' }
  >;

describe('a private name in PrivateZone (G42)', () => {
  it('gets a zone of exactly that name, then its record, and is bound when the record is there', () => {
    const decision = plan();
    expect(decision.plan.steps).toMatchObject([
      { id: `add-private-zone/${NAME}`, name: NAME, mark: OWNER, effects: [], repeatable: false },
      { id: `add-private-record/${NAME}`, rr: '@', value: PRIVATE_NAME, ttl: 60, mark: OWNER, repeatable: false },
      { id: `bind-private-zone/${NAME}`, region: 'cn-beijing', vpcs: ['vpc-1', 'vpc-2'] },
    ]);
    expect(readySteps(decision.plan).map(({ id }) => id)).toEqual([`add-private-zone/${NAME}`]);
    expect(decision.findings).toMatchObject([{ type: 'RecordsPublished', status: 'False', reason: 'ZoneMissing' }]);
    const made = plan({ privateZones: [ours({ vpcs: [], recordCount: 0, at: {} })] });
    expect(readySteps(made.plan)).toMatchObject([{ id: `add-private-record/${NAME}`, zoneId: 'ours' }]);
    expect(made.findings).toMatchObject([{ reason: 'RecordMissing' }]);
    const recorded = plan({ privateZones: [ours({ vpcs: ['vpc-2'] })] });
    expect(readySteps(recorded.plan)).toMatchObject([
      { id: `bind-private-zone/${NAME}`, zoneId: 'ours', vpcs: ['vpc-1'] },
    ]);
    expect(recorded.findings).toMatchObject([{ reason: 'NotBound', message: expect.stringContaining('vpc-1') }]);
  });

  it('that is all there needs nothing', () => {
    const decision = plan({ privateZones: [ours()] });
    expect(decision.plan).toEqual({ steps: [], waits: [], blocked: [], kept: [] });
    expect(decision.findings).toMatchObject([{ status: 'True', reason: 'Published' }]);
    expect(decision.memory.privateNames).toEqual({ [NAME]: { zoneId: 'ours', bound: ['vpc-1', 'vpc-2'] } });
  });

  it('may be the domain itself: the CNAME is at the head of a zone that has nothing else', () => {
    const domains = [{ name: 'example.com', access: 'intranet', dns: 'privatezone' }];
    expect(stepOf(plan({ domains }).plan, 'add-private-record/example.com')).toMatchObject({ rr: '@' });
  });

  it('gets its zone while the gateway has no private name yet, and its record after that', () => {
    const { plan: planned, findings } = plan({ privateTarget: undefined });
    expect(readySteps(planned).map(({ id }) => id)).toEqual([`add-private-zone/${NAME}`]);
    expect(planned.waits).toMatchObject([{ id: 'endpoint-known', on: 'peer' }]);
    expect(findings).toMatchObject([{ reason: 'AwaitingEndpoint' }]);
    const made = plan({ privateTarget: undefined, privateZones: [ours({ vpcs: [], recordCount: 0, at: {} })] });
    expect(readySteps(made.plan)).toEqual([]);
    expect(made.findings).toMatchObject([{ reason: 'AwaitingEndpoint' }]);
  });

  it('waits for the gateway’s names once, together with a public one', () => {
    const domains = [{ name: NAME, access: 'intranet', dns: 'privatezone' }, { name: NAME }];
    const { plan: planned } = plan({ domains, privateTarget: undefined, zones: ['example.com'] });
    expect(planned.waits.map(({ id }) => id)).toEqual(['endpoint-known']);
    expect(stepIds(planned)).toContain(`add-record/${NAME}`);
  });

  it.each<[string, Partial<ExistingRecord>, string[]]>([
    ['points elsewhere', { value: 'old.example.net' }, ['update-private-record']],
    ['is switched off', { status: 'DISABLE' }, ['enable-private-record']],
    ['is both', { ttl: 5, status: 'DISABLE' }, ['update-private-record', 'enable-private-record']],
  ])('whose record of ours %s is put right', (_, is, kinds) => {
    const decision = plan({ privateZones: [ours({ at: { [NAME]: [record(is)] } })] });
    expect(decision.plan.steps.map(({ kind }) => kind)).toEqual(kinds);
    expect(decision.plan.steps[0]).toMatchObject({ recordId: '1001', effects: [] });
    expect(decision.findings).toMatchObject([{ reason: 'RecordDiffers' }]);
  });

  it('is taken from a VPC that is not declared any more, when agreed to and after the others are bound', () => {
    const decision = plan({
      vpcIds: ['vpc-1', 'vpc-3'],
      privateZones: [ours({ vpcs: ['vpc-1', 'vpc-2', 'vpc-by-hand'] })],
      memory: remembering('ours', ['vpc-1', 'vpc-2']),
    });
    expect(boundStep(decision, 'bind').vpcs).toEqual(['vpc-3']);
    expect(boundStep(decision, 'unbind')).toMatchObject({
      vpcs: ['vpc-2'],
      effects: ['disrupts'],
      after: [`bind-private-zone/${NAME}`],
    });
    expect(decision.memory.privateNames).toEqual({ [NAME]: { zoneId: 'ours', bound: ['vpc-1', 'vpc-2'] } });
  });
});

describe('whose private zone it is', () => {
  const bare = ours({ remark: undefined, vpcs: [], recordCount: 0, at: {} });

  it.each<[string, ObservedPrivateZone, Given, boolean]>([
    ['one that bears our mark, known or not', ours(), {}, true],
    ['one that we remember', bare, { memory: remembering('ours', []) }, true],
    ['a bare, empty one where our add was never answered', bare, { openZones: [NAME] }, true],
    ['one that somebody filled meanwhile', { ...bare, recordCount: 1 }, { openZones: [NAME] }, false],
    ['one that somebody bound meanwhile', { ...bare, vpcs: ['vpc-9'] }, { openZones: [NAME] }, false],
    ['one that somebody remarked meanwhile', { ...bare, remark: 'ops' }, { openZones: [NAME] }, false],
    [
      'one that another gateway has marked since',
      ours({ remark: OTHER_GATEWAY, vpcs: [] }),
      { memory: remembering('ours', []) },
      false,
    ],
    ['a bare one that nobody asked for', bare, {}, false],
  ])('%s', (_, zone, given, isOurs) => {
    const { plan: planned, memory } = plan({ privateZones: [zone], ...given });
    expect(memory.privateNames?.[NAME]?.zoneId).toBe(isOurs ? 'ours' : undefined);
    expect(stepIds(planned).includes(`add-private-zone/${NAME}`)).toBe(!isOurs);
  });

  it('is written on it when a run ended between adding and marking', () => {
    const decision = plan({
      privateZones: [ours({ remark: undefined })],
      memory: remembering('ours', ['vpc-1', 'vpc-2']),
    });
    expect(decision.plan.steps).toMatchObject([{ id: `mark-private-zone/${NAME}`, zoneId: 'ours', mark: OWNER }]);
    expect(decision.findings).toMatchObject([{ status: 'False', reason: 'ZoneUnmarked' }]);
  });
});

describe('private zones of somebody else (G42)', () => {
  it('take the record where every linked VPC sees the same one already, and are bound no further', () => {
    const decision = plan({ privateZones: [theirs(), theirs({ zoneId: 'unseen', vpcs: ['vpc-9'] })] });
    expect(decision.plan.steps).toMatchObject([
      { id: `add-private-record/${NAME}`, zoneId: 'theirs', rr: 'chat', value: PRIVATE_NAME, mark: OWNER },
    ]);
    const there = plan({ privateZones: [theirs({ at: { [NAME]: [record({ rr: 'chat' })] } })] });
    expect(there).toMatchObject({ plan: { steps: [] }, findings: [{ status: 'True' }] });
    expect(there.memory.privateNames).toEqual({ [NAME]: { bound: [] } });
  });

  it('take it only from the longest one: a longer zone would answer instead', () => {
    const longer = theirs({ zoneId: 'longer', name: NAME });
    expect(plan({ privateZones: [theirs(), longer] }).plan.steps).toMatchObject([{ zoneId: 'longer', rr: '@' }]);
  });

  it.each<[string, ObservedPrivateZone[]]>([
    ['one VPC does not see it', [theirs({ vpcs: ['vpc-1'] })]],
    ['two VPCs see different ones', [theirs({ vpcs: ['vpc-1'] }), theirs({ zoneId: 'second', vpcs: ['vpc-2'] })]],
    ['nobody linked sees it', [theirs({ vpcs: ['vpc-9'], at: { [NAME]: [record({ rr: 'chat', type: 'A' })] } })]],
  ])('are left alone where %s: the name gets a zone of its own', (_, privateZones) => {
    expect(stepIds(plan({ privateZones }).plan)[0]).toBe(`add-private-zone/${NAME}`);
  });

  it('of exactly the name keep it where some VPC sees them, and it is said what to do', () => {
    const decision = plan({ privateZones: [theirs({ name: NAME, vpcs: ['vpc-1', 'vpc-9'] })] });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.blocked).toMatchObject([{ reason: 'ForeignPrivateZone', rule: 'G42' }]);
    expect(decision.plan.blocked[0]?.wayOut).toContain('bind theirs to vpc-1, vpc-2 yourself');
    expect(decision.plan.waits).toMatchObject([{ on: 'peer', reason: 'ForeignPrivateZone' }]);
  });

  it('whose record at the name would be hidden keep it, and it is named with its owner', () => {
    const taken = record({ rr: 'chat', type: 'A', value: '10.8.0.7', remark: 'ops' });
    const decision = plan({ privateZones: [theirs({ vpcs: ['vpc-1'], at: { [NAME]: [taken] } })] });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.blocked).toMatchObject([{ reason: 'ForeignPrivateRecord', rule: 'G42' }]);
    expect(decision.plan.blocked[0]?.message).toContain('A chat 10.8.0.7 (record 1001) (foreign, remark "ops")');
    // Before it is known what ours says, any record there may differ.
    const early = plan({
      privateTarget: undefined,
      privateZones: [theirs({ vpcs: ['vpc-1'], at: { [NAME]: [taken] } })],
    });
    expect(early.plan.blocked).toMatchObject([{ reason: 'ForeignPrivateRecord' }]);
  });

  it('whose record says what ours would hides nothing by it; one that nobody looked at hides nothing either', () => {
    const equal = record({ rr: 'chat', remark: undefined });
    const privateZones = [theirs({ vpcs: ['vpc-1'], at: { [NAME]: [equal] } }), theirs({ vpcs: ['vpc-2'], at: {} })];
    expect(stepIds(plan({ privateZones }).plan)[0]).toBe(`add-private-zone/${NAME}`);
  });

  it.each<[string, Partial<ExistingRecord>, string | undefined]>([
    ['an equal one without a remark', { remark: undefined }, undefined],
    ['an equal one with a remark', { remark: 'by hand' }, undefined],
    ['another address', { value: 'old.example.net', remark: undefined }, 'ForeignValue'],
    ['another type', { type: 'A', value: '10.8.0.7', remark: undefined }, 'OtherType'],
  ])('that take the record keep what stands there: %s', (_, is, conflict) => {
    const decision = plan({ privateZones: [theirs({ at: { [NAME]: [record({ rr: 'chat', ...is })] } })] });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.blocked.map(({ reason }) => reason)).toEqual(conflict ? [conflict] : []);
    expect(decision.findings[0]?.status).toBe(conflict ? 'False' : 'True');
    expect(decision.memory).not.toHaveProperty('privateNames');
  });
});

describe('a private name that nobody declares any more (G42)', () => {
  const removing = (zone: ObservedPrivateZone, given: Given = {}) =>
    plan({ domains: [], privateZones: [zone], memory: remembering('ours', ['vpc-1', 'vpc-2']), ...given });

  it('goes in reverse, when agreed to: record, bindings, zone', () => {
    const { plan: planned, findings } = removing(ours());
    expect(planned.steps).toMatchObject([
      { id: `remove-private-record/${NAME}`, recordId: '1001', effects: ['destroys'], after: [] },
      { id: `unbind-private-zone/${NAME}`, vpcs: ['vpc-1', 'vpc-2'], effects: ['destroys'] },
      { id: `remove-private-zone/${NAME}`, zoneId: 'ours', effects: ['destroys'] },
    ]);
    expect(readySteps(planned).map(({ id }) => id)).toEqual([`remove-private-record/${NAME}`]);
    expect(findings).toEqual([]);
    const empty = removing(ours({ recordCount: 0, at: { [NAME]: [] }, vpcs: [] }));
    expect(readySteps(empty.plan).map(({ id }) => id)).toEqual([`remove-private-zone/${NAME}`]);
  });

  it('goes before the gateway does, which is told when nothing is left', () => {
    const domains = [{ name: NAME, access: 'intranet', dns: 'privatezone' }];
    const first = plan({ domains, deleting: true, privateZones: [ours()] });
    expect(first.plan.steps).toHaveLength(3);
    expect(first.memory.removed).toBe(false);
    const last = plan({ domains, deleting: true, memory: remembering('ours', ['vpc-1']) });
    expect(last).toMatchObject({ plan: { steps: [] }, memory: { removed: true } });
    expect(last.memory).not.toHaveProperty('privateNames');
    expect(plan({ domains, deleting: true, openZones: [NAME] }).memory.removed).toBe(false);
  });

  it('leaves the zone to others who bound it, and their bindings', () => {
    const { plan: planned } = removing(ours({ vpcs: ['vpc-1', 'vpc-2', 'vpc-by-hand'] }));
    expect(stepIds(planned)).toEqual([`remove-private-record/${NAME}`, `unbind-private-zone/${NAME}`]);
    expect(planned.kept).toMatchObject([
      { what: NAME, message: expect.stringContaining('bound to a VPC by somebody') },
    ]);
  });

  it('leaves the zone as it is to others who put records into it', () => {
    const decision = removing(ours({ recordCount: 2 }));
    expect(stepIds(decision.plan)).toEqual([`remove-private-record/${NAME}`]);
    expect(decision.plan.kept).toMatchObject([{ message: expect.stringContaining('records that Torii did not make') }]);
    const left = removing(ours({ recordCount: 1, at: { [NAME]: [] } }), { deleting: true });
    expect(left).toMatchObject({ plan: { steps: [] }, memory: { removed: true } });
  });

  it('takes only our record out of a zone of somebody else', () => {
    const shared = theirs({ at: { [NAME]: [record({ rr: 'chat' }), record({ rr: 'chat', recordId: '1002' })] } });
    const decision = removing(shared, { memory: remembering(undefined, []) });
    expect(stepIds(decision.plan)).toEqual([`remove-private-record/${NAME}`, `remove-private-record/${NAME}/1002`]);
  });

  it('is found by its mark when nothing is remembered of it', () => {
    const decision = plan({ domains: [], privateZones: [ours()] });
    expect(stepIds(decision.plan)).toHaveLength(3);
  });
});
