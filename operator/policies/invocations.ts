import type { FunctionResource } from './function-resource.ts';
import type { Scope } from './ram-scopes.ts';

/**
 * Whom each function may start, and no other: itself, where it goes on later; from the API, whoever can be woken or whose
 * dead letters can be replayed; and whom Function Compute tells, with the role of the function, what failed to the end
 * (`destinationConfig` of s.yaml). Nobody starts the API.
 */
export const INVOKES: Readonly<Record<FunctionResource, readonly FunctionResource[]>> = {
  'provisioning-api': ['gateway-provisioner', 'dns-recorder', 'certificate-rotator', 'zone-checker'],
  'gateway-provisioner': ['gateway-provisioner', 'zone-checker'],
  'dns-recorder': ['dns-recorder', 'zone-checker'],
  'certificate-rotator': ['certificate-rotator', 'zone-checker'],
  'zone-checker': ['zone-checker', 'dns-recorder'],
};

/** A version or alias is the function's ARN with one more part (inferred from how functions are named in ARNs). */
export function invocationScope(resource: FunctionResource): Scope {
  return {
    resources: INVOKES[resource].flatMap((name) => {
      const arn = `acs:fc:{region}:{account}:functions/{prefix}${name}`;
      return [arn, `${arn}/*`];
    }),
    because:
      resource === 'provisioning-api'
        ? 'the workers, which it wakes and whose dead letters it replays'
        : 'itself, to go on later, and whom Function Compute tells what failed; with their versions',
  };
}
