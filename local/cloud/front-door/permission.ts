import { EVERYTHING_ALLOWED, type Permissions } from '../permissions.ts';
import type { Asking, MountedRam } from '../product.ts';
import { refusal } from './refusal.ts';
import type { Destination } from './route.ts';

/**
 * Asks for every resource that the action is done to. Whether the real gateway does so before or after it looks at the
 * parameters is not known; the resources are among them.
 */
export function checkPermission(
  permissions: Permissions = EVERYTHING_ALLOWED,
  { product: { ram }, action: { name } }: Destination,
  asking: Asking,
): void {
  if (ram.unchecked.includes(name)) return;
  const action = `${ram.code}:${name}`;
  for (const resource of resourcesOf(ram, name, asking)) {
    if (permissions.refuses(asking.caller, action, resource)) {
      throw refusal('NoPermission', `Resource: ${resource} Action: ${action}`);
    }
  }
}

/** ARNs, or `*` where the product knows none that a policy could name, or nobody could check which. */
function resourcesOf(ram: MountedRam, action: string, asking: Asking): readonly string[] {
  const { account, region } = asking;
  const ends = ram.resourcesOf(action, asking);
  if (ends.length === 0) return ['*'];
  const place = ram.isGlobal ? '' : region;
  return ends.map((end) => (end.startsWith('acs:') ? end : `acs:${ram.code}:${place}:${account}:${end}`));
}
