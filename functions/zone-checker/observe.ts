import type { EasReader } from '../../shared/cloud/eas.ts';
import type { VpcReader } from '../../shared/cloud/vpc.ts';
import { type ObservedZones, observeZones } from '../../shared/cloud/zones-observation.ts';
import { zonesQuestion } from '../../shared/domain-rules/subject.ts';
import type { Subject } from '../../shared/engine/worker.ts';
import type { ZonesMemory } from './memory.ts';

/** The zones that the gateway supports and the vSwitches of the declared VPCs. */
export function observe(
  clients: { eas: EasReader; vpc: VpcReader },
  subject: Subject<ZonesMemory>,
): Promise<ObservedZones> {
  return observeZones(clients, zonesQuestion(subject));
}
