import { actionsOf } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { ownZone } from './ownership.ts';
import { bySearch, common, pageOf, paging } from './parameters.ts';
import type { AlidnsState } from './state.ts';
import { isWithinDays, utcMinute } from './times.ts';

const row = actionsOf<AlidnsState>();

/** The end of the range is spelled in lower case on the wire too. */
const period = { StartDate: { type: 'string' }, endDate: { type: 'string' } } as const;

export const describeRecordLogs = row({
  name: 'DescribeRecordLogs',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    KeyWord: { type: 'string' },
    ...period,
    ...paging(100),
    ...common,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    RecordLogs: {
      RecordLog: [
        {
          Action: 'string (inferred)',
          ActionTime: 'string',
          ActionTimestamp: 'integer',
          ClientIp: 'string',
          Message: 'string',
        },
      ],
    },
  },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const found = ownZone(state, account, parameters.DomainName)
      .logs.filter(({ at }) => isWithinDays(at, parameters.StartDate, parameters.endDate))
      .filter(({ message }) => bySearch(parameters.KeyWord)(message))
      .toReversed();
    const { items, totals } = pageOf(found, parameters);
    return {
      ...totals,
      RecordLogs: {
        RecordLog: items.map(({ action, at, clientIp, message }) => ({
          Action: action,
          ActionTime: utcMinute(at),
          ActionTimestamp: at,
          ClientIp: clientIp,
          Message: message,
        })),
      },
    };
  },
});

export const describeDomainLogs = row({
  name: 'DescribeDomainLogs',
  style: 'RPC',
  parameters: {
    GroupId: { type: 'string' },
    KeyWord: { type: 'string' },
    // Secondary DNS is not modelled: it has no logs.
    Type: { type: 'string', enum: ['domain', 'slavedns'] },
    ...period,
    ...paging(100),
    Lang: { type: 'string' },
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    DomainLogs: {
      DomainLog: [
        {
          Action: 'string (inferred)',
          ActionTime: 'string',
          ActionTimestamp: 'integer',
          ClientIp: 'string',
          DomainName: 'string',
          Message: 'string',
          ZoneId: 'string',
        },
      ],
    },
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const found = state.domainLogs
      .filter((log) => log.account === account && parameters.Type !== 'slavedns')
      .filter((log) => !parameters.GroupId || log.groupId === parameters.GroupId)
      .filter((log) => isWithinDays(log.at, parameters.StartDate, parameters.endDate))
      .filter((log) => bySearch(parameters.KeyWord)(log.domainName))
      .toReversed();
    const { items, totals } = pageOf(found, parameters);
    return {
      ...totals,
      DomainLogs: {
        DomainLog: items.map(({ action, at, clientIp, domainName, domainId }) => ({
          Action: action,
          ActionTime: utcMinute(at),
          ActionTimestamp: at,
          ClientIp: clientIp,
          DomainName: domainName,
          Message: `${action} domain: ${domainName}`,
          ZoneId: domainId,
        })),
      },
    };
  },
});
