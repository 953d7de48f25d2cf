import type { LocalCloud } from '../cloud/local-cloud.ts';
import type { Runtime } from '../runtime/runtime.ts';

/**
 * Puts what ActionTrail records of the owner's account on the event bus, as EventBridge does: `acs.vpc`,
 * `vpc:ActionTrail:ApiCall`. Other accounts have buses of their own.
 *
 * @returns what ends it
 */
export function tellOfChanges(
  { actionTrail, account, clock }: Pick<LocalCloud, 'actionTrail' | 'account' | 'clock'>,
  runtime: Pick<Runtime, 'deliver'>,
): () => void {
  return actionTrail.listen((owner, record) => {
    if (owner !== account.id) return;
    const release = clock.hold();
    runtime
      .deliver({
        source: 'acs.vpc',
        type: `vpc:ActionTrail:${record.eventType}`,
        subject: `acs:vpc:${record.acsRegion}:${owner}:vswitch`,
        data: record,
      })
      .finally(release);
  });
}
