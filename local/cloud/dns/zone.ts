/** One record as a zone's owner wrote it: its value is the text of the control plane, not wire data. */
export interface ZoneRecord {
  type: string;
  value: string;
  ttl: number;
  /** Only of MX. */
  priority?: number | undefined;
  /** Whose resolvers get it; absent means everybody's. */
  line?: string | undefined;
}

/** A zone this server is authoritative for. Its SOA and NS at the apex are synthesised, never read from here. */
export interface Zone {
  /** Lower case, without the final dot. */
  readonly name: string;
  /** Grows with every change (RFC 1035, section 3.3.13). */
  readonly serial: number;
  readonly nameServers?: readonly string[] | undefined;
  /** Enabled records at exactly `relativeName`: lower case, `@` at the apex, `*` and `*.x` for a wildcard itself. */
  records(relativeName: string): readonly ZoneRecord[];
  /** Whether any name below exists, which makes this one exist too (an empty non-terminal, RFC 8020). */
  hasDescendants(relativeName: string): boolean;
  /** False where resolvers keep no answer of it. */
  readonly isCached?: boolean;
  /** The record of a type whose turn it is, where its owner has the load shared: it is answered alone. */
  share?(relativeName: string, type: string): readonly ZoneRecord[] | undefined;
}

/** Where zones come from. Asked on every query, so that an answer is as fresh as the state behind it. */
export interface RecordSource {
  /** The zone with the longest name that `name` (lower case, no final dot) is, or is below. */
  findZone(name: string): Zone | undefined;
}

/** A zone that only clients inside some VPCs see. */
export interface PrivateZone extends Zone {
  /** Names that it does not have are looked up further, instead of being NXDOMAIN. */
  readonly passesOn: boolean;
}

export interface PrivateSource {
  /** The zones that clients inside this VPC see. */
  privateZones(vpcId: string): readonly PrivateZone[];
}

/** Several sources as one; the longest zone name wins, then the earlier source. */
export function joinSources(sources: readonly RecordSource[]): RecordSource {
  return {
    findZone(name) {
      const found = sources.map((source) => source.findZone(name)).filter((zone) => zone !== undefined);
      return found.reduce<Zone | undefined>(
        (best, zone) => (best !== undefined && best.name.length >= zone.name.length ? best : zone),
        undefined,
      );
    },
  };
}
