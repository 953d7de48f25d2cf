import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

/** The keys that secrets at rest are sealed with. Key objects, not bytes: they show nothing when they are printed. */
export interface MasterKeys {
  /** The name of the key that new boxes are sealed with. */
  readonly current: string;
  readonly named: ReadonlyMap<string, KeyObject>;
}

/** TORII_MASTER_KEYS cannot be read. The text itself is never quoted. */
export class InvalidMasterKeys extends Error {
  readonly code = 'InvalidMasterKeys';
  readonly retryable = false;

  constructor(problem: string) {
    super(`TORII_MASTER_KEYS ${problem}. ${WAY_OUT}`);
    this.name = 'InvalidMasterKeys';
  }
}

/**
 * Reads `name:key[,older-name:older-key]`, each key 32 bytes in base64. The first one seals; the others only open what was
 * sealed before, so that a key is replaced by putting a new one in front of it.
 *
 * @throws InvalidMasterKeys
 */
export function readMasterKeys(text: string): MasterKeys {
  const entries = text.split(',').map((entry) => entry.trim());
  const named = new Map<string, KeyObject>();
  for (const [index, entry] of entries.entries()) {
    const place = `entry ${index + 1} of ${entries.length}`;
    const [name = '', key = ''] = splitOnce(entry);
    // A key that lacks its name must not be quoted as if it were one.
    if (!NAME.test(name) || key === '') throw new InvalidMasterKeys(`is not "name:key" in ${place}`);
    if (named.has(name)) throw new InvalidMasterKeys(`names two keys alike (${place})`);
    if (!KEY_BASE64.test(key)) throw new InvalidMasterKeys(`has no 32 bytes of base64 after the name in ${place}`);
    named.set(name, createSecretKey(Buffer.from(key, 'base64')));
  }
  const [current = ''] = named.keys();
  return { current, named };
}

/** A secret as it is stored: plain JSON. All but the key's name is base64. */
export interface Sealed {
  /** The name of the master key. */
  key: string;
  /** 96 bits, new for each box (NIST SP 800-38D, 8.2.2). */
  iv: string;
  data: string;
  /** 128 bits. */
  tag: string;
}

/** The box was changed, or moved to another place, or sealed with another key of that name. */
export class SealBroken extends Error {
  readonly code = 'SealBroken';
  readonly retryable = false;

  constructor(key: string) {
    super(
      `a secret sealed with master key "${key}" does not open: it was changed or moved, or TORII_MASTER_KEYS has another ` +
        'key of that name. Put the right key back, or let the secret be made anew',
    );
    this.name = 'SealBroken';
  }
}

export class MasterKeyMissing extends Error {
  readonly code = 'MasterKeyMissing';
  readonly retryable = false;

  constructor(key: string) {
    super(
      `a secret is sealed with master key "${key}", which TORII_MASTER_KEYS does not have. Add it after the current one, ` +
        'or let the secret be made anew',
    );
    this.name = 'MasterKeyMissing';
  }
}

/**
 * Seals a secret with the current master key (AES-256-GCM).
 *
 * @param context where the box is kept; it opens nowhere else
 * @param random gives that many unpredictable bytes
 */
export function seal(
  { current, named }: MasterKeys,
  plaintext: string,
  context: string,
  random: (size: number) => Uint8Array = randomBytes,
): Sealed {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyNamed(named, current), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const data = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return {
    key: current,
    iv: Buffer.from(iv).toString('base64'),
    data: data.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** @throws SealBroken · MasterKeyMissing */
export function open({ named }: MasterKeys, sealed: Sealed, context: string): string {
  const key = keyNamed(named, sealed.key);
  try {
    const iv = Buffer.from(sealed.iv, 'base64');
    // With the length given, a shortened tag, which is easier to forge, is refused.
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    return Buffer.concat([decipher.update(sealed.data, 'base64'), decipher.final()]).toString('utf8');
  } catch {
    throw new SealBroken(sealed.key);
  }
}

/** Whether the box needs no other key than the newest: else it is to be sealed again before the old key can go. */
export function isSealedWithCurrent({ current }: MasterKeys, sealed: Sealed): boolean {
  return sealed.key === current;
}

function splitOnce(entry: string): string[] {
  const colon = entry.indexOf(':');
  return colon < 0 ? [] : [entry.slice(0, colon), entry.slice(colon + 1)];
}

function keyNamed(named: MasterKeys['named'], name: string): KeyObject {
  const key = named.get(name);
  if (!key) throw new MasterKeyMissing(name);
  return key;
}

const NAME = /^[\w.-]{1,64}$/;
/** 32 bytes are 43 digits and one padding character. */
const KEY_BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const WAY_OUT = 'Make a key with "openssl rand -base64 32" and set TORII_MASTER_KEYS to name:key, the newest first';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
