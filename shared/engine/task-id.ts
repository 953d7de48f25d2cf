/**
 * The id of a task of Function Compute, which takes letters, digits, `-` and `_`, at most 128, a letter or `_` first. Of
 * what is longer the end is kept: that is where ids differ.
 */
export function taskIdOf(functionName: string, ...parts: string[]): string {
  const rest = parts.join('-').replaceAll(/[^\w-]/g, '_');
  return `${functionName}-${rest.slice(-(LONGEST - functionName.length - 1))}`;
}

const LONGEST = 128;
