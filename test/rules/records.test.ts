import { describe, expect, it } from 'vitest';
import type { ExistingRecord } from '../../shared/domain-rules/domains.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { planRecords } from '../../shared/domain-rules/recording/plan-records.ts';
import type { RecordsInput } from '../../shared/domain-rules/recording/records-memory.ts';
import { ACCOUNT, declared, OWNER, PUBLIC_NAME, stepIds, stepOf } from './worlds.ts';

const NAME = 'chat.example.com';

const record = (is: Partial<ExistingRecord> = {}): ExistingRecord => ({
  recordId: '1001',
  rr: 'chat',
  type: 'CNAME',
  value: PUBLIC_NAME,
  line: 'default',
  status: 'ENABLE',
  ttl: 600,
  remark: OWNER,
  ...is,
});

const BARE = record({ remark: undefined });

function plan(given: Partial<RecordsInput> & { there?: ExistingRecord[]; domains?: object[] } = {}) {
  const { there = [], domains = [{ name: NAME }], ...rest } = given;
  return planRecords({
    account: ACCOUNT,
    declaration: declared({ internet: { allow: [] }, vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }], domains }),
    deleting: false,
    adopting: false,
    target: PUBLIC_NAME,
    zones: ['example.com', 'example.org'],
    existing: { [NAME]: there },
    memory: { records: {}, removed: false },
    openAdds: [],
    neighbours: [],
    served: [],
    now: 0,
    ...rest,
  });
}

const remembered = { records: { [NAME]: '1001' }, removed: false };

