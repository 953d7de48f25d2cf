import { ApiError, type ParameterTable } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Listener, ListenerProtocol, ListenerSettings } from './listener.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import { checkSecurityPolicy } from './security-policies/attached.ts';
import { checkForwarding } from './server-groups/attached.ts';
import type { AlbState } from './state.ts';
import { deny } from './writing.ts';
import { forwardedHeaders, forwardedHeadersParameter, type GivenForwardedHeaders } from './x-forwarded-for.ts';

const certificateIds = { CertificateId: { type: 'string', required: true } } as const satisfies ParameterTable;

/** What CreateListener and UpdateListenerAttribute have in common. */
export const settingsParameters = {
  ListenerDescription: { type: 'string', pattern: /^.{2,256}$/su },
  /** The metadata takes two: a pair of one RSA and one ECC certificate (what the pair is for is inferred). */
  Certificates: { type: 'objects', max: 2, fields: certificateIds },
  CaEnabled: { type: 'boolean' },
  /** Private authorities are not played: their ids are taken at their word. */
  CaCertificates: { type: 'objects', max: 1, fields: certificateIds },
  SecurityPolicyId: { type: 'string' },
  GzipEnabled: { type: 'boolean' },
  Http2Enabled: { type: 'boolean' },
  IdleTimeout: { type: 'integer', min: 1, max: 60 },
  RequestTimeout: { type: 'integer', min: 1, max: 180 },
  QuicConfig: {
    type: 'object',
    fields: { QuicListenerId: { type: 'string' }, QuicUpgradeEnabled: { type: 'boolean' } },
  },
  XForwardedForConfig: forwardedHeadersParameter,
} as const satisfies ParameterTable;

/** The one action that a listener does by default. */
export const defaultActionFields = {
  Type: { type: 'string', required: true, enum: ['ForwardGroup'] },
  ForwardGroupConfig: {
    type: 'object',
    required: true,
    fields: {
      ServerGroupTuples: {
        type: 'objects',
        required: true,
        min: 1,
        max: 1,
        fields: { ServerGroupId: { type: 'string', required: true } },
      },
    },
  },
} as const satisfies ParameterTable;

export const settingsErrors = [
  'ResourceNotFound.Certificate',
  'ResourceNotFound.ServerGroup',
  'ResourceNotFound.SecurityPolicy',
  'ResourceNotFound.Listener',
  'IncorrectStatus.ServerGroup',
  'Mismatch.VpcId',
  'Mismatch.LoadBalancerEditionAndConnectionDrain',
  'Mismatch.LoadBalancerEditionAndSlowStartEnable',
  'OperationDenied.GRPCServerGroup',
  'OperationDenied.ServerGroupProtocolNotSupport',
  'OperationDenied.CrossLoadBalancerQUICListener',
  'ResourceAlreadyAssociated.Listener',
  'ResourceQuotaExceeded.ServerGroupAttachedNum',
  'ResourceQuotaExceeded.LoadBalancerServersNum',
  'ResourceQuotaExceeded.ServerAddedNum',
  'ResourceQuotaExceeded.SecurityPolicyAttachedNum',
  'InvalidParameter',
] as const satisfies AlbErrorCode[];

type Certificates = readonly { readonly CertificateId: string }[] | undefined;

interface Given {
  readonly ListenerDescription?: string | undefined;
  readonly Certificates?: Certificates;
  readonly CaEnabled?: boolean | undefined;
  readonly CaCertificates?: Certificates;
  readonly SecurityPolicyId?: string | undefined;
  readonly GzipEnabled?: boolean | undefined;
  readonly Http2Enabled?: boolean | undefined;
  readonly IdleTimeout?: number | undefined;
  readonly RequestTimeout?: number | undefined;
  readonly QuicConfig?:
    | { readonly QuicListenerId?: string | undefined; readonly QuicUpgradeEnabled?: boolean | undefined }
    | undefined;
  readonly XForwardedForConfig?: GivenForwardedHeaders | undefined;
  readonly DefaultActions?:
    | readonly {
        readonly ForwardGroupConfig: {
          readonly ServerGroupTuples: readonly { readonly ServerGroupId: string }[];
        };
      }[]
    | undefined;
}

/** A listener that is there, or is to be. */
interface Site {
  readonly loadBalancer: LoadBalancer;
  readonly protocol: ListenerProtocol;
  readonly id?: string;
}

