/** An event as it travels: CloudEvents 1.0 in its JSON format, with EventBridge's extensions once it is on a bus. */
export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly specversion: string;
  readonly type: string;
  /** Its other attributes and extensions, its data. */
  readonly [name: string]: unknown;
}

/** Who put it on which bus, and when. */
export interface Publication {
  readonly account: string;
  readonly region: string;
  readonly bus: string;
  /** Virtual time, ms since the epoch. */
  readonly at: number;
  /** Address of whoever published it. */
  readonly from: string;
}

/** The extensions of a delivered event (documented sample). Nobody can bring their own: what begins alike is replaced. */
export function onBus(event: CloudEvent, { account, region, bus, at, from }: Publication): CloudEvent {
  const { data, ...attributes } = event;
  const own = Object.entries(attributes).filter(([name]) => !EXTENSION_NAMES.includes(name));
  const { id, source, specversion, type } = event;
  return {
    ...Object.fromEntries(own),
    ...{ id, source, specversion, type },
    subject: event.subject ?? `acs:eventbridge:${region}:${account}:eventbus/${bus}/eventsource/${source}`,
    time: event.time ?? instant(at),
    datacontenttype: event.datacontenttype ?? 'application/json;charset=utf-8',
    aliyunaccountid: account,
    aliyunpublishtime: new Date(at).toISOString(),
    aliyunoriginalaccountid: account,
    aliyuneventbusname: bus,
    aliyunregionid: region,
    aliyunpublishaddr: from,
    ...(data !== undefined && { data }),
  };
}

/** `2026-03-02T08:00:00Z` */
export function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

const EXTENSION_NAMES: readonly string[] = [
  'aliyunaccountid',
  'aliyunpublishtime',
  'aliyunoriginalaccountid',
  'aliyuneventbusname',
  'aliyunregionid',
  'aliyunpublishaddr',
];
