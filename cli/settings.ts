import { CannotGoOn } from './errors.ts';
import type { Keys } from './sign.ts';

/** Where the API is, and who calls it. */
export interface Settings {
  url: URL;
  credentials: Credentials;
}

/** An API key of Torii's own, or keys of the account that sign (with TORII_HTTP_AUTH=function). */
export type Credentials = { apiKey: string } | { keys: Keys };

export interface SettingFlags {
  url?: string;
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
}

/** Flags come before the environment. @throws CannotGoOn that names what is missing, never a value */
export function readSettings(flags: SettingFlags, environment: Readonly<Record<string, string | undefined>>): Settings {
  const address = needed(flags.url ?? environment.TORII_URL, 'TORII_URL', '--url');
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new CannotGoOn(
      'the address of the API is not a URL',
      'Set TORII_URL to the address of the HTTP trigger, like https://….fcapp.run',
    );
  }
  return { url: new URL(address), credentials: readCredentials(flags, environment) };
}

/** Keys that are given as flags come before an API key in the environment. */
function readCredentials(flags: SettingFlags, environment: Readonly<Record<string, string | undefined>>): Credentials {
  const { TORII_API_KEY: apiKey } = environment;
  if (!apiKey || flags.accessKeyId) return { keys: readKeys(flags, environment) };
  // A line break in it would end the header.
  if (/^[\x21-\x7e]+$/.test(apiKey)) return { apiKey };
  throw new CannotGoOn(
    'TORII_API_KEY is no key',
    'Set it to the token as torii init or torii keys add showed it: torii_…',
  );
}

function readKeys(flags: SettingFlags, environment: Readonly<Record<string, string | undefined>>): Keys {
  const { accessKeyId, accessKeySecret } = flags;
  return {
    accessKeyId: needed(
      accessKeyId ?? environment.ALIBABA_CLOUD_ACCESS_KEY_ID,
      'ALIBABA_CLOUD_ACCESS_KEY_ID',
      '--access-key-id',
    ),
    accessKeySecret: needed(
      accessKeySecret ?? environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
      '--access-key-secret',
    ),
    // A token in the environment belongs to the key in the environment.
    securityToken:
      flags.securityToken ?? (accessKeyId ? undefined : environment.ALIBABA_CLOUD_SECURITY_TOKEN || undefined),
  };
}

function needed(value: string | undefined, variable: string, flag: string): string {
  if (value) return value;
  throw new CannotGoOn(
    `${variable} is not set`,
    `Set it, or give ${flag}${flag === '--access-key-id' ? ', or set TORII_API_KEY to a key of Torii’s own' : ''}. Without an account: npm run dev starts one here and prints what to set.`,
  );
}
