import type { SealedText } from '../domain-rules/issuing/issuance.ts';

/** Secrets at rest: opened and sealed under the master keys that the function was given, and no earlier than needed. */
export interface Vault {
  /** The name of the key that new secrets are sealed under; undefined where there is none. */
  current: string | undefined;
  /** @param context where the secret is kept: it opens nowhere else */
  seal(secret: string, context: string): Promise<SealedText>;
  open(sealed: SealedText, context: string): Promise<string>;
}

/** Nothing secret can be kept, so nothing that needs a secret can be begun. */
export class NoMasterKey extends Error {
  readonly code = 'NoMasterKey';
  readonly retryable = false;

  constructor() {
    super(NO_MASTER_KEY);
    this.name = 'NoMasterKey';
  }
}

export const NO_MASTER_KEY =
  'keys cannot be kept: TORII_MASTER_KEYS is empty. Make a key with "openssl rand -base64 32" and set TORII_MASTER_KEYS to name:key';

/** @param masterKeys TORII_MASTER_KEYS */
export function vaultOf(masterKeys = ''): Vault {
  const text = masterKeys.trim();
  const [current] = text.split(':', 1);
  const box = async () => {
    if (text === '') throw new NoMasterKey();
    const sealedBox = await import('./sealed-box.ts');
    return { ...sealedBox, keys: sealedBox.readMasterKeys(text) };
  };
  return {
    current: current || undefined,
    seal: async (secret, context) => {
      const { seal, keys } = await box();
      return seal(keys, secret, context);
    },
    open: async (sealed, context) => {
      const sealedBox = await import('./sealed-box.ts');
      if (text === '') throw new sealedBox.MasterKeyMissing(sealed.key);
      return sealedBox.open(sealedBox.readMasterKeys(text), sealed, context);
    },
  };
}
