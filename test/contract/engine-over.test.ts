import { describe, expect, it } from 'vitest';
import { emptyPlan, type StepHead } from '../../shared/domain-rules/plan.ts';
import { reconcile } from '../../shared/engine/reconcile.ts';
import { type Assignment, freshDocument, type Worker } from '../../shared/engine/worker.ts';
import { deadlineOf } from '../../shared/function-compute/deadline.ts';
import { type DocumentKey, GLOBAL } from '../../shared/state/store.ts';
import { CHAT, Rig } from './engine-rig.ts';

const KEY = { account: CHAT.account, region: GLOBAL, name: 'chat.example.com-0f' };
const WANTED: DocumentKey = { ...KEY, kind: 'wanted-certificate' };
const ISSUANCE: DocumentKey = { ...KEY, kind: 'issuance' };

/** A worker that is assigned by one of ours, and finds nothing left to keep true. */
async function over(rig: Rig, onLook: () => Promise<void> = async () => {}, ofSweep = false) {
  const looks: string[] = [];
  const worker: Worker<object, undefined, StepHead, Assignment> = {
    functionName: 'certificate-rotator',
    kind: 'issuance',
    assignedBy: 'wanted-certificate',
    freshMemory: {},
    speaksOf: 'CertificatesValid',
    beginSweep() {},
    observe: async (_subject, _signal, { how }) => {
      looks.push(how);
      await onLook();
      return undefined;
    },
    decide: ({ declared }) => ({
      plan: emptyPlan(),
      findings: [],
      memory: {},
      nextCheckAt: null,
      tell: [],
      isOver: declared.generation === 1,
    }),
    apply: async () => ({}),
  };
  await rig.store.put(WANTED, { body: { generation: 1, mode: 'enforce' }, dueAt: null }, 0);
  await rig.store.put(ISSUANCE, { body: freshDocument({}, 1), dueAt: null }, 0);
  const deadline = deadlineOf({ startedAt: rig.clock.now(), timeoutSeconds: 60, marginSeconds: 0 });
  const run = { holder: 'run-1', deadline, signal: new AbortController().signal, ofSweep };
  const result = await reconcile(worker, KEY, rig.deps, run);
  const left = await Promise.all([WANTED, ISSUANCE].map(async (key) => (await rig.store.get(key)) !== undefined));
  return { result, looks, left };
}

describe('what is over', () => {
  it('leaves nothing written down', async () => {
    expect(await over(new Rig())).toEqual({ result: { outcome: 'settled' }, looks: ['whole'], left: [false, false] });
  });

  it('is believed after a whole look only', async () => {
    expect((await over(new Rig(), undefined, true)).looks).toEqual(['survey', 'whole']);
  });

  it('goes on where it is wanted again at the same moment', async () => {
    const rig = new Rig();
    let once = false;
    const wantAgain = async () => {
      if (once) return;
      once = true;
      await rig.store.put(WANTED, { body: { generation: 2, mode: 'enforce' }, dueAt: null }, 1);
    };
    expect(await over(rig, wantAgain)).toMatchObject({ looks: ['whole', 'whole'], left: [true, true] });
  });
});