describe('the CNAME of a public domain (G41)', () => {
  it('is added in the zone that holds the name, without asking', () => {
    const decision = plan();
    expect(readySteps(decision.plan)).toMatchObject([
      {
        id: `add-record/${NAME}`,
        zone: 'example.com',
        rr: 'chat',
        value: PUBLIC_NAME,
        ttl: 600,
        effects: [],
        repeatable: false,
      },
    ]);
    expect(decision.findings).toMatchObject([{ type: 'RecordsPublished', status: 'False', reason: 'RecordMissing' }]);
  });

  it('waits for the gateway’s public domain name', () => {
    const { plan: planned, findings } = plan({ target: undefined });
    expect(stepOf(planned, `add-record/${NAME}`).summary).toBe(`add the CNAME of ${NAME} in zone example.com`);
    expect(planned.waits).toMatchObject([{ id: 'endpoint-known', on: 'peer' }]);
    expect(readySteps(planned)).toEqual([]);
    expect(findings).toMatchObject([{ reason: 'AwaitingEndpoint' }]);
  });

  it('that is there and marked needs nothing', () => {
    const decision = plan({ there: [record()] });
    expect(decision.plan).toEqual({ steps: [], waits: [], blocked: [], kept: [] });
    expect(decision.findings).toMatchObject([{ status: 'True', message: `${NAME} → ${PUBLIC_NAME}` }]);
    expect(decision.memory.records).toEqual({ [NAME]: '1001' });
  });

  it('keeps what people wrote beside our mark', () => {
    expect(plan({ there: [record({ remark: `for chat, ${OWNER}` })] }).plan.steps).toEqual([]);
  });

  it('gets its mark when a run ended between adding and marking', () => {
    const decision = plan({ there: [BARE], memory: remembered });
    expect(decision.plan.steps).toMatchObject([
      { id: `mark-record/${NAME}`, recordId: '1001', mark: OWNER, effects: [] },
    ]);
    expect(decision.findings).toMatchObject([{ status: 'False', reason: 'RecordUnmarked' }]);
  });

  it.each([
    ['points elsewhere', { value: 'elsewhere.example.net' }],
    ['lives longer than it should', { ttl: 86_400 }],
  ])('of ours is put right when it %s', (_, is) => {
    const { plan: planned, findings } = plan({ there: [record(is)] });
    expect(planned.steps).toMatchObject([
      { id: `update-record/${NAME}`, recordId: '1001', value: PUBLIC_NAME, ttl: 600 },
    ]);
    expect(findings).toMatchObject([{ reason: 'RecordDiffers' }]);
  });

  it('of ours is switched on again, and put right besides where it differs otherwise', () => {
    const off = plan({ there: [record({ status: 'DISABLE' })] });
    expect(off.plan.steps).toMatchObject([{ id: `enable-record/${NAME}`, recordId: '1001', effects: [] }]);
    const both = plan({ there: [record({ status: 'DISABLE', ttl: 86_400 })] });
    expect(both.plan.steps.map(({ kind }) => kind)).toEqual(['update-record', 'enable-record']);
  });

  it('of ours that stands there twice loses the second one when agreed to', () => {
    const decision = plan({ there: [record({}), record({ recordId: '1002', value: 'elsewhere.example.net' })] });
    expect(decision.plan.steps).toMatchObject([
      { id: `remove-record/${NAME}/1002`, recordId: '1002', effects: ['destroys'] },
    ]);
    const wrong = plan({ there: [record({ ttl: 60 }), record({ recordId: '1002', value: 'elsewhere.example.net' })] });
    expect(wrong.plan.steps.map(({ id }) => id)).toEqual([`update-record/${NAME}`, `remove-record/${NAME}/1002`]);
  });

  it('that is right already is taken over with a gateway that is, and gets our mark; a remarked one stays theirs', () => {
    const adopted = plan({ there: [BARE], adopting: true });
    expect(adopted.plan.steps).toMatchObject([{ id: `mark-record/${NAME}`, recordId: '1001', mark: OWNER }]);
    expect(adopted.memory.records).toEqual({ [NAME]: '1001' });
    expect(plan({ there: [record({ remark: 'by hand' })], adopting: true }).plan.steps).toEqual([]);
    const elsewhere = plan({ there: [record({ value: 'elsewhere.example.net', remark: undefined })], adopting: true });
    expect(elsewhere.plan.blocked).toMatchObject([{ reason: 'ForeignValue' }]);
  });

  it('of somebody else that says the same stays theirs', () => {
    const decision = plan({ there: [BARE] });
    expect(decision.plan).toMatchObject({ steps: [], kept: [{ what: NAME }] });
    expect(decision.findings).toMatchObject([{ status: 'True' }]);
    expect(decision.memory.records).toEqual({});
    expect(plan({ there: [record({ remark: 'by hand' })] }).findings).toMatchObject([{ status: 'True' }]);
  });

  it.each([
    ['another address', { value: 'elsewhere.example.net', remark: undefined }, 'ForeignValue'],
    ['another type', { type: 'A', value: '203.0.113.7', remark: 'web server' }, 'OtherType'],
    ['the mark of another gateway', { remark: `torii:${ACCOUNT}/cn-beijing/other` }, 'OtherGateway'],
  ])('is blocked by a foreign record of %s, which is not changed', (_, is, reason) => {
    const { plan: planned } = plan({ there: [record(is)] });
    expect(planned.steps).toEqual([]);
    expect(planned.blocked).toMatchObject([{ reason, rule: 'G41', message: expect.stringContaining('record 1001') }]);
    expect(planned.waits).toMatchObject([{ on: 'peer', reason }]);
  });

  it('is blocked without a zone in this account', () => {
    const { plan: planned } = plan({ zones: ['example.org'] });
    expect(planned.blocked).toMatchObject([
      { reason: 'ZoneMissing', wayOut: expect.stringMatching(/addZone: true.*dns: external/) },
    ]);
    expect(planned.waits).toMatchObject([{ id: `zone/${NAME}`, on: 'peer' }]);
    expect(planned.steps).toEqual([]);
  });

  it('is nobody’s question for private names (G42)', () => {
    for (const dns of [undefined, 'alidns', 'external']) {
      const domains = [{ name: NAME, access: 'intranet', ...(dns && { dns }) }];
      expect(plan({ domains })).toMatchObject({ plan: { steps: [], waits: [] }, findings: [] });
    }
  });

  it('is published only when all are, and the first that is not is named', () => {
    const domains = [{ name: NAME }, { name: 'api.example.org' }];
    const { findings } = plan({ domains, there: [record()] });
    expect(findings).toMatchObject([{ status: 'False', message: expect.stringContaining('api.example.org') }]);
  });
});

describe('whose record it is', () => {
  it.each<[string, ExistingRecord, Partial<RecordsInput>, boolean]>([
    ['one that bears our mark, known or not', record(), {}, true],
    ['one that we remember', BARE, { memory: remembered }, true],
    ['one that we remember, with words of people', record({ remark: 'chat' }), { memory: remembered }, true],
    [
      'one that we remember, and that another gateway has marked since',
      record({ remark: `torii:${ACCOUNT}/cn-beijing/other` }),
      { memory: remembered },
      false,
    ],
    ['a bare one where our add was never answered', BARE, { openAdds: [NAME] }, true],
    ['the same in another spelling', { ...BARE, value: `${PUBLIC_NAME.toUpperCase()}.` }, { openAdds: [NAME] }, true],
    ['one that somebody made and remarked meanwhile', record({ remark: 'ops' }), { openAdds: [NAME] }, false],
    ['one that points elsewhere meanwhile', { ...BARE, value: 'x.example.net' }, { openAdds: [NAME] }, false],
    ['a bare one before the public name is known', BARE, { openAdds: [NAME], target: undefined }, false],
    ['a bare one that nobody asked for', BARE, {}, false],
    ['a bare one where another add was never answered', BARE, { openAdds: ['api.example.com'] }, false],
  ])('%s: %#', (_, there, given, ours) => {
    expect(plan({ there: [there], ...given }).memory.records).toEqual(ours ? { [NAME]: '1001' } : {});
  });

  it('is forgotten when it is gone', () => {
    expect(plan({ memory: remembered }).memory.records).toEqual({});
  });
});

