import type { IssuanceInput } from '../../shared/domain-rules/issuing/input.ts';
import {
  type AcmeOrder,
  type HeldCertificate,
  type IssuanceMemory,
  NO_ISSUANCE,
  type RetiredCertificate,
} from '../../shared/domain-rules/issuing/issuance.ts';
import { certificateName, certificateNamePrefix } from '../../shared/domain-rules/issuing/naming.ts';
import type {
  CertificateUse,
  ChallengePlace,
  IssuanceObservation,
  ObservedAcmeOrder,
  ObservedAuthorization,
  ObservedUpload,
} from '../../shared/domain-rules/issuing/observation.ts';
import {
  type AcmeSource,
  issuanceKey,
  type PackageSource,
  type UploadSource,
} from '../../shared/domain-rules/issuing/source.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const NOW = Date.UTC(2026, 10, 23);
export const ACCOUNT = '1234567890123456';
export const GATEWAY = { region: 'cn-beijing', name: 'chat-prod' };

export const ACME: AcmeSource = {
  from: 'acme',
  issuer: 'letsencrypt',
  names: ['chat.example.com'],
  keyType: 'ecdsa-p256',
};
export const PACKAGE: PackageSource = { from: 'package', product: 'digicert-free-1-free', names: ['chat.example.com'] };
export const UPLOAD: UploadSource = { from: 'upload', upload: 'chat' };
export const KEY = issuanceKey(ACME);

/** A certificate of 90 days that was issued today. */
export function held(is: Partial<HeldCertificate> = {}): HeldCertificate {
  const fingerprint = is.fingerprint ?? 'AB'.repeat(32);
  return {
    certificateId: '100',
    name: certificateName(certificateNamePrefix(KEY, ACME.names), fingerprint),
    names: ['chat.example.com'],
    notBefore: NOW,
    notAfter: NOW + 90 * DAY,
    fingerprint,
    serialNumber: '0a',
    ariId: 'ari.100',
    heldSince: NOW,
    ...is,
  };
}

export function retired(is: Partial<RetiredCertificate> = {}): RetiredCertificate {
  return { ...held({ certificateId: '90', ariId: 'ari.90' }), replacedAt: NOW, ...is };
}

export function remembered(is: Partial<IssuanceMemory> = {}): IssuanceMemory {
  return { ...NO_ISSUANCE, ...is };
}

export const NOTHING_SEEN: IssuanceObservation = {
  issuer: { status: 'ready', offersRenewalInfo: true },
  places: {},
  published: {},
  held: {},
  strays: [],
  uses: [],
  sealedWithOld: false,
  draw: 0.5,
};

export function seen(is: Partial<IssuanceObservation> = {}): IssuanceObservation {
  return { ...NOTHING_SEEN, ...is };
}

/** One certificate that chat-prod wants from Let's Encrypt, with nothing there yet, and what is given. */
export function asked(given: Partial<IssuanceInput> = {}): IssuanceInput {
  return {
    key: KEY,
    account: ACCOUNT,
    wanted: { generation: 1, source: ACME, wantedBy: [GATEWAY], mode: 'enforce' },
    memory: remembered(),
    observation: seen(),
    openIntents: [],
    now: NOW,
    ...given,
  };
}

export function wantedFrom(source: IssuanceInput['wanted']['source'], wantedBy = [GATEWAY]): IssuanceInput['wanted'] {
  return { generation: 1, source, wantedBy, mode: 'enforce' };
}

export const ORDER: AcmeOrder = {
  via: 'acme',
  url: 'https://ca.example/order/1',
  authorizations: ['https://ca.example/authz/1'],
  finalize: 'https://ca.example/order/1/finalize',
  startedAt: NOW,
};

export const SEALED = { key: 'm1', iv: 'a', data: 'b', tag: 'c' };

export function pending(is: Partial<ObservedAuthorization> = {}): ObservedAuthorization {
  const name = is.name ?? 'chat.example.com';
  const challenge = { url: `https://ca.example/chall/${name}`, status: 'pending' as const, value: `proof-of-${name}` };
  return { name, wildcard: false, status: 'pending', challenge, ...is };
}

export function orderThat(is: Partial<ObservedAcmeOrder> = {}): ObservedAcmeOrder {
  return { via: 'acme', status: 'pending', authorizations: [pending()], ...is };
}

export function place(is: Partial<ChallengePlace> = {}): ChallengePlace {
  return {
    recordName: '_acme-challenge.chat.example.com',
    aliases: [],
    zone: 'example.com',
    ttl: 600,
    nameServers: ['ns1.alidns.com', 'ns2.alidns.com'],
    delegated: true,
    existing: [],
    shadowed: [],
    comingSoon: [],
    ...is,
  };
}

export function use(is: Partial<CertificateUse> = {}): CertificateUse {
  return {
    region: 'cn-beijing',
    gateway: 'chat-prod',
    domain: 'chat.example.com',
    access: 'internet',
    provable: true,
    keeps: [],
    ...is,
  };
}

export function given(is: Partial<ObservedUpload> = {}): ObservedUpload {
  return {
    givenAt: NOW,
    names: ['chat.example.com'],
    notBefore: NOW,
    notAfter: NOW + 365 * DAY,
    fingerprint: 'CD'.repeat(32),
    serialNumber: '0b',
    chainPem: 'chain',
    ...is,
  };
}
