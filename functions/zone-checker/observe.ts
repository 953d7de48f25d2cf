import type { EasReader } from '../../shared/cloud/eas.ts';
import type { VpcReaders } from '../../shared/cloud/vpc-readers.ts';
import { observeZones } from '../../shared/cloud/zones-observation.ts';
import { zonesQuestion } from '../../shared/domain-rules/subject.ts';
import type { ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import type { ObservedZones } from '../../shared/domain-rules/zoning/observation.ts';
import type { Subject } from '../../shared/engine/worker.ts';

/** The zones that the gateway supports and the vSwitches of the declared VPCs. */
export function observe(
  cloud: { eas: EasReader; vpcOf: VpcReaders },
  subject: Subject<ZonesMemory>,
): Promise<ObservedZones> {
  return observeZones(cloud, zonesQuestion(subject, subject.memory));
}
