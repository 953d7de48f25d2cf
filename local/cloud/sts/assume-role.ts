import { ApiError, actionsOf } from '../product.ts';
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
      // More where the role allows it, but not for a role ("role chaining"), which all are that may assume one here.
      max: 3600,
      invalidCode: 'InvalidParameter.DurationSeconds',
    },
    /** Narrows what the session may do; it never widens it. */
    Policy: { type: 'string', maxLength: 2048 },
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
  ] satisfies StsErrorCode[],
  handler: (state, { caller, parameters }) => {
    const { RoleArn, RoleSessionName, DurationSeconds, Policy } = parameters;
    if (accountOf(RoleArn) === undefined) throw new ApiError<StsErrorCode>('InvalidParameter.RoleArn');
    // Documented: an account's own key may not; a RAM user or role may. All that is temporary here is a role's.
    if (!caller.temporary) {
      throw new ApiError<StsErrorCode>('NoPermission', { reason: 'Roles may not be assumed by root accounts.' });
    }
    const role = state.role(RoleArn);
    if (!role) throw new ApiError<StsErrorCode>('EntityNotExist.Role', { role: RoleArn });
    const identity = caller.role?.arn ?? `acs:ram::${caller.accountId}:role/`;
    if (!trusts(role.trust, { account: caller.accountId, arn: identity })) {
      const reason =
        'No permission perform sts:AssumeRole on this Role. Maybe you are not authorized to perform sts:AssumeRole or the specified role does not trust you.';
      throw new ApiError<StsErrorCode>('NoPermission', { reason });
    }
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
