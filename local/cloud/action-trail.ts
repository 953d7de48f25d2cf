/** One call that changed something, as ActionTrail records it. Fields: the published event structure (version 1). */
export interface TrailRecord {
  readonly eventId: string;
  readonly eventVersion: '1';
  readonly eventName: string;
  readonly eventType: 'ApiCall';
  readonly eventRW: 'Write';
  readonly eventSource: string;
  /** `2026-03-02T08:00:00Z` */
  readonly eventTime: string;
  readonly serviceName: string;
  readonly apiVersion: string;
  readonly acsRegion: string;
  readonly requestId: string;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly responseElements: Readonly<Record<string, unknown>>;
  readonly referencedResources: Readonly<Record<string, readonly string[]>>;
  readonly userIdentity: { readonly accountId: string; readonly type: string };
}

type Listener = (account: string, record: TrailRecord) => void;

/** Hears of the writes that are recorded, and hands each on to whoever listens (in the real cloud, EventBridge). */
export class ActionTrail {
  readonly #listeners = new Set<Listener>();

  /** @returns what ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  record(account: string, record: TrailRecord): void {
    for (const listener of this.#listeners) listener(account, record);
  }
}