/** The settings with what was given in the place of what was; throws where they cannot be. */
export function checkedSettings(
  state: AlbState,
  owner: Owner,
  site: Site,
  given: Given,
  before: ListenerSettings,
): ListenerSettings {
  const settings: ListenerSettings = {
    description: given.ListenerDescription ?? before.description,
    serverGroupId: serverGroupOf(given) ?? before.serverGroupId,
    certificateIds: idsOf(given.Certificates) ?? before.certificateIds,
    caEnabled: given.CaEnabled ?? before.caEnabled,
    caCertificateIds: idsOf(given.CaCertificates) ?? before.caCertificateIds,
    securityPolicyId: given.SecurityPolicyId || before.securityPolicyId,
    gzip: given.GzipEnabled ?? before.gzip,
    http2: given.Http2Enabled ?? before.http2,
    idleTimeoutSeconds: given.IdleTimeout ?? before.idleTimeoutSeconds,
    requestTimeoutSeconds: given.RequestTimeout ?? before.requestTimeoutSeconds,
    quicUpgrade: given.QuicConfig?.QuicUpgradeEnabled ?? before.quicUpgrade,
    quicListenerId: given.QuicConfig?.QuicListenerId ?? before.quicListenerId,
    forwardedHeaders: forwardedHeaders(given.XForwardedForConfig, before.forwardedHeaders),
  };
  if (site.protocol === 'HTTP') refuseTls(given);
  else checkTls(state, owner, settings, given, before);
  checkQuic(state, owner, site, settings, given);
  if (serverGroupOf(given) !== undefined && settings.serverGroupId !== before.serverGroupId) {
    checkServerGroup(state, owner, site, settings);
  }
  return settings;
}

function idsOf(certificates: Certificates): readonly string[] | undefined {
  return certificates?.map(({ CertificateId }) => CertificateId);
}

function serverGroupOf({ DefaultActions }: Given): string | undefined {
  return DefaultActions?.[0]?.ForwardGroupConfig.ServerGroupTuples[0]?.ServerGroupId;
}

/** What HTTP cannot have (the code is inferred). */
function refuseTls(given: Given): void {
  for (const name of ['Certificates', 'CaEnabled', 'SecurityPolicyId', 'Http2Enabled'] as const) {
    if (given[name]) throw new ApiError<AlbErrorCode>('InvalidParameter', { name });
  }
}

function checkTls(
  state: AlbState,
  owner: Owner,
  settings: ListenerSettings,
  given: Given,
  before: ListenerSettings,
): void {
  if (given.Certificates && settings.certificateIds.length === 0) {
    throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Certificates' });
  }
  for (const id of given.Certificates ? settings.certificateIds : []) mustExist(state, owner, id);
  // "This parameter is required if CaEnabled is set to true."
  if (settings.caEnabled && settings.caCertificateIds.length === 0) {
    throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'CaCertificates' });
  }
  checkSecurityPolicy(state, owner, settings.securityPolicyId, before.securityPolicyId);
}

/** Throws ResourceNotFound.Certificate where CAS has no certificate of exactly this identifier. */
export function mustExist(state: AlbState, owner: Owner, id: string): void {
  if (!state.hasCertificate(owner.account, id)) {
    throw new ApiError<AlbErrorCode>('ResourceNotFound.Certificate', { id });
  }
}

/** Of HTTPS only: a QUIC listener of the same instance that no other listener has. */
function checkQuic(state: AlbState, owner: Owner, site: Site, settings: ListenerSettings, given: Given): void {
  if (!given.QuicConfig?.QuicUpgradeEnabled) return;
  if (site.protocol !== 'HTTPS') throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'QuicConfig' });
  const { id, loadBalancer, protocol } = state.ownListener(owner, settings.quicListenerId);
  if (protocol !== 'QUIC') throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'QuicListenerId' });
  if (loadBalancer !== site.loadBalancer) deny('OperationDenied.CrossLoadBalancerQUICListener');
  if (state.listenersOf(loadBalancer.id).some((each) => each.id !== site.id && upgradesTo(each, id))) {
    throw new ApiError<AlbErrorCode>('ResourceAlreadyAssociated.Listener', { id });
  }
}

export function upgradesTo({ settings }: Listener, quicListenerId: string): boolean {
  return settings.quicUpgrade && settings.quicListenerId === quicListenerId;
}

function checkServerGroup(
  state: AlbState,
  owner: Owner,
  { loadBalancer, protocol }: Site,
  { serverGroupId = '' }: ListenerSettings,
): void {
  const group = state.serverGroups.own(owner, serverGroupId);
  // The metadata has one code for gRPC and one for what else does not go with the listener.
  if (group.facts.protocol === 'gRPC' && protocol === 'HTTP') deny('OperationDenied.GRPCServerGroup');
  if (group.facts.protocol === 'HTTPS' && protocol !== 'HTTPS') deny('OperationDenied.ServerGroupProtocolNotSupport');
  checkForwarding(state, loadBalancer, [group]);
}
