import type { LocalCloud } from '../cloud/local-cloud.ts';
import { runServerlessDevs } from './run-serverless-devs.ts';

export interface Deployment {
  readonly cloud: Pick<LocalCloud, 'endpoint' | 'account'> & Partial<Pick<LocalCloud, 'defaultRegion'>>;
  /** Path of the s.yaml. */
  readonly serverlessYaml: string;
  /** What s.yaml reads with `${env('…')}`. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Deploys into a local cloud with the real command line: `s deploy -y`.
 *
 * @throws ServerlessDevsFailed with what it printed
 */
export async function deployWithServerlessDevs(deployment: Deployment): Promise<void> {
  await serverlessDevsOn(deployment, ['deploy', '-y', '--skip-actions']);
}

/** `s remove -y`: all functions of the file. */
export async function removeWithServerlessDevs(deployment: Deployment): Promise<void> {
  await serverlessDevsOn(deployment, ['remove', '-y', '--skip-actions']);
}

/**
 * Any command, on a local cloud. Its region goes along where s.yaml takes one from `TORII_REGION`: a cloud without hosts
 * takes every request for its default region.
 *
 * @returns what it printed
 */
export function serverlessDevsOn(
  { cloud, serverlessYaml, env = {} }: Deployment,
  args: readonly string[],
): Promise<string> {
  return runServerlessDevs({
    serverlessYaml,
    args,
    env: {
      AccountID: cloud.account.id,
      AccessKeyID: cloud.account.accessKeyId,
      AccessKeySecret: cloud.account.accessKeySecret,
      FC_CLIENT_CUSTOM_ENDPOINT: cloud.endpoint,
      FC_CODE_TEMP_OSS_ENDPOINT: cloud.endpoint,
      ...(cloud.defaultRegion && { TORII_REGION: cloud.defaultRegion }),
      ...env,
    },
  });
}
