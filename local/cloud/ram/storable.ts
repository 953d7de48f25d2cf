import { ApiError } from '../product.ts';
import { isKnownOperator } from './conditions.ts';
import type { RamErrorCode } from './errors.ts';
import { type PolicyDocument, readPolicy } from './policy-document.ts';

/** The limit of a custom policy's text. Source: "Limits" of RAM. */
const LONGEST_TEXT = 6144;

/**
 * A policy as it may be stored.
 * @throws ApiError MalformedPolicyDocument, also for operators of conditions that this local cloud could not apply;
 * InvalidParameter.PolicyDocument.Length
 */
export function readStorable(text: string): PolicyDocument {
  if (text.length > LONGEST_TEXT) throw new ApiError<RamErrorCode>('InvalidParameter.PolicyDocument.Length');
  const document = readPolicy(text);
  const conditions = document?.statements.flatMap((one) => one.conditions) ?? [];
  if (!document || !conditions.every(({ operator }) => isKnownOperator(operator))) {
    throw new ApiError<RamErrorCode>('MalformedPolicyDocument');
  }
  return document;
}
