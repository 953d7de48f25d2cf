import type { Transport } from './transport.ts';

/** Fields of RAM 2015-05-01 that are read here. Source: documented. */
export interface RamRole {
  RoleName: string;
  Arn: string;
  /** JSON text: who may take it on. */
  AssumeRolePolicyDocument?: string;
  Description?: string;
}

export interface AttachedPolicy {
  PolicyName: string;
  PolicyType: 'System' | 'Custom';
}

/** Only reads: roles and policies are for their owner to make. */
export interface RamReader {
  /** @throws CloudError `EntityNotExist.Role` */
  getRole(roleName: string): Promise<RamRole>;
  /** @throws CloudError `EntityNotExist.Role` */
  listPoliciesForRole(roleName: string): Promise<AttachedPolicy[]>;
  /** JSON text of the version that counts. @throws CloudError `EntityNotExist.Policy` */
  getPolicyDocument(policy: AttachedPolicy): Promise<string>;
}

export function ramReader(transport: Transport): RamReader {
  const call = <T>(action: string, query: object): Promise<T> =>
    transport.call<T>({
      product: 'ram',
      version: '2015-05-01',
      style: 'RPC',
      method: 'POST',
      path: '/',
      action,
      query,
      idempotent: true,
    });
  return {
    async getRole(RoleName) {
      return (await call<{ Role: RamRole }>('GetRole', { RoleName })).Role;
    },
    async listPoliciesForRole(RoleName) {
      const { Policies } = await call<{ Policies?: { Policy?: AttachedPolicy[] } }>('ListPoliciesForRole', {
        RoleName,
      });
      return Policies?.Policy ?? [];
    },
    async getPolicyDocument({ PolicyName, PolicyType }) {
      const answer = await call<{ DefaultPolicyVersion?: { PolicyDocument?: string } }>('GetPolicy', {
        PolicyName,
        PolicyType,
      });
      return answer.DefaultPolicyVersion?.PolicyDocument ?? '';
    },
  };
}
