import type { IssuanceMemory, SealedText, WantedCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { WorkerDocument } from '../../../shared/engine/worker.ts';
import { type DocumentKey, type DocumentKind, GLOBAL, isVersionConflict } from '../../../shared/state/store.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';

/** A certificate that its owner gave (document kind `uploaded-certificate`). */
export interface UploadedDocument {
  /** ms since the epoch. */
  givenAt: number;
  /** Leaf first, PEM. */
  chainPem: string;
  /** Opens under the context `uploaded-certificate/<name>`. */
  sealedKey: SealedText;
  facts: UploadedFacts;
}

export interface UploadedFacts {
  names: string[];
  /** ms since the epoch. */
  notBefore: number;
  notAfter: number;
  /** SHA-256 as upper-case hexadecimal digits. */
  fingerprint: string;
  serialNumber: string;
}

/** A certificate authority that was made known (document kind `issuer`). */
export interface IssuerDocument {
  /** RFC 8555, section 7.1.1. */
  directory: string;
  contact?: string[] | undefined;
  /** External account binding (RFC 8555, section 7.3.4); the key opens under the context `issuer/<name>`. */
  eab?: { kid: string; sealedKey: SealedText } | undefined;
  /** PEM of what its own TLS certificate is trusted by; absent: public authorities. */
  roots?: string | undefined;
}

/** That certificates are to be renewed at once (document kind `renewal-request`, named by a key, or `all`). */
export interface RenewalRequestDocument {
  /** ms since the epoch. */
  at: number;
}

export type WantedDocument = WantedCertificate;
export type IssuanceDocument = WorkerDocument<IssuanceMemory>;

/** What belongs to the account as a whole. */
export function globalKey(account: string, kind: DocumentKind, name: string): DocumentKey {
  return { account, region: GLOBAL, kind, name };
}

/**
 * Writes what this function alone writes.
 *
 * @returns whether it is new
 * @throws ApiProblem ChangedMeanwhile
 */
export async function putGlobal<Body>(
  { deps, account }: Pick<ApiContext, 'deps' | 'account'>,
  kind: DocumentKind,
  name: string,
  body: Body,
): Promise<{ isNew: boolean }> {
  const key = globalKey(account, kind, name);
  const stored = await deps.store.get<Body>(key);
  try {
    await deps.store.put(key, { body, dueAt: null }, stored?.version ?? 0);
  } catch (error) {
    throw asProblem(error, name);
  }
  return { isNew: stored === undefined };
}

/** @throws ApiProblem ChangedMeanwhile */
export async function deleteGlobal(
  { deps, account }: Pick<ApiContext, 'deps' | 'account'>,
  kind: DocumentKind,
  name: string,
  version: number,
): Promise<void> {
  try {
    await deps.store.delete(globalKey(account, kind, name), version);
  } catch (error) {
    throw asProblem(error, name);
  }
}

function asProblem(error: unknown, name: string): unknown {
  if (!isVersionConflict(error)) return error;
  return new ApiProblem(409, 'ChangedMeanwhile', `somebody else changed ${name} at the same time: look and try again`);
}
