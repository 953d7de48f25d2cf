import type { Action } from './product.ts';

/** Whether an action only reads: by method where it has one, else by the verb in its name. */
export function isRead({ name, style }: Pick<Action<never>, 'name' | 'style'>): boolean {
  return style === 'RPC' ? /^(Describe|List|Get|Check|Query)/.test(name) : style.method === 'GET';
}
