import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExistingRecord } from '../../shared/domain-rules/domains.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { planRecords } from '../../shared/domain-rules/recording/plan-records.ts';
import type { RecordStep } from '../../shared/domain-rules/recording/record-step.ts';
import { type RecordsMemory, recordedNames } from '../../shared/domain-rules/recording/records-memory.ts';
import { ACCOUNT, declared, OWNER, PUBLIC_NAME } from './worlds.ts';

const NAMES = ['a.example.com', 'b.example.com', 'c.example.com'];
type Fate = 'done' | 'refused' | 'lost' | 'lost-undone';

/** The zone example.com, and one gateway's records in it as they are planned and kept. */
class Zone {
  records: (ExistingRecord & { name: string })[] = [];
  memory: RecordsMemory = { records: {}, removed: false };
  openAdds = new Set<string>();
  domains: string[] = [];
  target: string | undefined = PUBLIC_NAME;
  deleting = false;
  #serial = 1;

  add(name: string, is: Partial<ExistingRecord>): string {
    const recordId = String(this.#serial++);
    const rr = name.replace('.example.com', '');
    const base = { recordId, rr, type: 'CNAME', value: PUBLIC_NAME, line: 'default', status: 'ENABLE', ttl: 600 };
    this.records.push({ name, ...base, ...is });
    return recordId;
  }

  plan() {
    const declaration = declared({ internet: { allow: [] }, domains: this.domains.map((name) => ({ name })) });
    const names = [...recordedNames(declaration), ...Object.keys(this.memory.records), ...this.openAdds];
    const { plan, memory } = planRecords({
      account: ACCOUNT,
      declaration,
      deleting: this.deleting,
      adopting: false,
      target: this.target,
      zones: ['example.com'],
      existing: Object.fromEntries(names.map((name) => [name, this.records.filter((record) => record.name === name)])),
      memory: this.memory,
      openAdds: [...this.openAdds],
      neighbours: [],
      served: [],
      now: 0,
    });
    this.memory = memory;
    return plan;
  }

  runnable(): RecordStep[] {
    return readySteps(this.plan()).filter((step) => step.kind !== 'add-record' || !this.openAdds.has(step.name));
  }

  run(step: RecordStep, fate: Fate): void {
    if (step.kind === 'add-record' && fate.startsWith('lost')) this.openAdds.add(step.name);
    if (fate === 'refused' || fate === 'lost-undone') return;
    if (step.kind === 'add-record') {
      const recordId = this.add(step.name, { rr: step.rr, value: step.value, ttl: step.ttl });
      if (fate === 'done') this.memory = { ...this.memory, records: { ...this.memory.records, [step.name]: recordId } };
      return;
    }
    const record = this.records.find(({ recordId }) => 'recordId' in step && recordId === step.recordId);
    if (!record) throw new Error(`${step.id} of a record that is not there`);
    if (step.kind === 'mark-record') record.remark = step.mark;
    if (step.kind === 'update-record') Object.assign(record, { value: step.value, ttl: step.ttl, status: 'ENABLE' });
    if (step.kind === 'remove-record') this.records = this.records.filter((other) => other !== record);
  }

  /** What was lost has come to light, or counts as not done. */
  passTime(): void {
    this.plan();
    this.openAdds.clear();
  }

  finish(): void {
    for (let round = 0; round < 20; round += 1) {
      this.passTime();
      const steps = this.runnable();
      if (steps.length === 0) return;
      for (const step of steps) this.run(step, 'done');
    }
    throw new Error('it does not come to an end');
  }
}

const foreignRecords = fc.subarray([
  { name: 'a.example.com', type: 'A', value: '203.0.113.7', remark: undefined },
  { name: 'b.example.com', type: 'CNAME', value: PUBLIC_NAME, remark: 'by hand' },
  { name: 'c.example.com', type: 'CNAME', value: 'elsewhere.example.net', remark: `torii:${ACCOUNT}/cn-beijing/other` },
  { name: 'www.example.com', type: 'CNAME', value: PUBLIC_NAME, remark: undefined },
]);

const moves = fc.array(
  fc.oneof(
    fc.record({ which: fc.nat({ max: 5 }), fate: fc.constantFrom<Fate>('done', 'refused', 'lost', 'lost-undone') }),
    fc.constant('time' as const),
    fc.record({ domains: fc.subarray(NAMES) }),
  ),
  { maxLength: 30 },
);

describe('whatever fails on the way, in any order', () => {
  it('each name has one record of ours or the foreign one it had, none is left over, and a deletion leaves none', () => {
    fc.assert(
      fc.property(foreignRecords, fc.subarray(NAMES), moves, (foreign, domains, played) => {
        const zone = new Zone();
        zone.domains = domains;
        for (const { name, ...is } of foreign) zone.add(name, is);
        const theirs = structuredClone(zone.records);
        for (const move of played) {
          if (move === 'time') zone.passTime();
          else if ('domains' in move) zone.domains = move.domains;
          else {
            const steps = zone.runnable();
            const step = steps[move.which % steps.length];
            if (step) zone.run(step, move.fate);
          }
        }
        zone.finish();
        const taken = new Set(theirs.map(({ name }) => name));
        const ours = () => zone.records.filter(({ remark }) => remark === OWNER).map(({ name }) => name);
        expect(ours().sort()).toEqual(zone.domains.filter((name) => !taken.has(name)));
        expect(zone.records).toHaveLength(theirs.length + ours().length);
        expect(zone.records).toEqual(expect.arrayContaining(theirs));

        zone.deleting = true;
        zone.finish();
        expect(zone.records).toEqual(theirs);
        expect(zone.memory).toEqual({ records: {}, removed: true });
      }),
      { numRuns: 300 },
    );
  });
});
