import type { DeployedFunction } from '../functions.ts';
import type { InvocationContext } from './messages.ts';

/**
 * The environment of a new instance: the function's own variables and the platform's (documented, but for the forms of
 * FC_INSTANCE_ID and FC_VER_ID). The credentials are those of its first invocation, and go stale.
 */
export function environmentOf(
  { account, region, name, config }: DeployedFunction,
  { codePath, instanceId, credentials, clockUrl }: InstanceFacts,
): Record<string, string> {
  return {
    ...config.environmentVariables,
    // A virtual clock is the platform's to know, where the function does not say otherwise.
    ...(clockUrl !== '' && !config.environmentVariables.TORII_CLOCK && { TORII_CLOCK: clockUrl }),
    ...(credentials.accessKeyId !== '' && {
      ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
      ALIBABA_CLOUD_SECURITY_TOKEN: credentials.securityToken,
    }),
    FC_ACCOUNT_ID: account,
    FC_CUSTOM_LISTEN_PORT: '9000',
    FC_FUNCTION_HANDLER: config.handler,
    FC_FUNCTION_MEMORY_SIZE: String(config.memorySize),
    FC_FUNCTION_NAME: name,
    FC_FUNC_CODE_PATH: codePath,
    FC_INSTANCE_ID: instanceId,
    FC_REGION: region,
    FC_VER_ID: 'LATEST',
    HOME: '/tmp',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: 'UTC',
  };
}

export interface InstanceFacts {
  readonly codePath: string;
  readonly instanceId: string;
  readonly credentials: InvocationContext['credentials'];
  /** Where the virtual clock is asked; empty: there is none. */
  readonly clockUrl: string;
}
