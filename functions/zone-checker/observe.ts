import type { AlbReader } from '../../shared/cloud/alb.ts';
import type { EasReader } from '../../shared/cloud/eas.ts';
import type { VpcReaders } from '../../shared/cloud/vpc-readers.ts';
import { observeAlbZones, observeZones } from '../../shared/cloud/zones-observation.ts';
import { zonesQuestion } from '../../shared/domain-rules/subject.ts';
import type { ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import type { ObservedZones } from '../../shared/domain-rules/zoning/observation.ts';
import type { Subject } from '../../shared/engine/worker.ts';

/** The zones that the gateway, or ALB, supports and the vSwitches of the declared VPCs. */
export function observe(
  cloud: { eas: EasReader; alb: Pick<AlbReader, 'describeZones'>; vpcOf: VpcReaders },
  subject: Subject<ZonesMemory>,
): Promise<ObservedZones> {
  const { declaration, deletion } = subject.declared;
  if (declaration.spec.type === 'alb') return observeAlbZones(cloud, deletion ? undefined : declaration.spec.network);
  return observeZones(cloud, zonesQuestion(subject, subject.memory));
}
