import { actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import { type Listener, mustHaveCertificates } from './listener.ts';
import { pageOf, paging } from './paging.ts';
import type { AlbState } from './state.ts';
import { hasTags, tagFilter } from './tags.ts';
import { forwardedHeadersFields } from './x-forwarded-for.ts';

const row = actionsOf<AlbState>();

/** Fields of a listener in a list: without certificates and access control lists. */
const listenerFields = {
  ListenerId: 'string',
  LoadBalancerId: 'string',
  ListenerProtocol: 'string',
  ListenerPort: 'integer',
  ListenerStatus: 'string',
  ListenerDescription: 'string',
  DefaultActions: [{ Type: 'string', ForwardGroupConfig: { ServerGroupTuples: [{ ServerGroupId: 'string' }] } }],
  SecurityPolicyId: 'string',
  IdleTimeout: 'integer',
  RequestTimeout: 'integer',
  GzipEnabled: 'boolean',
  Http2Enabled: 'boolean',
  LogConfig: {
    AccessLogRecordCustomizedHeadersEnabled: 'boolean',
    AccessLogTracingConfig: { TracingEnabled: 'boolean', TracingSample: 'integer', TracingType: 'string' },
  },
  QuicConfig: { QuicListenerId: 'string', QuicUpgradeEnabled: 'boolean' },
  XForwardedForConfig: forwardedHeadersFields,
  Tags: [{ Key: 'string', Value: 'string' }],
} as const;

export const listListeners = row({
  name: 'ListListeners',
  style: 'RPC',
  parameters: {
    LoadBalancerIds: { type: 'list', max: 20 },
    ListenerIds: { type: 'list', max: 20 },
    ListenerProtocol: { type: 'string' },
    ...tagFilter,
    ...paging,
  },
  response: { Listeners: [listenerFields], MaxResults: 'integer', NextToken: 'string', TotalCount: 'integer' },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { LoadBalancerIds, ListenerIds, ListenerProtocol, Tag } = call.parameters;
    const found = state
      .listeners(call)
      .filter(({ loadBalancer }) => LoadBalancerIds?.includes(loadBalancer.id) ?? true)
      .filter(({ id }) => ListenerIds?.includes(id) ?? true)
      .filter(({ protocol }) => !ListenerProtocol || protocol === ListenerProtocol)
      .filter(({ tags }) => hasTags(tags, Tag));
    const { page, ...rest } = pageOf(found, call.parameters);
    return { Listeners: page.map(listenerBody), ...rest };
  },
});

/** Of the certificates only the default ones; the additional ones are in ListListenerCertificates alone. */
export const getListenerAttribute = row({
  name: 'GetListenerAttribute',
  style: 'RPC',
  parameters: { ListenerId: { type: 'string', required: true } },
  response: {
    ...listenerFields,
    Certificates: [{ CertificateId: 'string' }],
    CaEnabled: 'boolean',
    CaCertificates: [{ CertificateId: 'string', IsDefault: 'boolean', Status: 'string' }],
    AclConfig: { AclType: 'string', AclRelations: [{ AclId: 'string', Status: 'string' }] },
  },
  errors: ['ResourceNotFound.Listener'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const listener = state.ownListener(call, call.parameters.ListenerId);
    const { aclType, acls, settings } = listener;
    const AclRelations = [...acls].map(([AclId, Status]) => ({ AclId, Status }));
    return {
      ...listenerBody(listener),
      Certificates: settings.certificateIds.map((CertificateId) => ({ CertificateId })),
      CaEnabled: settings.caEnabled,
      CaCertificates: settings.caCertificateIds.map((CertificateId) => ({
        CertificateId,
        IsDefault: true,
        Status: 'Associated',
      })),
      ...(aclType && { AclConfig: { AclType: aclType, AclRelations } }),
    };
  },
});

export const listListenerCertificates = row({
  name: 'ListListenerCertificates',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    CertificateType: { type: 'string', enum: ['Server', 'Ca'] },
    CertificateIds: { type: 'list', max: 20 },
    ...paging,
  },
  response: {
    Certificates: [{ CertificateId: 'string', CertificateType: 'string', IsDefault: 'boolean', Status: 'string' }],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: [
    'ResourceNotFound.Listener',
    'OperationDenied.HttpListenerNotSupport',
    'InvalidParameter',
  ] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ListenerId, CertificateType, CertificateIds } = call.parameters;
    const listener = state.ownListener(call, ListenerId);
    mustHaveCertificates(listener);
    const { settings, certificates } = listener;
    const all = [
      ...settings.certificateIds.map((id) => certificateBody(id, 'Server', true)),
      ...[...certificates].map(([id, status]) => certificateBody(id, 'Server', false, status)),
      ...settings.caCertificateIds.map((id) => certificateBody(id, 'Ca', true)),
    ];
    const found = all
      // Without a type it lists those of the server (inferred).
      .filter((each) => each.CertificateType === (CertificateType ?? 'Server'))
      .filter(({ CertificateId }) => CertificateIds?.includes(CertificateId) ?? true);
    const { page, ...rest } = pageOf(found, call.parameters);
    return { Certificates: page, ...rest };
  },
});

function certificateBody(
  CertificateId: string,
  CertificateType: 'Server' | 'Ca',
  IsDefault: boolean,
  Status = 'Associated',
) {
  return { CertificateId, CertificateType, IsDefault, Status };
}

function listenerBody({ id, loadBalancer, protocol, port, status, settings, log, tags }: Listener) {
  const { serverGroupId: ServerGroupId } = settings;
  const forward = { Type: 'ForwardGroup', ForwardGroupConfig: { ServerGroupTuples: [{ ServerGroupId }] } };
  return {
    ListenerId: id,
    LoadBalancerId: loadBalancer.id,
    ListenerProtocol: protocol,
    ListenerPort: port,
    ListenerStatus: status,
    ListenerDescription: settings.description,
    DefaultActions: ServerGroupId === undefined ? [] : [forward],
    SecurityPolicyId: settings.securityPolicyId,
    IdleTimeout: settings.idleTimeoutSeconds,
    RequestTimeout: settings.requestTimeoutSeconds,
    GzipEnabled: settings.gzip,
    Http2Enabled: settings.http2,
    LogConfig: {
      AccessLogRecordCustomizedHeadersEnabled: log.customHeaders,
      AccessLogTracingConfig: {
        TracingEnabled: log.tracing !== undefined,
        ...(log.tracing && { TracingSample: log.tracing.sample, TracingType: 'Zipkin' }),
      },
    },
    QuicConfig: { QuicUpgradeEnabled: settings.quicUpgrade, QuicListenerId: settings.quicListenerId },
    XForwardedForConfig: settings.forwardedHeaders,
    Tags: tags,
  };
}
