import { actionsOf } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common, pageOf, paging } from './parameters.ts';
import type { PvtzState } from './state.ts';
import { utcMinute } from './times.ts';

const row = actionsOf<PvtzState>();

/** Newest first. Types that are not modelled have no logs; an unknown type counts for none (as documented). */
export const describeChangeLogs = row({
  name: 'DescribeChangeLogs',
  style: 'RPC',
  parameters: {
    EntityType: { type: 'string' },
    ZoneId: { type: 'string' },
    Keyword: { type: 'string' },
    StartTimestamp: { type: 'integer' },
    EndTimestamp: { type: 'integer' },
    ...paging,
    ...common,
  },
  response: {
    TotalItems: 'integer',
    TotalPages: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    ChangeLogs: {
      ChangeLog: [
        {
          Id: 'integer',
          EntityId: 'string',
          EntityName: 'string',
          OperAction: 'string (inferred)',
          OperObject: 'string',
          OperIp: 'string',
          OperTime: 'string',
          OperTimestamp: 'integer',
          Content: 'string',
          CreatorId: 'string',
          CreatorUserId: 'string',
          CreatorType: 'string',
          CreatorSubType: 'string (inferred)',
        },
      ],
    },
  },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  handler: (state, { account, parameters }) => {
    const { EntityType, ZoneId, Keyword = '', StartTimestamp, EndTimestamp } = parameters;
    if (ZoneId) state.zone(account, ZoneId);
    const isKnown = EntityType === 'PV_ZONE' || EntityType === 'PV_RECORD';
    const found = state.changeLogs
      .filter((log) => log.account === account && (!ZoneId || log.zoneId === ZoneId))
      .filter(({ entityType }) => !isKnown || entityType === EntityType)
      .filter(({ content }) => content.toLowerCase().includes(Keyword.toLowerCase()))
      .filter(({ at }) => at >= (StartTimestamp ?? 0) && at <= (EndTimestamp ?? Number.POSITIVE_INFINITY))
      .toReversed();
    const { items, totals } = pageOf(found, parameters);
    const ChangeLog = items.map((log) => ({
      Id: log.id,
      EntityId: log.entityId,
      EntityName: log.entityName,
      OperAction: log.action,
      OperObject: log.entityType,
      OperIp: '127.0.0.1',
      OperTime: utcMinute(log.at),
      OperTimestamp: log.at,
      Content: log.content,
      CreatorId: log.account,
      CreatorUserId: log.account,
      CreatorType: 'USER',
      CreatorSubType: 'CUSTOM',
    }));
    return { ...totals, ChangeLogs: { ChangeLog } };
  },
});
