import type { RecordField, WantedRecord } from '../domains.ts';
import type { StepHead } from '../plan.ts';
import type { PrivateStep } from './private-step.ts';

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

export function addStep(
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

/** Our record says something else than it should, or was switched off: a call of its own each. */
export function correctOwn(
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
export function removeSurplus(name: string, surplus: string[]): RecordStep[] {
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

export const SURPLUS = 'SurplusRecord';

/** Before the name, the id of the step that adds its record. */
export const ADD_RECORD = 'add-record/';
