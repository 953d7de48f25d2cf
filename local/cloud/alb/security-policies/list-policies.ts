import { actionsOf } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import { pageOf, paging } from '../paging.ts';
import type { AlbState } from '../state.ts';
import { hasTags, tagFilter } from '../tags.ts';
import { utcTime } from '../times.ts';
import { SYSTEM_POLICIES } from './system-policies.ts';

const row = actionsOf<AlbState>();

/** Of one's own only. */
export const listSecurityPolicies = row({
  name: 'ListSecurityPolicies',
  style: 'RPC',
  parameters: {
    SecurityPolicyIds: { type: 'list', max: 20 },
    SecurityPolicyNames: { type: 'list', max: 10 },
    ResourceGroupId: { type: 'string' },
    ...tagFilter,
    ...paging,
  },
  response: {
    SecurityPolicies: [
      {
        SecurityPolicyId: 'string',
        SecurityPolicyName: 'string',
        SecurityPolicyStatus: 'string',
        TLSVersions: ['string'],
        Ciphers: ['string'],
        CreateTime: 'string',
        ResourceGroupId: 'string',
        Tags: [{ Key: 'string', Value: 'string' }],
      },
    ],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { SecurityPolicyIds, SecurityPolicyNames, ResourceGroupId, Tag } = call.parameters;
    const found = state.securityPolicies
      .of(call)
      .filter(({ id }) => SecurityPolicyIds?.includes(id) ?? true)
      .filter(({ settings }) => SecurityPolicyNames?.includes(settings.name) ?? true)
      .filter(({ resourceGroupId }) => !ResourceGroupId || resourceGroupId === ResourceGroupId)
      .filter(({ tags }) => hasTags(tags, Tag));
    const { page, ...rest } = pageOf(found, call.parameters);
    const SecurityPolicies = page.map(({ id, settings, status, createdAt, resourceGroupId, tags }) => ({
      SecurityPolicyId: id,
      SecurityPolicyName: settings.name,
      SecurityPolicyStatus: status,
      TLSVersions: settings.versions,
      Ciphers: settings.ciphers,
      CreateTime: utcTime(createdAt),
      ResourceGroupId: resourceGroupId,
      Tags: tags,
    }));
    return { SecurityPolicies, ...rest };
  },
});

export const listSystemSecurityPolicies = row({
  name: 'ListSystemSecurityPolicies',
  style: 'RPC',
  parameters: {},
  response: { SecurityPolicies: [{ SecurityPolicyId: 'string', TLSVersions: ['string'], Ciphers: ['string'] }] },
  errors: [],
  handler: () => ({
    SecurityPolicies: SYSTEM_POLICIES.map(({ id, versions, ciphers }) => ({
      SecurityPolicyId: id,
      TLSVersions: versions,
      Ciphers: ciphers,
    })),
  }),
});

/** `SecrityPolicyRelations` is how the API spells it. */
export const listSecurityPolicyRelations = row({
  name: 'ListSecurityPolicyRelations',
  style: 'RPC',
  parameters: { SecurityPolicyIds: { type: 'list', required: true, min: 1, max: 5 } },
  response: {
    SecrityPolicyRelations: [
      {
        SecurityPolicyId: 'string',
        RelatedListeners: [
          { ListenerId: 'string', ListenerPort: 'integer', ListenerProtocol: 'string', LoadBalancerId: 'string' },
        ],
      },
    ],
  },
  errors: ['ResourceNotFound.SecurityPolicy'] satisfies AlbErrorCode[],
  handler: (state, call) => ({
    SecrityPolicyRelations: call.parameters.SecurityPolicyIds.map((SecurityPolicyId) => ({
      SecurityPolicyId,
      RelatedListeners: state.listenersBy(state.securityPolicies.own(call, SecurityPolicyId)).map((listener) => ({
        ListenerId: listener.id,
        ListenerPort: listener.port,
        ListenerProtocol: listener.protocol,
        LoadBalancerId: listener.loadBalancer.id,
      })),
    })),
  }),
});
