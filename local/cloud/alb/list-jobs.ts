import { actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import { pageOf, paging } from './paging.ts';
import type { AlbState } from './state.ts';

/** Jobs that nobody knows are not there: an unknown id is no error. Newest first (inferred). */
export const listAsynJobs = actionsOf<AlbState>()({
  name: 'ListAsynJobs',
  style: 'RPC',
  parameters: {
    JobIds: { type: 'list', max: 10 },
    ResourceIds: { type: 'list', max: 10 },
    ResourceType: { type: 'string' },
    ApiName: { type: 'string' },
    /** ms since the epoch; both ends of when a job began (inferred). */
    BeginTime: { type: 'integer' },
    EndTime: { type: 'integer' },
    ...paging,
  },
  response: {
    Jobs: [
      {
        Id: 'string',
        ApiName: 'string',
        OperateType: 'string',
        ResourceId: 'string',
        ResourceType: 'string',
        Status: 'string',
        ErrorCode: 'string',
        ErrorMessage: 'string',
        CreateTime: 'integer',
        ModifyTime: 'integer',
      },
    ],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { JobIds, ResourceIds, ResourceType, ApiName, BeginTime, EndTime } = call.parameters;
    const found = state.jobs
      .of(call.account, call.region)
      .filter(({ id }) => JobIds?.includes(id) ?? true)
      .filter(({ resourceId }) => ResourceIds?.includes(resourceId) ?? true)
      .filter(({ resourceType }) => !ResourceType || resourceType === ResourceType)
      .filter(({ apiName }) => !ApiName || apiName === ApiName)
      .filter(({ createdAt }) => createdAt >= (BeginTime ?? createdAt) && createdAt <= (EndTime ?? createdAt))
      .reverse();
    const { page, ...rest } = pageOf(found, call.parameters);
    const Jobs = page.map((job) => ({
      Id: job.id,
      ApiName: job.apiName,
      OperateType: job.operateType,
      ResourceId: job.resourceId,
      ResourceType: job.resourceType,
      Status: job.status,
      ErrorCode: job.failure?.code,
      ErrorMessage: job.failure?.message,
      CreateTime: job.createdAt,
      ModifyTime: job.modifiedAt,
    }));
    return { Jobs, ...rest };
  },
});
