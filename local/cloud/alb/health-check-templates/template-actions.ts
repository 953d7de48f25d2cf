import { actionsOf } from '../../product.ts';
import { effectsOf } from '../effects.ts';
import type { AlbErrorCode } from '../errors.ts';
import { NAME } from '../names.ts';
import { pageOf, paging } from '../paging.ts';
import { availableGroup } from '../server-groups/change-groups.ts';
import {
  type HealthCheck,
  healthCheckBody,
  healthCheckFields,
  healthCheckOf,
  healthCheckParameters,
} from '../server-groups/health-check.ts';
import type { ServerGroup } from '../server-groups/server-group.ts';
import type { AlbState } from '../state.ts';
import { hasTags, newTags, tagFilter } from '../tags.ts';
import { checkQuota, endDryRun, idempotency, jobAbout, writing } from '../writing.ts';
import { HealthCheckTemplate } from './template.ts';

const row = actionsOf<AlbState>();

const templateFields = {
  HealthCheckTemplateId: 'string',
  HealthCheckTemplateName: 'string',
  ...healthCheckFields,
  ResourceGroupId: 'string',
  Tags: [{ Key: 'string', Value: 'string' }],
} as const;

const templateId = { HealthCheckTemplateId: { type: 'string', required: true } } as const;

export const createHealthCheckTemplate = row({
  name: 'CreateHealthCheckTemplate',
  style: 'RPC',
  parameters: {
    HealthCheckTemplateName: { type: 'string', required: true, pattern: NAME },
    ...healthCheckParameters,
    ResourceGroupId: { type: 'string' },
    Tag: newTags,
    ...writing,
  },
  response: { HealthCheckTemplateId: 'string' },
  errors: ['QuotaExceeded.HealthCheckTemplatesNum', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { account, region, parameters } = call;
    const count = state.healthCheckTemplates.of(call).length;
    checkQuota('QuotaExceeded.HealthCheckTemplatesNum', region, count + 1, state.quotas.healthCheckTemplates);
    endDryRun(parameters);
    const template = new HealthCheckTemplate({
      owner: { account, region },
      id: call.newId('hct-', 18),
      name: parameters.HealthCheckTemplateName,
      healthCheck: healthCheckOf(parameters),
      resourceGroupId: parameters.ResourceGroupId || state.defaultResourceGroup(call),
      tags: parameters.Tag,
    });
    state.healthCheckTemplates.add(template);
    return { HealthCheckTemplateId: template.id };
  },
});

export const updateHealthCheckTemplateAttribute = row({
  name: 'UpdateHealthCheckTemplateAttribute',
  style: 'RPC',
  parameters: {
    ...templateId,
    HealthCheckTemplateName: { type: 'string', pattern: NAME },
    ...healthCheckParameters,
    ...writing,
  },
  response: {},
  errors: ['ResourceNotFound.HealthCheckTemplate', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { parameters } = call;
    const template = state.healthCheckTemplates.own(call, parameters.HealthCheckTemplateId);
    endDryRun(parameters);
    template.name = parameters.HealthCheckTemplateName || template.name;
    template.healthCheck = healthCheckOf(parameters, template.healthCheck);
    return {};
  },
});

/** All of them, or none where one is not there (inferred). What a template was applied to keeps its checks. */
export const deleteHealthCheckTemplates = row({
  name: 'DeleteHealthCheckTemplates',
  style: 'RPC',
  parameters: { HealthCheckTemplateIds: { type: 'list', required: true, min: 1, max: 10 }, ...writing },
  response: {},
  errors: ['ResourceNotFound.HealthCheckTemplate', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { HealthCheckTemplateIds } = call.parameters;
    const templates = HealthCheckTemplateIds.map((id) => state.healthCheckTemplates.own(call, id));
    endDryRun(call.parameters);
    for (const template of templates) state.healthCheckTemplates.remove(template);
    return {};
  },
});

const applied = effectsOf<AlbState>()<[ServerGroup, HealthCheck]>('alb/health-check-applied', {
  apply(state, group, check) {
    group.settings = { ...group.settings, healthCheck: { ...check, enabled: true } };
    state.serversAdded(group.servers);
  },
});

/** The group's checks are those of the template from then on, and on (inferred: a template does not say). */
export const applyHealthCheckTemplateToServerGroup = row({
  name: 'ApplyHealthCheckTemplateToServerGroup',
  style: 'RPC',
  parameters: { ...templateId, ServerGroupId: { type: 'string', required: true }, ...writing },
  response: { JobId: 'string' },
  errors: [
    'ResourceNotFound.HealthCheckTemplate',
    'ResourceNotFound.ServerGroup',
    'IncorrectStatus.ServerGroup',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const template = state.healthCheckTemplates.own(call, call.parameters.HealthCheckTemplateId);
    const group = availableGroup(state, call, call.parameters.ServerGroupId);
    endDryRun(call.parameters);
    const about = jobAbout(call, 'ApplyHealthCheckTemplateToServerGroup', 'Update', 'servergroup', group.id);
    const effect = applied(group, template.healthCheck);
    return { JobId: state.jobs.begin(about, 'alb-server-group-change', [group], effect) };
  },
});

export const getHealthCheckTemplateAttribute = row({
  name: 'GetHealthCheckTemplateAttribute',
  style: 'RPC',
  parameters: templateId,
  response: templateFields,
  errors: ['ResourceNotFound.HealthCheckTemplate'] satisfies AlbErrorCode[],
  handler: (state, call) => templateBody(state.healthCheckTemplates.own(call, call.parameters.HealthCheckTemplateId)),
});

export const listHealthCheckTemplates = row({
  name: 'ListHealthCheckTemplates',
  style: 'RPC',
  parameters: {
    HealthCheckTemplateIds: { type: 'list', max: 20 },
    HealthCheckTemplateNames: { type: 'list', max: 20 },
    ResourceGroupId: { type: 'string' },
    ...tagFilter,
    ...paging,
  },
  response: {
    HealthCheckTemplates: [templateFields],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { HealthCheckTemplateIds, HealthCheckTemplateNames, ResourceGroupId, Tag } = call.parameters;
    const found = state.healthCheckTemplates
      .of(call)
      .filter(({ id }) => HealthCheckTemplateIds?.includes(id) ?? true)
      .filter(({ name }) => HealthCheckTemplateNames?.includes(name) ?? true)
      .filter(({ resourceGroupId }) => !ResourceGroupId || resourceGroupId === ResourceGroupId)
      .filter(({ tags }) => hasTags(tags, Tag));
    const { page, ...rest } = pageOf(found, call.parameters);
    return { HealthCheckTemplates: page.map(templateBody), ...rest };
  },
});

function templateBody({ id, name, healthCheck, resourceGroupId, tags }: HealthCheckTemplate) {
  return {
    HealthCheckTemplateId: id,
    HealthCheckTemplateName: name,
    ...healthCheckBody(healthCheck),
    ResourceGroupId: resourceGroupId,
    Tags: tags,
  };
}
