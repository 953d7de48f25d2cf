import { CloudError } from './cloud-errors.ts';
import type { Transport } from './transport.ts';

/**
 * What an operator makes for the functions, with credentials of their own: no function has any of it. RAM 2015-05-01,
 * documented. Creates that find their own work after a lost answer are content with it.
 */
export interface RamWriter {
  /** The description of a custom policy; undefined where there is none of that name. */
  policyDescription(policyName: string): Promise<string | undefined>;
  createRole(role: { name: string; trust: object; description: string }): Promise<void>;
  updateTrust(roleName: string, trust: object): Promise<void>;
  createPolicy(policy: { name: string; document: object; description: string }): Promise<void>;
  /** A new version, which counts from now on; where five are kept, the oldest that does not count goes. */
  replacePolicy(policyName: string, document: object): Promise<void>;
  /**
   * Has the role made that a service wants for itself (Resource Management 2020-03-31); one that is there is as good.
   *
   * @param service `sendevent-fc.eventbridge.aliyuncs.com`
   */
  createServiceLinkedRole(service: string): Promise<void>;
  attachPolicy(roleName: string, policyName: string): Promise<void>;
}

export function ramWriter(transport: Transport): RamWriter {
  const call = <T>(action: string, query: object): Promise<T> =>
    transport.call<T>({
      ...{ product: 'ram', version: '2015-05-01', style: 'RPC', method: 'POST', path: '/' },
      ...{ action, query, idempotent: true },
    });
  const unless = async (code: string, made: Promise<unknown>): Promise<void> => {
    try {
      await made;
    } catch (error) {
      if (!(error instanceof CloudError) || !error.code.startsWith(code)) throw error;
    }
  };
  return {
    async policyDescription(PolicyName) {
      try {
        const query = { PolicyName, PolicyType: 'Custom' };
        return (await call<{ Policy: { Description?: string } }>('GetPolicy', query)).Policy.Description ?? '';
      } catch (error) {
        if (error instanceof CloudError && error.code === 'EntityNotExist.Policy') return undefined;
        throw error;
      }
    },
    createRole: ({ name, trust, description }) =>
      unless(
        'EntityAlreadyExist.Role',
        call('CreateRole', {
          ...{ RoleName: name, Description: description },
          AssumeRolePolicyDocument: JSON.stringify(trust),
        }),
      ),
    async updateTrust(RoleName, trust) {
      await call('UpdateRole', { RoleName, NewAssumeRolePolicyDocument: JSON.stringify(trust) });
    },
    createPolicy: ({ name, document, description }) =>
      unless(
        'EntityAlreadyExist.Policy',
        call('CreatePolicy', {
          ...{ PolicyName: name, Description: description },
          PolicyDocument: JSON.stringify(document),
        }),
      ),
    async replacePolicy(PolicyName, document) {
      const query = { PolicyName, PolicyDocument: JSON.stringify(document), SetAsDefault: true };
      await call('CreatePolicyVersion', { ...query, RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded' });
    },
    createServiceLinkedRole: (ServiceName) =>
      unless(
        'EntityAlreadyExist.Role',
        transport.call({
          ...{ product: 'resourcemanager', version: '2020-03-31', style: 'RPC', method: 'POST', path: '/' },
          ...{ action: 'CreateServiceLinkedRole', query: { ServiceName }, idempotent: true },
        }),
      ),
    attachPolicy: (RoleName, PolicyName) =>
      unless(
        'EntityAlreadyExist.Role.Policy',
        call('AttachPolicyToRole', { RoleName, PolicyName, PolicyType: 'Custom' }),
      ),
  };
}
