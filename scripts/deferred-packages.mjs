// Packages that rules import as if they were there at once, and that are read from a file of their own at the first call:
// the list of public suffixes is a third of a worker's code, and only new names are looked up in it.

/** By package, what is called of it. */
export const DEFERRED = { tldts: ['parse'] };

export const deferredPackages = {
  name: 'deferred-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${Object.keys(DEFERRED).join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'deferred',
      sideEffects: false,
    }));
    onResolve({ filter: /^\.\//, namespace: 'deferred' }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'deferred' }, ({ path }) => ({
      contents: [
        'let loaded;',
        ...DEFERRED[path].map(
          (name) => `export const ${name} = (...given) => (loaded ??= require('./${path}.js')).${name}(...given);`,
        ),
      ].join('\n'),
    }));
  },
};

/** The deferred packages that a bundle calls. */
export function deferredIn(metafile) {
  return Object.keys(DEFERRED).filter((name) => metafile.inputs[`deferred:${name}`]);
}
