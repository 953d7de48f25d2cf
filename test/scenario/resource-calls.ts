import type { CallRecord } from '../../local/cloud/calls.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

/** The products whose resources Torii keeps; deployed functions also call what keeps their own state and events. */
export const RESOURCE_PRODUCTS = ['eas', 'alb', 'vpc', 'alidns', 'pvtz', 'cas'];

/** Every call that reached one of them, in order. */
export function resourceCalls({ cloud }: { readonly cloud: LocalCloud }): readonly CallRecord[] {
  return cloud.calls.all().filter(({ product }) => RESOURCE_PRODUCTS.includes(product));
}

/** Those that were to change something. */
export function resourceWrites(scene: { readonly cloud: LocalCloud }): readonly CallRecord[] {
  return resourceCalls(scene).filter(({ action }) => !/^(Describe|Get|List|Query)/.test(action));
}
