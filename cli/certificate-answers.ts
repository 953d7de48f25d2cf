import type { RenewalVerdict } from '../shared/domain-rules/issuing/renewal-chain.ts';
import type { WrittenSource } from '../shared/domain-rules/issuing/written-source.ts';

/** A custom domain that a certificate is for. */
export interface UseAnswer {
  region: string;
  gateway: string;
  domain: string;
  access: 'internet' | 'intranet';
}

/** One certificate of the fleet. Instants are ms since the epoch. */
export interface CertificateAnswer {
  key: string;
  source: WrittenSource;
  /** The source for people. */
  from: string;
  names: string[];
  usedBy: UseAnswer[];
  state: 'valid' | 'issuing' | 'failing' | 'blocked' | 'expiring' | 'none';
  certificateId: string | null;
  notBefore: number | null;
  notAfter: number | null;
  renewsAt: number | null;
  reason: string;
  message: string;
  lastFailure?: { code: string; message: string; at: number; tryAgainAt: number };
  orders: number;
}

export interface CertificateDetailAnswer extends CertificateAnswer {
  verdicts: RenewalVerdict[];
  order?: {
    via: 'acme' | 'package';
    startedAt: number;
    openSteps: string[];
    waits: { id: string; since: number }[];
    records: { recordName: string; type: string }[];
  };
  retired: { certificateId: string; name: string; notAfter: number; replacedAt: number; message: string }[];
}

export interface RenewalAnswer {
  dryRun: boolean;
  at: number;
  certificates: {
    key: string;
    from: string;
    names: string[];
    usedBy: UseAnswer[];
    does: 'order' | 'wait' | 'nothing';
    reason: string;
    message: string;
  }[];
}

/** Which certificates are to be renewed: keys or domains, or all. */
export type RenewalQuestion = ({ all: true } | { certificates: string[] }) & { dryRun?: boolean };

export interface UploadAnswer {
  name: string;
  givenAt: number;
  names: string[];
  notBefore: number;
  notAfter: number;
  fingerprint: string;
  serialNumber: string;
  sealedWith: string;
  usedBy: UseAnswer[];
  advice?: string[];
}

/** As it is sent: with the key of the binding. */
export interface ResealingAnswer {
  /** The name of the master key. */
  sealedWith: string;
  uploads: string[];
  issuers: string[];
}

export interface NewIssuer {
  directory: string;
  contact?: string[];
  eab?: { kid: string; hmacKey: string };
  roots?: string;
}

export interface IssuerAnswer {
  name: string;
  directory: string;
  contact?: string[];
  eab?: { kid: string; sealedWith: string };
  roots?: string;
  usedBy: UseAnswer[];
}
