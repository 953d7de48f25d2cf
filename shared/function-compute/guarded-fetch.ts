import { type LookupAddress, lookup as machineLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Which servers may be called where somebody else chose the address. Each says why not; undefined where it may be. */
export interface Gate {
  /** Asked first, with the host as `new URL(…).hostname` has it. */
  refuseHost(hostname: string): string | undefined;
  /** Asked of every address that a name leads to, at the moment of the connection. */
  refuseAddress(host: string, address: string): string | undefined;
  /** Whether the host itself was listed by whoever deploys: only there TLS may be missing. */
  isListed(hostname: string): boolean;
}

/** A server that must not be called. Nothing was sent. Its code is spelled as those of Node's network errors. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  readonly retryable = false;

  constructor(why: string) {
    super(`${why}: it is not called. Where that is meant, list the host or its network in TORII_ALLOW_PRIVATE`);
    this.name = 'AddressRefused';
  }
}

/** @throws AddressRefused */
export function admitHost(gate: Gate, hostname: string): void {
  const why = gate.refuseHost(hostname);
  if (why !== undefined) throw new AddressRefused(why);
}

/**
 * Looks a name up for one connection, which then goes to what was judged here: a name that leads elsewhere when it is asked
 * again (DNS rebinding) gains nothing. One closed address among several closes the name.
 */
export function guardedLookup(gate: Gate, lookUp: typeof machineLookup = machineLookup): LookupFunction {
  return (hostname, options, callback) => {
    const { family, hints } = options;
    const asked = {
      all: true,
      ...(family !== undefined && { family }),
      ...(hints !== undefined && { hints }),
    } as const;
    lookUp(hostname, asked, (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => {
      if (error) return callback(error, '');
      const [first] = addresses;
      const why = first
        ? addresses.map(({ address }) => gate.refuseAddress(hostname, address)).find((one) => one !== undefined)
        : `${hostname} has no address`;
      if (!first || why !== undefined) return callback(new AddressRefused(why ?? hostname), '');
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
