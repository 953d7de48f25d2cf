/**
 * Flattens parameters the way RPC products want them: `Tag.1.Key=…`, lists from 1, booleans as `true`/`false`;
 * what is null or undefined is left out (an index it had stays unused).
 * Source: the official core's `flatMap`.
 */
export function flattenParameters(parameters: object): Record<string, string> {
  const flat: Record<string, string> = {};
  flattenInto(flat, parameters, '');
  return flat;
}

function flattenInto(flat: Record<string, string>, value: unknown, name: string): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    flat[name] = String(value);
    return;
  }
  const members: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index + 1, item])
    : Object.entries(value);
  for (const [key, member] of members) flattenInto(flat, member, name ? `${name}.${key}` : String(key));
}
