export type TlsVersion = 'TLSv1.0' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

export const TLS_VERSIONS = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const satisfies TlsVersion[];

const EPHEMERAL = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-AES256-SHA',
];

const FIXED = [
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA256',
  'AES256-SHA256',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
];

const OF_1_3 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
];

/** Every cipher suite that a policy may name, by OpenSSL's names. */
export const CIPHERS: readonly string[] = [...EPHEMERAL, ...FIXED, ...OF_1_3];

export function isOfTls13(cipher: string): boolean {
  return OF_1_3.includes(cipher);
}

export interface SystemPolicy {
  readonly id: string;
  readonly versions: readonly TlsVersion[];
  readonly ciphers: readonly string[];
}

/** The policies of the platform. Names and versions are documented; which cipher is in which is inferred. */
export const SYSTEM_POLICIES: readonly SystemPolicy[] = [
  {
    id: 'tls_cipher_policy_1_0',
    versions: ['TLSv1.0', 'TLSv1.1', 'TLSv1.2'],
    ciphers: [...EPHEMERAL, ...FIXED],
  },
  { id: 'tls_cipher_policy_1_1', versions: ['TLSv1.1', 'TLSv1.2'], ciphers: [...EPHEMERAL, ...FIXED] },
  { id: 'tls_cipher_policy_1_2', versions: ['TLSv1.2'], ciphers: [...EPHEMERAL, ...FIXED] },
  { id: 'tls_cipher_policy_1_2_strict', versions: ['TLSv1.2'], ciphers: EPHEMERAL },
  {
    id: 'tls_cipher_policy_1_2_strict_with_1_3',
    versions: ['TLSv1.2', 'TLSv1.3'],
    ciphers: [...OF_1_3, ...EPHEMERAL],
  },
];
