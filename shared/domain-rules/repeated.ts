/** Each key that stood earlier in the list; undefined repeats nothing. */
export function repeated(keys: readonly (string | undefined)[]): { key: string; index: number; first: number }[] {
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    return key === undefined || first === index ? [] : [{ key, index, first }];
  });
}