describe('records that nobody declares any more', () => {
  it('go when agreed to, if they are ours', () => {
    const { plan: planned } = plan({ domains: [], there: [record()], memory: remembered });
    expect(planned.steps).toMatchObject([
      {
        id: `remove-record/${NAME}`,
        recordId: '1001',
        effects: ['destroys'],
        summary: expect.stringContaining('not declared any more'),
      },
    ]);
  });

  it('go before the gateway does, and that is told when none is left', () => {
    const first = plan({ deleting: true, there: [record()] });
    expect(stepIds(first.plan)).toEqual([`remove-record/${NAME}`]);
    expect(stepOf(first.plan, `remove-record/${NAME}`).summary).toContain('before the gateway goes');
    expect(first).toMatchObject({ memory: { removed: false }, findings: [] });
    expect(plan({ deleting: true, there: [BARE] })).toMatchObject({ plan: { steps: [] }, memory: { removed: true } });
  });

  it('are not all gone while one may still come to light whose add was never answered', () => {
    expect(plan({ deleting: true, openAdds: [NAME] }).memory.removed).toBe(false);
    expect(stepIds(plan({ deleting: true, openAdds: [NAME], there: [BARE] }).plan)).toEqual([`remove-record/${NAME}`]);
  });
});

describe('records by the dozen', () => {
  const names = Array.from({ length: 12 }, (_, at) => `d${at}.example.com`);
  const existing = (is: Partial<ExistingRecord> = {}) =>
    Object.fromEntries(names.map((name, at) => [name, [record({ recordId: `${at}`, rr: `d${at}`, ...is })]]));
  const all = names.map((name) => ({ name }));

  it('are neither removed nor pointed elsewhere at once unless their owner forces just these', () => {
    expect(plan({ domains: all.slice(3), existing: existing() }).plan).toMatchObject({ steps: { length: 3 } });
    const gone = plan({ domains: all.slice(4), existing: existing() });
    expect(gone.plan).toMatchObject({ steps: [], blocked: [{ what: 'records', reason: 'OverThreshold' }] });
    expect(gone.findings).toMatchObject([{ status: 'False', reason: 'OverThreshold' }]);
    expect(plan({ domains: [], existing: existing() }).findings).toMatchObject([{ reason: 'OverThreshold' }]);
    const moved = plan({ domains: all, existing: existing({ value: 'old.example.net', status: 'DISABLE' }) });
    expect(moved.plan.blocked).toMatchObject([{ message: expect.stringContaining('change 12 of the 12 DNS records') }]);
    const forced = moved.plan.blocked.flatMap(({ held }) => held?.touches ?? []);
    const old = existing({ value: 'old.example.net', status: 'DISABLE' });
    expect(plan({ domains: all, existing: old, forced }).plan.steps).toHaveLength(24);
    const elsewhere = { target: 'gw-2.example.net', existing: old, forced, domains: all };
    expect(plan(elsewhere).plan.steps).toEqual([]);
  });

  it('of which one is our second at its place count it as well', () => {
    const twice = { ...existing(), 'd0.example.com': [record({ rr: 'd0' }), record({ recordId: 'b', rr: 'd0' })] };
    expect(plan({ domains: all, existing: twice }).plan).toMatchObject({ steps: [{ effects: ['destroys'] }] });
  });

  it('all go with their gateway, which is what was asked for', () => {
    expect(plan({ domains: all, existing: existing(), deleting: true }).plan.steps).toHaveLength(12);
  });
});

describe('a record of a gateway that is taken over', () => {
  it('is no difference while it is only reported, though it does not bear the mark', () => {
    const reported = plan({ adopting: true, onlyReports: true, there: [BARE] });
    expect([reported.plan.steps, reported.findings[0]?.status]).toEqual([[], 'True']);
    expect(stepIds(plan({ adopting: true, there: [BARE] }).plan)).toEqual([`mark-record/${NAME}`]);
  });
});
