import { ApiError, type ParameterTable } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { ListenerProtocol, ListenerSettings } from './listener.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { AlbState, Owner } from './state.ts';
import { checkQuota } from './writing.ts';

const certificateIds = { CertificateId: { type: 'string', required: true } } as const satisfies ParameterTable;

/** What CreateListener and UpdateListenerAttribute have in common. */
export const settingsParameters = {
  ListenerDescription: { type: 'string', pattern: /^.{2,256}$/su },
  /** The metadata takes two: a pair of one RSA and one ECC certificate (what the pair is for is inferred). */
  Certificates: { type: 'objects', max: 2, fields: certificateIds },
  SecurityPolicyId: { type: 'string' },
  GzipEnabled: { type: 'boolean' },
  Http2Enabled: { type: 'boolean' },
  IdleTimeout: { type: 'integer', min: 1, max: 60 },
  RequestTimeout: { type: 'integer', min: 1, max: 180 },
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
  'IncorrectStatus.ServerGroup',
  'Mismatch.VpcId',
  'OperationDenied.GRPCServerGroup',
  'ResourceQuotaExceeded.ServerGroupAttachedNum',
  'InvalidParameter',
] as const satisfies AlbErrorCode[];

interface Given {
  readonly ListenerDescription?: string | undefined;
  readonly Certificates?: readonly { readonly CertificateId: string }[] | undefined;
  readonly SecurityPolicyId?: string | undefined;
  readonly GzipEnabled?: boolean | undefined;
  readonly Http2Enabled?: boolean | undefined;
  readonly IdleTimeout?: number | undefined;
  readonly RequestTimeout?: number | undefined;
  readonly DefaultActions?:
    | readonly {
        readonly ForwardGroupConfig: {
          readonly ServerGroupTuples: readonly { readonly ServerGroupId: string }[];
        };
      }[]
    | undefined;
}

/** The settings with what was given in the place of what was; throws where they cannot be. */
export function checkedSettings(
  state: AlbState,
  owner: Owner,
  place: { readonly loadBalancer: LoadBalancer; readonly protocol: ListenerProtocol },
  given: Given,
  before: ListenerSettings,
): ListenerSettings {
  const settings: ListenerSettings = {
    description: given.ListenerDescription ?? before.description,
    serverGroupId: serverGroupOf(given) ?? before.serverGroupId,
    certificateIds: given.Certificates?.map(({ CertificateId }) => CertificateId) ?? before.certificateIds,
    securityPolicyId: given.SecurityPolicyId || before.securityPolicyId,
    gzip: given.GzipEnabled ?? before.gzip,
    http2: given.Http2Enabled ?? before.http2,
    idleTimeoutSeconds: given.IdleTimeout ?? before.idleTimeoutSeconds,
    requestTimeoutSeconds: given.RequestTimeout ?? before.requestTimeoutSeconds,
  };
  if (place.protocol === 'HTTP') refuseTls(given);
  else checkTls(state, owner, settings, given);
  if (serverGroupOf(given) !== undefined && settings.serverGroupId !== before.serverGroupId) {
    checkServerGroup(state, owner, place, settings);
  }
  return settings;
}

function serverGroupOf({ DefaultActions }: Given): string | undefined {
  return DefaultActions?.[0]?.ForwardGroupConfig.ServerGroupTuples[0]?.ServerGroupId;
}

/** What HTTP cannot have (the code is inferred). */
function refuseTls(given: Given): void {
  for (const name of ['Certificates', 'SecurityPolicyId', 'Http2Enabled'] as const) {
    if (given[name]) throw new ApiError<AlbErrorCode>('InvalidParameter', { name });
  }
}

function checkTls(state: AlbState, owner: Owner, settings: ListenerSettings, given: Given): void {
  if (given.Certificates && settings.certificateIds.length === 0) {
    throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Certificates' });
  }
  for (const id of given.Certificates ? settings.certificateIds : []) mustExist(state, owner, id);
  if (!SYSTEM_POLICIES.includes(settings.securityPolicyId)) {
    throw new ApiError<AlbErrorCode>('ResourceNotFound.SecurityPolicy', { id: settings.securityPolicyId });
  }
}

/** Throws ResourceNotFound.Certificate where CAS has no certificate of exactly this identifier. */
export function mustExist(state: AlbState, owner: Owner, id: string): void {
  if (!state.hasCertificate(owner.account, id)) {
    throw new ApiError<AlbErrorCode>('ResourceNotFound.Certificate', { id });
  }
}

function checkServerGroup(
  state: AlbState,
  owner: Owner,
  { loadBalancer, protocol }: { readonly loadBalancer: LoadBalancer; readonly protocol: ListenerProtocol },
  { serverGroupId = '' }: ListenerSettings,
): void {
  const group = state.ownServerGroup(owner, serverGroupId);
  const { id, phase, vpcId } = group;
  if (phase !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.ServerGroup', { id, status: phase });
  if (vpcId !== undefined && vpcId !== loadBalancer.facts.vpcId) {
    throw new ApiError<AlbErrorCode>('Mismatch.VpcId', { id });
  }
  if (group.protocol === 'GRPC' && protocol !== 'HTTPS') {
    throw new ApiError<AlbErrorCode>('OperationDenied.GRPCServerGroup', { id });
  }
  const attached = state.listenersTo(group).length;
  checkQuota('ResourceQuotaExceeded.ServerGroupAttachedNum', id, attached + 1, state.quotas.serverGroupListeners);
}

/** The TLS policies of the platform; those of one's own are not modelled. */
const SYSTEM_POLICIES: readonly string[] = [
  'tls_cipher_policy_1_0',
  'tls_cipher_policy_1_1',
  'tls_cipher_policy_1_2',
  'tls_cipher_policy_1_2_strict',
  'tls_cipher_policy_1_2_strict_with_1_3',
];
