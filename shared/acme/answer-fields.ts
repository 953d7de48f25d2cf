import { type AcmeAction, AcmeError } from './acme-error.ts';
import { jsonOf } from './refusal.ts';

/** A JSON object of an answer, read field by field. What is missing or of another type is an `UnusableAnswer`. */
export interface Fields {
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** One of the words, and no other. */
  word<Word extends string>(name: string, words: readonly Word[]): Word;
  /** An RFC 3339 instant as ms since the epoch. */
  optionalInstant(name: string): number | undefined;
  instant(name: string): number;
  texts(name: string): string[];
  object(name: string): Fields;
  objects(name: string): Fields[];
  flag(name: string): boolean;
  raw(name: string): unknown;
}

/** @throws AcmeError `UnusableAnswer` when the body is no JSON object */
export function fieldsOf(action: AcmeAction, body: string): Fields {
  return fields(action, jsonOf(body), 'the answer');
}

export function unusable(action: AcmeAction, what: string): AcmeError {
  return new AcmeError({
    action,
    code: 'UnusableAnswer',
    status: 0,
    message: `ACME ${action} answered something that cannot be used: ${what}`,
    // A copy that was cut, or a page of a proxy: another time it may be whole.
    retryable: true,
  });
}

export function fields(action: AcmeAction, json: unknown, path: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw unusable(action, `${path} is no object`);
  const values: Record<string, unknown> = { ...json };
  const missing = (name: string, what: string) => unusable(action, `${path} has no ${name} that is ${what}`);

  const optionalText = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const text = (name: string): string => {
    const value = optionalText(name);
    if (value === undefined) throw missing(name, 'a text');
    return value;
  };
  const optionalInstant = (name: string): number | undefined => {
    const at = Date.parse(optionalText(name) ?? '');
    return Number.isNaN(at) ? undefined : at;
  };
  const list = (name: string): unknown[] => {
    const value = values[name];
    if (!Array.isArray(value)) throw missing(name, 'a list');
    return value;
  };
  return {
    text,
    optionalText,
    optionalInstant,
    instant(name) {
      const at = optionalInstant(name);
      if (at === undefined) throw missing(name, 'an instant');
      return at;
    },
    word(name, words) {
      const found = words.find((word) => word === values[name]);
      if (found === undefined) throw missing(name, `one of ${words.join(', ')}`);
      return found;
    },
    texts: (name) =>
      list(name).map((value) => {
        if (typeof value !== 'string') throw missing(name, 'a list of texts');
        return value;
      }),
    object: (name) => fields(action, values[name], name),
    objects: (name) => list(name).map((value) => fields(action, value, name)),
    flag: (name) => values[name] === true,
    raw: (name) => values[name],
  };
}
