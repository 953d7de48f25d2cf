import { answered, row, SURE_OUTCOME } from './answered.ts';
import { DEFAULT_BUS } from './bus.ts';
import type { EventBridgeErrorCode } from './errors.ts';

/** Products whose operations ActionTrail tells (documented: "Alibaba Cloud service event sources"), by their full name. */
const SOURCES: readonly (readonly [name: string, fullName: string])[] = [
  ['vpc', 'Virtual Private Cloud'],
  ['slb', 'Server Load Balancer'],
  ['ecs', 'Elastic Compute Service'],
  ['fc', 'Function Compute'],
  ['ram', 'Resource Access Management'],
  ['kms', 'Key Management Service'],
  ['actiontrail', 'ActionTrail'],
];
const TYPES = ['ApiCall', 'ConsoleOperation', 'AliyunServiceEvent'] as const;

/** What may come on the default bus. Of these, this cloud tells of its VPCs. */
export const listAliyunOfficialEventSources = row({
  name: 'ListAliyunOfficialEventSources',
  style: 'RPC',
  parameters: {},
  response: {
    ...SURE_OUTCOME,
    Data: {
      EventSourceList: [
        {
          Arn: 'string',
          Description: 'string',
          EventBusName: 'string',
          EventTypes: [{ EventSourceName: 'string', GroupName: 'string', Name: 'string', ShortName: 'string' }],
          FullName: 'string',
          Name: 'string',
          Status: 'string',
          Type: 'string',
        },
      ],
    },
  },
  errors: ['ServiceNotEnable'] satisfies EventBridgeErrorCode[],
  handler: (state, { region }) =>
    answered(state, () => ({ EventSourceList: SOURCES.map(([name, fullName]) => sourceBody(region, name, fullName)) })),
});

function sourceBody(region: string, product: string, fullName: string) {
  const name = `acs.${product}`;
  return {
    Arn: `acs:eventbridge:${region}:SYSTEM:eventsource/${name}`,
    Description: fullName,
    EventBusName: DEFAULT_BUS,
    EventTypes: TYPES.map((type) => ({
      EventSourceName: name,
      GroupName: `${product}:ActionTrail`,
      Name: `${product}:ActionTrail:${type}`,
      ShortName: type,
    })),
    FullName: fullName,
    Name: name,
    Status: 'Activated',
    Type: '1',
  };
}
