import { domainToASCII } from 'node:url';

/** A name as indexes know it: lower case, punycode, no trailing dot. */
export function canonicalName(name: string): string {
  const bare = name.replace(/\.$/, '').toLowerCase();
  const isAscii = [...bare].every((character) => character < '\u0080');
  return isAscii
    ? bare
    : bare
        .split('.')
        .map((label) => domainToASCII(label) || label)
        .join('.');
}

/** `a.www` for `a.www.example.com` in the zone `example.com`, `@` for the zone itself, undefined outside of it. */
export function relativeName(name: string, zone: string): string | undefined {
  if (name === zone) return '@';
  return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : undefined;
}
