import type { ControlledProducts } from './controlled-products.ts';

/** What can be set between two calls: how this cloud plays what no document settles, or a number that a test lowers. */
export interface SwitchRow {
  /** `assumption`: nobody could check it, and it can be played either way. `setting`: the service's own, or a test's. */
  readonly kind: 'assumption' | 'setting';
  readonly about: string;
  /** The values there are; `number`, `text` or `boolean` where they are not listed. */
  readonly values: readonly string[] | 'number' | 'text' | 'boolean';
  read(cloud: ControlledProducts): unknown;
  /** @throws RangeError that says what it may be */
  set(cloud: ControlledProducts, value: unknown): void;
}

/** `on((cloud) => cloud.alb)` writes the rows of what belongs to one object of the cloud. */
export function on<Owner>(owner: (cloud: ControlledProducts) => Owner) {
  return {
    /** One of a few words; `values` has to name them all. */
    choice<Key extends keyof Owner>(
      key: Key,
      about: string,
      values: Readonly<Record<Owner[Key] & string, true>>,
      kind: SwitchRow['kind'] = 'assumption',
    ): SwitchRow {
      const known = Object.keys(values);
      return {
        ...{ kind, about, values: known },
        read: (cloud) => owner(cloud)[key],
        set(cloud, value) {
          if (typeof value !== 'string' || !known.includes(value)) throw new RangeError(`one of ${known.join(', ')}`);
          owner(cloud)[key] = value as Owner[Key];
        },
      };
    },

    flag<Key extends KeysOf<Owner, boolean>>(key: Key, about: string, kind: SwitchRow['kind'] = 'setting'): SwitchRow {
      return {
        ...{ kind, about, values: 'boolean' },
        read: (cloud) => owner(cloud)[key],
        set(cloud, value) {
          if (typeof value !== 'boolean') throw new RangeError('true or false');
          owner(cloud)[key] = value as Owner[Key];
        },
      };
    },

    /** A number from `min` to `max`; null, where there may be no limit. */
    amount<Key extends KeysOf<Owner, number | undefined>>(
      key: Key,
      about: string,
      { kind = 'setting', min = 0, max = Number.MAX_SAFE_INTEGER, none }: AmountTerms = {},
    ): SwitchRow {
      return {
        ...{ kind, about, values: 'number' },
        read: (cloud) => {
          const value: unknown = owner(cloud)[key];
          return value === undefined || value === Number.POSITIVE_INFINITY ? null : value;
        },
        set(cloud, value) {
          const unlimited = value === null && none !== undefined;
          if (!unlimited && !(typeof value === 'number' && value >= min && value <= max)) {
            throw new RangeError(`a number from ${min} to ${max}${none === undefined ? '' : ', or null for no limit'}`);
          }
          owner(cloud)[key] = (unlimited ? none.is : value) as Owner[Key];
        },
      };
    },

    /** Any text of up to 64 characters. */
    text<Key extends KeysOf<Owner, string>>(key: Key, about: string): SwitchRow {
      return {
        ...{ kind: 'assumption', about, values: 'text' },
        read: (cloud) => owner(cloud)[key],
        set(cloud, value) {
          if (typeof value !== 'string' || value === '' || value.length > 64) throw new RangeError('a text of 1 to 64');
          owner(cloud)[key] = value as Owner[Key];
        },
      };
    },
  };
}

type KeysOf<Owner, Value> = { [Key in keyof Owner]-?: Owner[Key] extends Value ? Key : never }[keyof Owner];

interface AmountTerms {
  readonly kind?: SwitchRow['kind'];
  readonly min?: number;
  readonly max?: number;
  /** What stands for no limit, where there may be none. */
  readonly none?: { readonly is: number | undefined };
}
