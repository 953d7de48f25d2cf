import { actionsOf } from '../product.ts';
import { userArn } from '../ram/entities.ts';
import { assumedArn } from './assume-role.ts';
import type { StsState } from './state.ts';

const row = actionsOf<StsState>();

/** Source: the API reference of GetCallerIdentity, with its examples. */
export const getCallerIdentity = row({
  name: 'GetCallerIdentity',
  style: 'RPC',
  parameters: {},
  response: {
    IdentityType: 'string',
    AccountId: 'string',
    PrincipalId: 'string',
    UserId: 'string',
    RoleId: 'string',
    Arn: 'string',
  },
  errors: [],
  handler: (state, { caller: { accountId, user, role: session } }) => {
    if (user) {
      const { id } = user;
      return { IdentityType: 'RAMUser', AccountId: accountId, PrincipalId: id, UserId: id, Arn: userArn(user) };
    }
    if (!session) {
      const root = `acs:ram::${accountId}:root`;
      return { IdentityType: 'Account', AccountId: accountId, PrincipalId: accountId, UserId: accountId, Arn: root };
    }
    const roleId = state.role(session.arn)?.id;
    return {
      IdentityType: 'AssumedRoleUser',
      AccountId: accountId,
      PrincipalId: `${roleId}:${session.sessionName}`,
      RoleId: roleId,
      Arn: assumedArn(session.arn, session.sessionName),
    };
  },
});
