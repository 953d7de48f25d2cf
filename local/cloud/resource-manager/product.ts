import { ApiError, actionsOf, type ErrorTable, type Product } from '../product.ts';
import { roleBody } from '../ram/roles.ts';
import type { RamState } from '../ram/state.ts';

const row = actionsOf<RamState>();

const errors = {
  'EntityNotExist.ServiceName': {
    status: 404,
    message: 'No service-linked role is known for {service}.',
    source: 'inferred',
  },
  'EntityAlreadyExist.Role': { status: 409, message: 'The role already exists: {role}.' },
} as const satisfies ErrorTable;

type Code = keyof typeof errors;

const createServiceLinkedRole = row({
  name: 'CreateServiceLinkedRole',
  style: 'RPC',
  parameters: {
    ServiceName: { type: 'string', required: true },
    CustomSuffix: { type: 'string' },
    Description: { type: 'string' },
  },
  response: {
    Role: {
      RoleId: 'string',
      RoleName: 'string',
      Arn: 'string',
      Description: 'string',
      CreateDate: 'string',
      IsServiceLinkedRole: 'boolean',
      AssumeRolePolicyDocument: 'string',
    },
  },
  errors: ['EntityNotExist.ServiceName', 'EntityAlreadyExist.Role'] satisfies Code[],
  handler: (state, { account, parameters: { ServiceName: service } }) => {
    const linked = state.linkedTo(service);
    if (!linked) throw new ApiError<Code>('EntityNotExist.ServiceName', { service });
    if (linked.isGranted()) throw new ApiError<Code>('EntityAlreadyExist.Role', { role: linked.name });
    linked.grant();
    const role = state.role(account, linked.name);
    return { Role: role && roleBody(role) };
  },
});

/** Resource Management, API 2020-03-31: only what makes the role that a product wants for itself. */
export const resourceManager: Product<RamState> = {
  name: 'resourcemanager',
  version: '2020-03-31',
  errors,
  ram: { code: 'ram', isGlobal: true, resources: { CreateServiceLinkedRole: 'role/*' } },
  actions: [createServiceLinkedRole],
};
