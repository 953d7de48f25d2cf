import type { DocumentKind } from '../../shared/state/store.ts';

/** Whether a kind moves along. Leases and answers to repeated requests mean nothing elsewhere, or later. */
const MOVES: Readonly<Record<DocumentKind, boolean>> = {
  'master-key': true,
  'acme-account': true,
  issuer: true,
  'uploaded-certificate': true,
  'api-key': true,
  'dead-letter': true,
  issuance: true,
  'renewal-request': true,
  plans: true,
  zones: true,
  certificates: true,
  records: true,
  provisioning: true,
  // Last: what a worker is to look after comes when all is there that it remembers about it.
  'wanted-certificate': true,
  declaration: true,
  lease: false,
  idempotency: false,
};

const ALL = Object.keys(MOVES) as DocumentKind[];

/** In the order in which they are written. */
export const EXPORTED_KINDS: readonly DocumentKind[] = ALL.filter((kind) => MOVES[kind]);

/** Whose names are names of journals, besides the account's own. */
export const JOURNALED_KINDS = ['declaration', 'issuance'] as const satisfies readonly DocumentKind[];
