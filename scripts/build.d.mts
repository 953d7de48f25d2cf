/** Bundles every function and returns their names. */
export function buildFunctions(): Promise<string[]>;
/** Bundles the command line to dist/cli/torii.mjs. */
export function buildCli(): Promise<void>;
