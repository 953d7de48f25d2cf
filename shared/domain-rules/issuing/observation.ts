import type { RetiredCertificate } from './issuance.ts';

/** What a look finds out about one source and set of names. Nothing in it is secret. */
export interface IssuanceObservation {
  /** The certificate authority as the source names it; of package and upload sources undefined. */
  issuer?: ObservedIssuer | undefined;
  /** Of the order in memory; undefined where there is none, `gone` where the other side knows nothing of it any more. */
  order?: ObservedAcmeOrder | ObservedPackageOrder | 'gone' | undefined;
  /** Asked only while it is not known what became of an order: those of ours for exactly these names that are under way. */
  ordersFound?: FoundOrder[] | undefined;
  /** By the name a challenge is asked under (`_acme-challenge.example.com`), of every challenge and journaled record. */
  places: Record<string, ChallengePlace>;
  /** Of the journaled and the planned records, what the name servers say: `recordKey` → found on all, or not yet. */
  published: Record<string, Publication>;
  /** The current and the retired certificates as Certificate Management Service has them, by id. */
  held: Record<string, ObservedHeld>;
  /** Certificates of ours in the service that memory does not know, told by their names: left by a lost answer. */
  strays: RetiredCertificate[];
  /** What an offline look at the chain of the current certificate says; undefined where there is no chain. */
  check?: ChainCheck | undefined;
  /** Where certificates are used by gateways of Torii. */
  uses: CertificateUse[];
  /** The newest request to renew at once, in ms since the epoch. */
  forcedAt?: number | undefined;
  /** The window that the authority answered with in this look, where it was due to be asked. */
  windowAnswer?: WindowAnswer | undefined;
  /** What the owner gave to the API, where the source is an upload. */
  upload?: ObservedUpload | 'missing' | undefined;
  /** Uploaded certificates that the account may still add; undefined where that is not told. */
  uploadsLeft?: number | undefined;
  /** Whether another upload is tried though there was no room for the last one: somebody may have made some. */
  mayTryUpload?: boolean | undefined;
  /** How many more certificates the package has; undefined where the source is none. */
  packageLeft?: number | undefined;
  /** Secrets that are sealed under a master key which is not the current one. */
  sealedWithOld: boolean;
  /** Uniform in [0, 1), drawn for this look. */
  draw: number;
}

/** What is known of a certificate authority. */
export interface ObservedIssuer {
  /** `unknown`: nobody made one of that name known. `no-master-key`: account keys cannot be kept. */
  status: 'ready' | 'no-account' | 'unknown' | 'no-master-key';
  /** What is wrong and what to do, where it is not `ready` or `no-account`. */
  message?: string | undefined;
  /** Whether the authority offers renewal information (RFC 9773). */
  offersRenewalInfo?: boolean | undefined;
}

export interface ObservedAcmeOrder {
  via: 'acme';
  /** RFC 8555, section 7.1.6. */
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  /** Where the certificate is, once valid. */
  certificate?: string | undefined;
  authorizations: ObservedAuthorization[];
  /** Why it is invalid. */
  error?: { code: string; message: string } | undefined;
}

export interface ObservedAuthorization {
  /** Without `*.`. */
  name: string;
  wildcard: boolean;
  status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked';
  /** The dns-01 challenge; undefined where the authority offers none. */
  challenge?: ObservedChallenge | undefined;
}

export interface ObservedChallenge {
  url: string;
  status: 'pending' | 'processing' | 'valid' | 'invalid';
  /** What the TXT record has to say (RFC 8555, section 8.4). */
  value: string;
  error?: { code: string; message: string } | undefined;
}

/** DescribeCertificateState; `unknown` is what it spells `unknow`. */
export interface ObservedPackageOrder {
  via: 'package';
  state: 'payed' | 'domain_verify' | 'process' | 'verify_fail' | 'certificate' | 'unknown';
  /** The record that proves the name, while that is wanted. */
  record?: { name: string; type: 'TXT' | 'CNAME'; value: string } | undefined;
  /** Of the issued certificate. */
  issued?: Omit<RetiredCertificate, 'replacedAt' | 'heldSince'> | undefined;
}

export type FoundOrder =
  | { via: 'acme'; url: string; authorizations: string[]; finalize: string }
  | { via: 'package'; orderId: string };

/** Where the record of a challenge goes, and what is there. */
export interface ChallengePlace {
  /** The name that the record gets: where the chain of aliases from the asked name ends. */
  recordName: string;
  /** The names of the aliases between; empty where there is none. */
  aliases: string[];
  /** The zone of the account that holds it; undefined where the account has none. */
  zone?: string | undefined;
  /** The shortest time to live that the zone's edition takes, in seconds. */
  ttl: number;
  /** The zone's name servers as the public DNS finds them; empty where it is delegated nowhere. */
  nameServers: string[];
  /** Whether the public name servers are those of the account's zone. */
  delegated: boolean;
  /** Records under exactly `recordName`. */
  existing: { recordId: string; type: string; value: string; remark?: string | undefined }[];
  /**
   * Names between the record and its zone that exist only by a wildcard, which a record below them would hide
   * (RFC 4592, section 2.2.1), each with the wildcard record it is answered from.
   */
  shadowed: { name: string; wildcard: string; target: string }[];
  /** Of `shadowed`, the names whose own record dns-recorder is about to make. */
  comingSoon: string[];
}

/** `silent`: a name server did not answer, which is neither. */
export type Publication = 'published' | 'not-yet' | 'silent';

export interface ObservedHeld {
  /** `gone`: deleted by somebody. */
  status: 'issued' | 'expired' | 'revoked' | 'gone';
  /** Products that use it, as the service tells: `ALB`, `CDN`; undefined where it does not tell. */
  usedBy?: string[] | undefined;
}

export type ChainCheck = { ok: true } | { ok: false; reason: ChainFault; message: string };

/** What can be wrong with a certificate that its dates do not tell. */
export type ChainFault = 'KeyTooWeak' | 'ChainBroken' | 'NotTrusted' | 'NamesDiffer';

/** A custom domain of a gateway of Torii. */
export interface CertificateUse {
  region: string;
  gateway: string;
  domain: string;
  access: 'internet' | 'intranet';
  /** The certificate that should serve it. */
  wanted?: string | undefined;
  /** The certificate that the last look found attached. */
  attached?: string | undefined;
  /** The certificate that was last proved to be served; undefined where none was. */
  proved?: string | undefined;
  /** Whether there is a vantage point to prove it from. */
  provable: boolean;
  /** Since when the attached one is attached, in ms since the epoch. */
  attachedSince?: number | undefined;
  /** Ids that a rollback may come back to, or that load balancers hold. */
  keeps: string[];
}

export type WindowAnswer =
  | {
      kind: 'window';
      ariId: string;
      start: number;
      end: number;
      explanationUrl?: string | undefined;
      askAgainMs: number;
    }
  | { kind: 'unsupported' }
  /** Nothing was learnt: asked again later. */
  | { kind: 'failed'; message: string; askAgainMs: number };

export interface ObservedUpload {
  /** When it was given, in ms since the epoch; tells two uploads of one name apart. */
  givenAt: number;
  names: string[];
  notBefore: number;
  notAfter: number;
  fingerprint: string;
  serialNumber: string;
  chainPem: string;
  /** Whether it is in Certificate Management Service already (told by its fingerprint). */
  certificateId?: string | undefined;
}

/** Tells records of one name apart: they may have several values. */
export function recordKey({ recordName, value }: { recordName: string; value: string }): string {
  return `${recordName} ${value}`;
}
