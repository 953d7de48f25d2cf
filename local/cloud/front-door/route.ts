import type { MountedAction, MountedProduct } from '../product.ts';
import { firstValue, header, type ParsedRequest } from './parse.ts';
import { refusal } from './refusal.ts';

export interface Destination {
  readonly product: MountedProduct;
  readonly action: MountedAction;
  /** Decoded values of the path template's `{Name}` segments. */
  readonly path: Readonly<Record<string, string>>;
}

/**
 * Finds the action: by version, then RPC by action name, ROA by method and path. Version and action come in headers
 * (signature v3), or as `Version` and `Action` of query or form; Function Compute's own client has it in the path only.
 */
export function route(request: ParsedRequest, products: readonly MountedProduct[]): Destination {
  const version = header(request.headers, 'x-acs-version') ?? firstValue(request, 'Version') ?? versionInPath(request);
  if (!version) throw refusal('MissingParameter', 'Version');
  const candidates = products.filter((product) => product.version === version);
  if (candidates.length === 0) throw refusal('NoSuchVersion');

  const name = header(request.headers, 'x-acs-action') ?? firstValue(request, 'Action');
  const found = request.path === '/' ? byName(candidates, name) : byPath(candidates, request);
  if (!found)
    throw request.path === '/' && !name ? refusal('MissingParameter', 'Action') : refusal('InvalidApi.NotFound');
  if (found.action.style === 'RPC' && request.method !== 'POST' && request.method !== 'GET') {
    throw refusal('UnsupportedHTTPMethod');
  }
  return found;
}

function versionInPath({ path }: ParsedRequest): string | undefined {
  return /^\/(\d{4}-\d\d-\d\d)\//.exec(path)?.[1];
}

function byName(products: readonly MountedProduct[], name: string | undefined): Destination | undefined {
  for (const product of products) {
    const action = product.actions.find((row) => row.style === 'RPC' && row.name === name);
    if (action) return { product, action, path: {} };
  }
  return undefined;
}

/** Among templates that match, the one with the most literal segments wins. */
function byPath(products: readonly MountedProduct[], request: ParsedRequest): Destination | undefined {
  const segments = request.path.split('/');
  let best: (Destination & { literals: number }) | undefined;
  for (const product of products) {
    for (const action of product.actions) {
      if (action.style === 'RPC' || action.style.method !== request.method) continue;
      const template = action.style.path.split('/');
      const path = matchSegments(template, segments);
      if (!path) continue;
      const literals = template.length - Object.keys(path).length;
      if (!best || literals > best.literals) best = { product, action, path, literals };
    }
  }
  return best;
}

function matchSegments(template: string[], segments: string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined;
    } else if (segment === '') {
      return undefined;
    } else {
      values[part.slice(1, -1)] = decodeSegment(segment);
    }
  }
  return values;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refusal('InvalidParameter', 'path');
  }
}
