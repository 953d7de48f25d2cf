import { ApiError } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { type KeptFunction, LATEST } from './kept-function.ts';

/** @throws VersionNotFound, AliasNotFound */
export function checkQualifier({ name, versions, aliases }: KeptFunction, qualifier: string | undefined): void {
  if (qualifier === undefined || qualifier === '' || qualifier === LATEST) return;
  if (versions.has(qualifier) || aliases.has(qualifier)) return;
  throw isVersion(qualifier)
    ? new ApiError<FcErrorCode>('VersionNotFound', { version: qualifier, function: name })
    : new ApiError<FcErrorCode>('AliasNotFound', { alias: qualifier, function: name });
}

/** Versions are numbers, aliases are not. */
export function isVersion(qualifier: string): boolean {
  return /^\d+$/.test(qualifier);
}

/** What a qualifier may be refused with. */
export const QUALIFIED = ['FunctionNotFound', 'VersionNotFound', 'AliasNotFound'] as const satisfies FcErrorCode[];
