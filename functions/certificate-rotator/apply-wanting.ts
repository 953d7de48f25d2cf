import type { GatewayName, WantedCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { isSame, type WantingStep } from '../../shared/domain-rules/rotation/plan-wanting.ts';
import type { Deps } from '../../shared/engine/deps.ts';
import { taskIdOf } from '../../shared/engine/task-id.ts';
import type { Applied } from '../../shared/engine/worker.ts';
import { GLOBAL, isVersionConflict } from '../../shared/state/store.ts';
import type { CertificatesMemory } from './decide.ts';

/** What is written down before a wish is made, so that it is known whose it is whatever happens then. */
export function intendWanting(steps: WantingStep[], memory: CertificatesMemory): CertificatesMemory {
  const keys = steps.filter(({ kind }) => kind === 'want-certificate').map(({ key }) => key);
  return { ...memory, wants: [...new Set([...(memory.wants ?? []), ...keys])] };
}

/** Puts the gateway among those that want a certificate, or takes it from there, and has that looked at at once. */
export async function applyWanting(
  { store, invoker }: Pick<Deps, 'store' | 'invoker'>,
  functionName: string,
  { account, region, name }: GatewayName & { account: string },
  step: WantingStep,
): Promise<Applied<CertificatesMemory>> {
  const { key } = step;
  const gateway = { region, name };
  const wanted = await change(store, account, key, (before) => {
    const others = (before?.wantedBy ?? []).filter((one) => !isSame(one, gateway));
    if (step.kind === 'unwant-certificate') return before && next(before, others);
    const first: WantedCertificate = { generation: 0, source: step.source, wantedBy: [], mode: 'enforce' };
    return next(before ?? first, [...others, gateway]);
  });
  if (wanted) {
    const taskId = taskIdOf(functionName, key, String(wanted.generation));
    const payload = { account, region: GLOBAL, name: key, kind: 'issuance' };
    await invoker.invokeAsync(functionName, payload, { delaySeconds: 0, taskId });
  }
  if (step.kind === 'want-certificate') return {};
  return { learn: (memory) => ({ ...memory, wants: memory.wants?.filter((one) => one !== key) ?? [] }) };
}

function next(wanted: WantedCertificate, wantedBy: GatewayName[]): WantedCertificate {
  return { ...wanted, generation: wanted.generation + 1, wantedBy };
}

/** @returns what is wanted now; undefined where nothing is written down */
async function change(
  store: Deps['store'],
  account: string,
  name: string,
  make: (before: WantedCertificate | undefined) => WantedCertificate | undefined,
): Promise<WantedCertificate | undefined> {
  const key = { account, region: GLOBAL, kind: 'wanted-certificate', name } as const;
  for (let attempt = 1; ; attempt += 1) {
    const before = await store.get<WantedCertificate>(key);
    const after = make(before?.body);
    if (!after) return undefined;
    try {
      await store.put(key, { body: after, dueAt: null }, before?.version ?? 0);
      return after;
    } catch (error) {
      // Several gateways may ask for the same at one time.
      if (!isVersionConflict(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 10;
