import type { BuildOptions, Plugin } from 'esbuild';

/** One file of a bundle. */
export interface BundledFile {
  bytes: number;
  /** The modules that are in it, by path, and how many bytes each has there. */
  modules: Record<string, number>;
  /** The module that an `import()` of it evaluates. */
  entryPoint: string | undefined;
  /** Files that are loaded with it. */
  requires: string[];
  /** Files that it may load later. */
  later: string[];
}

/** How a function is bundled, but for its format. */
export const functionBundle: BuildOptions;
/**
 * Bundles a function and writes its files.
 *
 * @param what `entry` from the root of the repository; `folder` is emptied first
 * @returns its files by their names
 */
export function bundleFunction(what: {
  entry: string;
  folder: string;
  plugins?: Plugin[];
}): Promise<Record<string, BundledFile>>;
/** The files that every start of a deployed function loads. */
export function loadedAtStart(files: Record<string, BundledFile>): BundledFile[];
