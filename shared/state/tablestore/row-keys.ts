/**
 * Parts of a key in one string that nothing else has, whatever characters they hold, and that people can read in the
 * console: `cn-beijing/chat-prod`. Everything but plain characters is written as `%` and its code unit, so that lone
 * surrogates, which UTF-8 lacks, stay apart too.
 */
export function joinKey(...parts: string[]): string {
  return parts.map((part) => part.replace(UNSAFE, escapeUnit)).join('/');
}

export function splitKey(key: string): string[] {
  return key
    .split('/')
    .map((part) => part.replace(/%([0-9a-f]{4})/g, (_, unit) => String.fromCharCode(Number(`0x${unit}`))));
}

const UNSAFE = /[^A-Za-z0-9_.@-]/g;

/** Without the `u` flag an expression matches code units, not code points. */
function escapeUnit(unit: string): string {
  return `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
