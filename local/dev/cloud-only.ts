import { rmSync } from 'node:fs';
import type { Declaration } from '../../shared/domain-rules/declaration.ts';
import { startLocalCloud } from '../cloud/start.ts';
import { buildWorld } from '../house/world.ts';
import { serverlessDevsHome } from '../serverless-devs/run-serverless-devs.ts';

export interface CloudOnly {
  /** What a shell has to export, to deploy into this cloud what is otherwise deployed into an account. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/**
 * A local cloud into which nothing is deployed yet, with what the declaration takes for granted. Made by hand in it, as in an
 * account: a Tablestore instance.
 *
 * @param pace virtual seconds that pass in one second
 */
export async function startCloudOnly(declaration: Declaration, pace: number): Promise<CloudOnly> {
  const { region } = declaration.spec;
  const cloud = await startLocalCloud({ defaultRegion: region });
  const { account, endpoint } = cloud;
  cloud.ram.serviceLinkedRoles = 'missing';
  cloud.tablestore.addInstance(account.id, region, 'torii');
  await buildWorld(cloud, declaration);
  const serverlessDevs = serverlessDevsHome();
  cloud.time.scale = pace;
  return {
    env: {
      TORII_REGION: region,
      ALIBABA_CLOUD_ACCESS_KEY_ID: account.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: account.accessKeySecret,
      AccountID: account.id,
      AccessKeyID: account.accessKeyId,
      AccessKeySecret: account.accessKeySecret,
      TORII_ENDPOINT: endpoint,
      TORII_CLOCK: `${endpoint}/-/clock`,
      TORII_ACME_DIRECTORIES: JSON.stringify({ letsencrypt: cloud.acme.directoryUrl }),
      TORII_TRUSTED_ROOTS: cloud.ca.rootPem,
      // Its CA and its gateways are on loopback addresses, its name servers on addresses for documentation.
      TORII_ALLOW_PRIVATE: '127.0.0.0/8,198.51.100.0/24',
      FC_CLIENT_CUSTOM_ENDPOINT: endpoint,
      FC_CODE_TEMP_OSS_ENDPOINT: endpoint,
      ...serverlessDevs.env,
    },
    async close() {
      await cloud.close();
      rmSync(serverlessDevs.home, { recursive: true, force: true });
    },
  };
}

/** As a shell reads it, whatever is in a value. */
export function exportLines(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`);
}
