import { ApiError } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Busy } from './jobs.ts';
import type { LoadBalancer, Tag } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import type { ServedCertificate } from './served-certificates.ts';
import { DEFAULT_FORWARDED_HEADERS, type ForwardedHeaders } from './x-forwarded-for.ts';

export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'QUIC';

/** What UpdateListenerAttribute can change. */
export interface ListenerSettings {
  readonly description: string;
  readonly serverGroupId: string | undefined;
  /** Default certificates, as CAS identifies them (`18541350-cn-hangzhou`); empty on HTTP. */
  readonly certificateIds: readonly string[];
  /** Mutual TLS, and the authority that signs its clients' certificates. */
  readonly caEnabled: boolean;
  readonly caCertificateIds: readonly string[];
  readonly securityPolicyId: string;
  readonly gzip: boolean;
  readonly http2: boolean;
  readonly idleTimeoutSeconds: number;
  readonly requestTimeoutSeconds: number;
  /** Of HTTPS: the QUIC listener of the same instance that clients are told of. */
  readonly quicUpgrade: boolean;
  readonly quicListenerId: string;
  readonly forwardedHeaders: ForwardedHeaders;
}

/** What UpdateListenerLogConfig sets. */
export interface ListenerLog {
  readonly customHeaders: boolean;
  readonly tracing: { readonly sample: number } | undefined;
}

export type CertificateStatus = 'Associating' | 'Associated' | 'Diassociating';
export type AclRelationStatus = 'Associating' | 'Associated' | 'Dissociating';

export class Listener implements Busy {
  readonly id: string;
  readonly loadBalancer: LoadBalancer;
  readonly protocol: ListenerProtocol;
  readonly port: number;
  readonly jobs = new Set<string>();
  phase: 'Provisioning' | 'Running' | 'Stopped' | 'Deleting' = 'Provisioning';
  settings: ListenerSettings;
  log: ListenerLog = { customHeaders: false, tracing: undefined };
  tags: Tag[];
  /** Additional certificates: id → status. */
  readonly certificates = new Map<string, CertificateStatus>();
  /** Those of them that the service which made the instance put there itself. */
  readonly fromService = new Set<string>();
  /** What handshakes are answered with, some time after the jobs that changed it. */
  served: readonly ServedCertificate[] = [];
  aclType: 'White' | 'Black' | undefined;
  /** Access control lists: id → status. */
  readonly acls = new Map<string, AclRelationStatus>();

  constructor(more: {
    id: string;
    loadBalancer: LoadBalancer;
    protocol: ListenerProtocol;
    port: number;
    settings: ListenerSettings;
    tags?: readonly Tag[] | undefined;
  }) {
    this.id = more.id;
    this.loadBalancer = more.loadBalancer;
    this.protocol = more.protocol;
    this.port = more.port;
    this.settings = more.settings;
    this.tags = [...(more.tags ?? [])];
  }

  get owner(): Owner {
    return this.loadBalancer.facts;
  }

  /** `ListenerStatus`. What shows during deletion is inferred: no other value is documented. */
  get status(): 'Provisioning' | 'Running' | 'Stopped' | 'Configuring' {
    if (this.phase === 'Provisioning') return 'Provisioning';
    return this.phase === 'Deleting' || this.jobs.size > 0 ? 'Configuring' : this.phase;
  }
}

/** The documented defaults of CreateListener. */
export const LISTENER_DEFAULTS: ListenerSettings = {
  description: '',
  serverGroupId: undefined,
  certificateIds: [],
  caEnabled: false,
  caCertificateIds: [],
  securityPolicyId: '',
  gzip: true,
  http2: false,
  idleTimeoutSeconds: 15,
  requestTimeoutSeconds: 60,
  quicUpgrade: false,
  quicListenerId: '',
  forwardedHeaders: DEFAULT_FORWARDED_HEADERS,
};

export const DEFAULT_SECURITY_POLICY = 'tls_cipher_policy_1_0';

/** Throws OperationDenied.HttpListenerNotSupport. */
export function mustHaveCertificates({ protocol }: Listener): void {
  if (protocol !== 'HTTP') return;
  const reason = 'HttpListenerNotSupport';
  throw new ApiError<AlbErrorCode>(`OperationDenied.${reason}`, { reason });
}
