import { type Action, ApiError, actionsOf } from '../product.ts';
import type { Grantee } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import {
  groupName,
  instant,
  knownGroup,
  knownPolicy,
  knownRole,
  knownUser,
  policyName,
  policyType,
  roleName,
  userName,
} from './parameters.ts';
import type { RamState } from './state.ts';

const row = actionsOf<RamState>();

/** Policies of one kind that a user, a group or a role may have. Source: "Limits" of RAM. */
const ATTACHMENT_LIMIT = 20;

type Kind = 'User' | 'Group' | 'Role';

/** Who may have policies, and how operations name them. */
const GRANTEES = {
  User: { parameter: userName, known: knownUser },
  Group: { parameter: groupName, known: knownGroup },
  Role: { parameter: roleName, known: knownRole },
} as const;

/** `AttachPolicyToUser` and its sisters. */
export function attachPolicyTo(kind: Kind): Action<RamState> {
  return row({
    name: `AttachPolicyTo${kind}`,
    style: 'RPC',
    parameters: { PolicyType: policyType, PolicyName: policyName, [nameOf(kind)]: GRANTEES[kind].parameter },
    response: {},
    errors: [
      `EntityNotExist.${kind}`,
      'EntityNotExist.Policy',
      `EntityAlreadyExist.${kind}.Policy`,
      `LimitExceeded.${kind}.Policy`,
      ...(kind === 'Role' ? (['NotSupport.ServiceLinkedRole'] as const) : []),
    ] satisfies RamErrorCode[],
    handler: (state, { account, parameters }) => {
      const entity = String(parameters[nameOf(kind)]);
      const grantee: Grantee = GRANTEES[kind].known(state, account, entity);
      if (kind === 'Role' && knownRole(state, account, entity).isServiceLinked) {
        throw new ApiError<RamErrorCode>('NotSupport.ServiceLinkedRole', { role: entity });
      }
      const { type, name } = policyIn(parameters);
      knownPolicy(state, account, type, name);
      if (grantee.attached.has(`${type}/${name}`)) {
        throw new ApiError<RamErrorCode>(`EntityAlreadyExist.${kind}.Policy`, { policy: name, entity });
      }
      if ([...grantee.attached.values()].filter((one) => one.type === type).length >= ATTACHMENT_LIMIT) {
        throw new ApiError<RamErrorCode>(`LimitExceeded.${kind}.Policy`, { limit: String(ATTACHMENT_LIMIT) });
      }
      state.attach(grantee, type, name);
      return {};
    },
  });
}

/** `DetachPolicyFromUser` and its sisters. */
export function detachPolicyFrom(kind: Kind): Action<RamState> {
  return row({
    name: `DetachPolicyFrom${kind}`,
    style: 'RPC',
    parameters: { PolicyType: policyType, PolicyName: policyName, [nameOf(kind)]: GRANTEES[kind].parameter },
    response: {},
    errors: [`EntityNotExist.${kind}`, `EntityNotExist.${kind}.Policy`] satisfies RamErrorCode[],
    handler: (state, { account, parameters }) => {
      const entity = String(parameters[nameOf(kind)]);
      const { type, name } = policyIn(parameters);
      if (!GRANTEES[kind].known(state, account, entity).attached.delete(`${type}/${name}`)) {
        throw new ApiError<RamErrorCode>(`EntityNotExist.${kind}.Policy`, { policy: name, entity });
      }
      return {};
    },
  });
}

/** `ListPoliciesForUser` and its sisters. */
export function listPoliciesFor(kind: Kind): Action<RamState> {
  return row({
    name: `ListPoliciesFor${kind}`,
    style: 'RPC',
    parameters: { [nameOf(kind)]: GRANTEES[kind].parameter },
    response: {
      Policies: {
        Policy: [
          {
            PolicyName: 'string',
            PolicyType: 'string',
            Description: 'string',
            DefaultVersion: 'string',
            AttachDate: 'string',
          },
        ],
      },
    },
    errors: [`EntityNotExist.${kind}`] satisfies RamErrorCode[],
    handler: (state, { account, parameters }) => {
      const grantee: Grantee = GRANTEES[kind].known(state, account, String(parameters[nameOf(kind)]));
      const Policy = [...grantee.attached.values()].map(({ type, name, at }) => {
        const policy = state.policy(account, type, name);
        return {
          PolicyName: name,
          PolicyType: type,
          Description: policy?.description,
          DefaultVersion: policy?.defaultVersion,
          AttachDate: instant(at),
        };
      });
      return { Policies: { Policy } };
    },
  });
}

export const listEntitiesForPolicy = row({
  name: 'ListEntitiesForPolicy',
  style: 'RPC',
  parameters: { PolicyType: policyType, PolicyName: policyName },
  response: {
    Users: { User: [{ UserId: 'string', UserName: 'string', DisplayName: 'string', AttachDate: 'string' }] },
    Groups: { Group: [{ GroupId: 'string', GroupName: 'string', Comments: 'string', AttachDate: 'string' }] },
    Roles: {
      Role: [{ RoleId: 'string', RoleName: 'string', Arn: 'string', Description: 'string', AttachDate: 'string' }],
    },
  },
  errors: ['EntityNotExist.Policy'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyType: type, PolicyName: name } }) => {
    knownPolicy(state, account, type, name);
    const { users, groups, roles } = state.attachedTo(account, type, name);
    const since = ({ attached }: Grantee) => ({ AttachDate: instant(attached.get(`${type}/${name}`)?.at ?? 0) });
    return {
      Users: {
        User: users.map((one) => ({
          ...{ UserId: one.id, UserName: one.name, DisplayName: one.displayName },
          ...since(one),
        })),
      },
      Groups: {
        Group: groups.map((one) => ({
          ...{ GroupId: one.id, GroupName: one.name, Comments: one.comments },
          ...since(one),
        })),
      },
      Roles: {
        Role: roles.map((one) => ({
          ...{ RoleId: one.id, RoleName: one.name, Arn: one.arn, Description: one.description },
          ...since(one),
        })),
      },
    };
  },
});

function nameOf(kind: Kind): `${Kind}Name` {
  return `${kind}Name`;
}

/** Their table has let nothing else through. */
function policyIn({ PolicyType, PolicyName }: Readonly<Record<string, unknown>>) {
  return { type: PolicyType === 'System' ? 'System' : 'Custom', name: String(PolicyName) } as const;
}
