import type { CloudCredentials } from './acs3.ts';
import type { Transport } from './transport.ts';

/** What AssumeRole of STS 2015-04-01 takes. Source: documented. */
export interface AssumeRoleRequest {
  /** `acs:ram::<account id>:role/<name>` */
  RoleArn: string;
  /** Shows in the audit trail of the other account: 2 to 64 letters, digits and `.@-_`. */
  RoleSessionName: string;
  /** From 900. A role that is assumed with a role's credentials lasts an hour at most. */
  DurationSeconds: number;
}

/** All secret but the id. */
interface AssumeRoleResponse {
  Credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string; Expiration: string };
}

export interface CallerIdentity {
  AccountId: string;
  /** `acs:ram::<account>:root`, `acs:ram::<account>:user/<name>` or `acs:sts::<account>:assumed-role/<role>/<session>` */
  Arn: string;
  IdentityType?: string;
}

export interface StsClient {
  /** Whose credentials these are. */
  getCallerIdentity(): Promise<CallerIdentity>;
  /**
   * Temporary credentials of a role of this or another account. Never kept beyond an invocation.
   * @throws CloudError `NoPermission`: the role does not trust the caller, or the caller may not assume it;
   * `EntityNotExist.Role`: there is no such role
   */
  assumeRole(request: AssumeRoleRequest): Promise<CloudCredentials>;
}

export function stsClient(transport: Transport): StsClient {
  const call = <T>(action: string, query: object = {}): Promise<T> =>
    transport.call<T>({
      product: 'sts',
      version: '2015-04-01',
      style: 'RPC',
      method: 'POST',
      path: '/',
      action,
      query,
      // A second set of credentials does no harm.
      idempotent: true,
    });
  return {
    getCallerIdentity: () => call('GetCallerIdentity'),
    async assumeRole(request) {
      const { Credentials } = await call<AssumeRoleResponse>('AssumeRole', request);
      const { AccessKeyId, AccessKeySecret, SecurityToken } = Credentials;
      return { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken };
    },
  };
}
