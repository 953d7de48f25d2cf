/** What the functions tell each other (CloudEvents 1.0). An event is only a hint: the timers find the same work. */
export type ToriiEventType =
  | 'torii.gateway.declared'
  | 'torii.gateway.approved'
  | 'torii.gateway.deletion-requested'
  | 'torii.gateway.endpoint-known'
  | 'torii.gateway.zone-refused'
  | 'torii.gateway.created'
  | 'torii.gateway.mode-changed'
  | 'torii.gateway.ready'
  | 'torii.zones.decided'
  | 'torii.records.changed'
  | 'torii.certificates.decided'
  | 'torii.certificates.renewed';

/** The `source` of every event of ours; s.yaml's rules filter by it. */
export const EVENT_SOURCE = 'torii';

export interface ToriiEvent {
  /** With the source it names one event, however often it is told; without it each telling is one. */
  id?: string;
  type: ToriiEventType;
  data: GatewayReference;
}

/** Names one gateway of Torii; every event carries it. */
export interface GatewayReference {
  account: string;
  region: string;
  name: string;
  generation: number;
}

export interface EventBus {
  /** At least once, in any order, or never. */
  publish(event: ToriiEvent): Promise<void>;
}
