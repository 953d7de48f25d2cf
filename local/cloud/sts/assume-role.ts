import { ApiError, actionsOf } from '../product.ts';
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
      // More where the role allows it, which none here does.
      max: 3600,
      invalidCode: 'InvalidParameter.DurationSeconds',
    },
    /** Taken and not applied: there are no policies here. */
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
  ] satisfies StsErrorCode[],
  handler: (state, { caller, parameters, newId }) => {
    const { RoleArn, RoleSessionName, DurationSeconds } = parameters;
    if (accountOf(RoleArn) === undefined) throw new ApiError<StsErrorCode>('InvalidParameter.RoleArn');
    // Documented: an account's own key may not; a RAM user or role may. All that is temporary here is a role's.
    if (!caller.temporary) {
      throw new ApiError<StsErrorCode>('NoPermission', { reason: 'Roles may not be assumed by root accounts.' });
    }
    const role = state.role(RoleArn);
    if (!role) throw new ApiError<StsErrorCode>('EntityNotExist.Role', { role: RoleArn });
    if (!role.trusts.includes(caller.accountId)) {
      const reason =
        'No permission perform sts:AssumeRole on this Role. Maybe you are not authorized to perform sts:AssumeRole or the specified role does not trust you.';
      throw new ApiError<StsErrorCode>('NoPermission', { reason });
    }
    const lent = state.lend(role, DurationSeconds);
    return {
      AssumedRoleUser: {
        Arn: `${RoleArn.replace(':ram:', ':sts:').replace(':role/', ':assumed-role/')}/${RoleSessionName}`,
        AssumedRoleId: `${newId('3', 17)}:${RoleSessionName}`,
      },
      Credentials: {
        AccessKeyId: lent.accessKeyId,
        AccessKeySecret: lent.accessKeySecret,
        SecurityToken: lent.securityToken,
        Expiration: new Date(lent.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
      },
    };
  },
});
