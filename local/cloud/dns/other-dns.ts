import { NameTree } from './name-tree.ts';
import type { RecordSource, Zone, ZoneRecord } from './zone.ts';

/** Zones that are hosted somewhere else on the internet, as their owner wrote them there. No API changes them. */
export class OtherDns implements RecordSource {
  private readonly zones = new Map<string, OtherZone>();

  /** Hosts a zone there, which is where the public DNS asks from now on. */
  addZone(name: string, nameServers: readonly string[] = ['ns1.other.example', 'ns2.other.example']): void {
    this.zones.set(name.toLowerCase(), new OtherZone(name.toLowerCase(), nameServers));
  }

  /** Gives the zone up: the public DNS asks Alibaba Cloud DNS again, if it is hosted there. */
  removeZone(name: string): void {
    this.zones.delete(name.toLowerCase());
  }

  /** @param name the whole name; its zone has to be hosted here */
  addRecord(name: string, record: ZoneRecord): void {
    const zone = this.findZone(name.toLowerCase());
    if (!zone) throw new RangeError(`no zone that holds ${name} is hosted here`);
    zone.write(name.toLowerCase(), record);
  }

  findZone(name: string): OtherZone | undefined {
    return [...this.zones.values()]
      .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
      .sort((one, other) => other.name.length - one.name.length)[0];
  }
}

/** A zone as somebody else serves it. */
export class OtherZone implements Zone {
  readonly name: string;
  readonly nameServers: readonly string[];
  serial = 1;
  private readonly tree = new NameTree<ZoneRecord>();

  constructor(name: string, nameServers: readonly string[]) {
    this.name = name;
    this.nameServers = nameServers;
  }

  write(fullName: string, record: ZoneRecord): void {
    const relative = fullName === this.name ? '@' : fullName.slice(0, -this.name.length - 1);
    this.tree.add(relative, record, true);
    this.serial += 1;
  }

  records(relativeName: string): readonly ZoneRecord[] {
    return this.tree.at(relativeName);
  }

  hasDescendants(relativeName: string): boolean {
    return this.tree.hasDescendants(relativeName);
  }
}
