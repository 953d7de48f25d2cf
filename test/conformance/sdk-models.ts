import { createRequire } from 'node:module';

/** A leaf of a model of an official SDK, by its path on the wire: `Certificates[].CertificateId`, and its type there. */
export interface ModelLeaf {
  readonly path: string;
  readonly type: string;
}

interface Model {
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, unknown>>;
}

const requireSdk = createRequire(import.meta.url);

/** The models of an official SDK for an action: what it says of the request and of the answer. */
export function sdkModels(
  sdk: string,
  action: string,
): { request: readonly ModelLeaf[]; answer: readonly ModelLeaf[] } {
  const models = requireSdk(sdk) as Readonly<Record<string, Model | undefined>>;
  const answer = models[`${action}ResponseBody`] ?? models[`${action}Response`];
  if (!answer) throw new Error(`${sdk} has no model of the answer of ${action}`);
  const request = models[`${action}Request`];
  const isWrapped = models[`${action}ResponseBody`] === undefined;
  return {
    request: request ? leaves(request).map(({ path, type }) => ({ path: path.replace(/^body\./, ''), type })) : [],
    answer: leaves(answer)
      .filter(({ path }) => !isWrapped || path.startsWith('body.'))
      .map(({ path, type }) => ({ path: path.replace(/^body\./, ''), type })),
  };
}

function leaves(model: Model, prefix = ''): readonly ModelLeaf[] {
  const names = model.names();
  return Object.entries(model.types()).flatMap(([field, type]) =>
    leavesOfType(type, `${prefix}${names[field] ?? field}`),
  );
}

function leavesOfType(type: unknown, path: string): readonly ModelLeaf[] {
  if (typeof type === 'function') return leaves(type as unknown as Model, `${path}.`);
  if (typeof type === 'object' && type !== null && 'type' in type) {
    if (type.type === 'array' && 'itemType' in type) return leavesOfType(type.itemType, `${path}[]`);
    return [{ path, type: String(type.type) }];
  }
  return [{ path, type: String(type) }];
}
