import { type Accounts, callerOf, type Key } from '../accounts.ts';
import type { Caller } from '../product.ts';
import { readAcs3 } from './acs3.ts';
import { type Claim, sameText } from './claim.ts';
import { readFc } from './fc-signature.ts';
import { readRoaSha1, readRpcSha1 } from './hmac-sha1.ts';
import type { Nonces } from './nonces.ts';
import { firstValue, header, type ParsedRequest } from './parse.ts';
import { refusal } from './refusal.ts';

/** A date may differ this much from the server's (InvalidTimeStamp.Expired). */
export const DATE_TOLERANCE_MS = 15 * 60 * 1000;

export interface Verifier {
  readonly accounts: Accounts;
  readonly nonces: Nonces;
  /** The machine's time in ms: signatures are dated by real clients. */
  readonly machineNow: () => number;
}

/** Checks the signature and says who signed. */
export function authenticate(request: ParsedRequest, { accounts, nonces, machineNow }: Verifier): Caller {
  const now = machineNow();
  const claim = readClaim(request);
  if (Number.isNaN(claim.signedAt)) throw refusal('InvalidTimeStamp.Format');
  if (Math.abs(now - claim.signedAt) > DATE_TOLERANCE_MS) throw refusal('InvalidTimeStamp.Expired');

  const { accessKeyId } = claim;
  const key = accounts.key(accessKeyId);
  if (!key) throw refusal(`InvalidAccessKeyId.${accounts.isInactive(accessKeyId) ? 'Inactive' : 'NotFound'}`);
  if (!claim.isSignedWith(key.secret)) throw refusal('SignatureDoesNotMatch');
  checkSecurityToken(claim, key, now);
  // Last, so that only who holds the secret can spend a nonce.
  if (claim.nonce !== undefined && !nonces.use(accessKeyId, claim.nonce, now)) throw refusal('SignatureNonceUsed');
  return callerOf(accessKeyId, key);
}

/** ACS3-HMAC-SHA256 is what current SDKs use for everything; older clients sign RPC in the query, ROA as `acs`, and `@alicloud/fc2` as `FC`. */
function readClaim(request: ParsedRequest): Claim {
  const authorization = header(request.headers, 'authorization');
  if (authorization?.startsWith('acs ')) return readRoaSha1(request);
  if (authorization?.startsWith('FC ')) return readFc(request);
  if (authorization === undefined && firstValue(request, 'Signature') !== undefined) return readRpcSha1(request);
  return readAcs3(request);
}

function checkSecurityToken({ securityToken }: Claim, { temporary }: Key, now: number): void {
  const matches = temporary
    ? securityToken !== undefined && sameText(temporary.securityToken, securityToken)
    : securityToken === undefined;
  if (!matches) throw refusal('InvalidSecurityToken.MismatchWithAccessKey');
  if (temporary && now >= temporary.expiresAt) throw refusal('InvalidSecurityToken.Expired');
}
