import { hasName } from './lookup.ts';
import type { PrivateSource, RecordSource } from './zone.ts';

/**
 * The names as clients inside one VPC see them. Private zones come before public ones, however long their names are:
 *
 * ```
 *  name in a private zone that has it ............ that zone
 *  …that does not have it, and does not pass on .. that zone: NXDOMAIN
 *  …that does not have it, and passes on ......... the next shorter private zone (inferred), then the public ones
 *  name in none .................................. the public ones
 * ```
 */
export function privateView(
  vpcId: string,
  sources: readonly PrivateSource[],
  publicSource: RecordSource,
): RecordSource {
  return {
    findZone(name) {
      const zones = sources
        .flatMap((source) => source.privateZones(vpcId))
        .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
        .sort((one, other) => other.name.length - one.name.length);
      return zones.find((zone) => !zone.passesOn || hasName(zone, name)) ?? publicSource.findZone(name);
    },
  };
}
