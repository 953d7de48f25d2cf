import { ApiError, actionsOf, type Caller } from '../product.ts';
import { userArn } from '../ram/entities.ts';
import { type PolicyDocument, readPolicy } from '../ram/policy-document.ts';
import { trusts } from '../ram/trust.ts';
import type { StsErrorCode } from './errors.ts';
import { accountOf, type StsState } from './state.ts';

const row = actionsOf<StsState>();

export const assumeRole = row({
  name: 'AssumeRole',
  style: 'RPC',
  parameters: {
    RoleArn: { type: 'string', required: true },
    RoleSessionName: {
      type: 'string',
      required: true,
      maxLength: 64,
      pattern: /^[A-Za-z0-9.@_-]{2,64}$/,
      invalidCode: 'InvalidParameter.RoleSessionName',
    },
    DurationSeconds: {
      type: 'integer',
      default: 3600,
      min: 900,
      max: 43_200,
      invalidCode: 'InvalidParameter.DurationSeconds',
    },
    /** Narrows what the session may do; it never widens it. */
    Policy: { type: 'string', maxLength: 2048, invalidCode: 'InvalidParameter.PolicyTooLarge' },
    /** What the trust policy may ask for as `sts:ExternalId`, against the confused deputy. */
    ExternalId: {
      type: 'string',
      maxLength: 1224,
      pattern: /^[\w+=,.@:/-]{2,1224}$/,
      invalidCode: 'InvalidParameter.ExternalId',
    },
  },
  response: {
    AssumedRoleUser: { Arn: 'string', AssumedRoleId: 'string' },
    Credentials: {
      AccessKeyId: 'string',
      AccessKeySecret: 'string',
      SecurityToken: 'string',
      Expiration: 'string',
    },
  },
  errors: [
    'NoPermission',
    'EntityNotExist.Role',
    'InvalidParameter.RoleArn',
    'InvalidParameter.RoleSessionName',
    'InvalidParameter.DurationSeconds',
    'InvalidParameter.PolicyGrammar',
    'InvalidParameter.PolicyTooLarge',
    'InvalidParameter.ExternalId',
  ] satisfies StsErrorCode[],
  handler: (state, { caller, parameters }) => {
    const { RoleArn, RoleSessionName, DurationSeconds, Policy, ExternalId } = parameters;
    if (accountOf(RoleArn) === undefined) throw new ApiError<StsErrorCode>('InvalidParameter.RoleArn');
    // Documented: an account's own key may not; a RAM user or role may.
    if (!caller.temporary && !caller.user) {
      throw new ApiError<StsErrorCode>('NoPermission', { reason: 'Roles may not be assumed by root accounts.' });
    }
    if (!caller.user) checkDuration(DurationSeconds, CHAINED_SECONDS);
    const role = state.role(RoleArn);
    if (!role) throw new ApiError<StsErrorCode>('EntityNotExist.Role', { role: RoleArn });
    const principal = { account: caller.accountId, arn: identityOf(caller) };
    if (!trusts(role.trust, principal, { 'sts:ExternalId': ExternalId })) {
      const reason =
        'No permission perform sts:AssumeRole on this Role. Maybe you are not authorized to perform sts:AssumeRole or the specified role does not trust you.';
      throw new ApiError<StsErrorCode>('NoPermission', { reason });
    }
    checkDuration(DurationSeconds, role.maxSessionSeconds);
    const policy = Policy ? grammatical(Policy) : undefined;
    const session = { arn: role.arn, sessionName: RoleSessionName, ...(policy && { policy }) };
    const lent = state.ram.lend(role, session, DurationSeconds * 1000);
    return {
      AssumedRoleUser: { Arn: assumedArn(role.arn, RoleSessionName), AssumedRoleId: `${role.id}:${RoleSessionName}` },
      Credentials: {
        AccessKeyId: lent.accessKeyId,
        AccessKeySecret: lent.accessKeySecret,
        SecurityToken: lent.securityToken,
        Expiration: new Date(lent.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
      },
    };
  },
});

/** For whom has taken on a role already ("role chaining"), whatever the next role allows. */
const CHAINED_SECONDS = 3600;

/** @throws ApiError InvalidParameter.DurationSeconds */
function checkDuration(seconds: number, max: number): void {
  if (seconds > max) throw new ApiError<StsErrorCode>('InvalidParameter.DurationSeconds');
}

function identityOf({ accountId, user, role }: Caller): string {
  return user ? userArn(user) : (role?.arn ?? `acs:ram::${accountId}:role/`);
}

/** `acs:sts::<account>:assumed-role/<name>/<session>` */
export function assumedArn(roleArn: string, sessionName: string): string {
  return `${roleArn.replace(':ram:', ':sts:').replace(':role/', ':assumed-role/')}/${sessionName}`;
}

/** @throws ApiError InvalidParameter.PolicyGrammar */
function grammatical(text: string): PolicyDocument {
  const policy = readPolicy(text);
  if (!policy) throw new ApiError<StsErrorCode>('InvalidParameter.PolicyGrammar');
  return policy;
}
