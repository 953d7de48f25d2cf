/** Bundles every function and returns their names. */
export function buildFunctions(): Promise<string[]>;
