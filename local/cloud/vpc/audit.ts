import type { TrailRecord } from '../action-trail.ts';

/** What ActionTrail keeps of a call that made or removed a vSwitch. Parameters as they came, under their own names. */
export function vSwitchChange(call: {
  eventName: 'CreateVSwitch' | 'DeleteVSwitch';
  account: string;
  region: string;
  vSwitchId: string;
  requestId: string;
  now: number;
  requestParameters: Readonly<Record<string, unknown>>;
}): TrailRecord {
  const { eventName, account, region, vSwitchId, requestId, now, requestParameters } = call;
  return {
    eventId: requestId,
    eventVersion: '1',
    eventName,
    eventType: 'ApiCall',
    eventRW: 'Write',
    eventSource: `vpc.${region}.aliyuncs.com`,
    eventTime: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    serviceName: 'Vpc',
    apiVersion: '2016-04-28',
    acsRegion: region,
    requestId,
    requestParameters: { AcsProduct: 'Vpc', RegionId: region, ...requestParameters },
    responseElements: { RequestId: requestId, ...(eventName === 'CreateVSwitch' && { VSwitchId: vSwitchId }) },
    referencedResources: { 'ACS::VPC::VSwitch': [vSwitchId] },
    userIdentity: { accountId: account, type: 'assumed-role' },
  };
}
