import { randomBytes } from 'node:crypto';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import { type HouseOptions, REGION } from './house.ts';

/** What `${env('X')}` in s.yaml sees in a house. */
export async function houseEnvironment(
  cloud: LocalCloud,
  env: NonNullable<HouseOptions['env']> = {},
): Promise<Record<string, string>> {
  const more = typeof env === 'function' ? await env(cloud) : env;
  return {
    TORII_ENDPOINT: cloud.endpoint,
    TORII_REGION: REGION,
    TORII_TRUSTED_ROOTS: cloud.ca.rootPem,
    TORII_MASTER_KEYS: `house:${randomBytes(32).toString('base64')}`,
    TORII_ACME_DIRECTORIES: JSON.stringify({ letsencrypt: cloud.acme.directoryUrl }),
    // Its CA and its gateways are on loopback addresses.
    TORII_ALLOW_PRIVATE: '127.0.0.0/8,198.51.100.0/24',
    // The trigger checks signatures, as the account's own clients send them.
    TORII_HTTP_AUTH: 'function',
    TORII_SIGNED_DOMAINS: '127.0.0.1',
    // Virtual time stands still between two looks, so that nobody's quota would fill up again.
    TORII_REQUESTS_PER_MINUTE: '1000000',
    ...more,
  };
}
