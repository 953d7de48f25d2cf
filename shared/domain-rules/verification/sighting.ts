import type { Expectation } from '../declaration.ts';
import { plainName } from '../plain-name.ts';
import type { ExpectedCertificate } from './memory.ts';
import type { Vantage } from './vantage.ts';

/** One thing that is to be proved: a name, seen from a vantage point, answers for a service as declared. */
export interface ProofTarget {
  vantage: Vantage;
  /** The name that callers use: a custom domain, or the gateway's own. */
  name: string;
  /** The gateway's own name on that side: whatever it resolves to belongs to the gateway. */
  ownName: string;
  /** What should be served; undefined for the gateway's own name, whose certificate is the platform's. */
  certificate: ExpectedCertificate | undefined;
  /** Undefined where no service is declared: the proof ends with the handshake then. */
  service: { name: string; expect: Expectation } | undefined;
  /** Nobody may get through from there: asked without a token, and only whether the gateway lets it in at all. */
  refused?: true;
}

/** What a name server said. */
export interface Lookup {
  /** IPv4; none where there is no such name. */
  addresses: string[];
  /** Why nothing is known: no name server answered. */
  silent?: string | undefined;
}

/** How far a connection came. */
export type Contact =
  | ({ answer?: undefined } & (
      | { kind: 'none' }
      | { kind: 'unreachable'; message: string }
      | { kind: 'untrusted'; message: string }
    ))
  | {
      kind: 'trusted';
      /** SHA-256 of what was served, as upper-case hexadecimal digits. */
      fingerprint: string;
      /** ms since the epoch. */
      notAfter: number;
      /** Nothing was asked where no service is declared. */
      answer?: { status: number; body: string } | undefined;
      /** Why nothing came back. */
      lost?: string | undefined;
    };

/** What was seen of one target in one look. Holds no token; the body of an answer goes nowhere but into the judgement. */
export interface Sighting {
  target: ProofTarget;
  name: Lookup;
  own: Lookup;
  contact: Contact;
}

/**
 * The address to connect to: one that the name leads to and that belongs to the gateway. Undefined where there is none,
 * so that nothing is ever sent to a server that is not this gateway's.
 *
 * A private custom domain that no name server knows is asked for at the gateway's own address: the guide wants no DNS
 * record for it, and who publishes it is not known (G42).
 */
export function addressToDial({ target, name, own }: Omit<Sighting, 'contact'>): string | undefined {
  if (name.addresses.length === 0 && !name.silent && isPrivateCustomName(target)) return own.addresses[0];
  return name.addresses.find((address) => own.addresses.includes(address));
}

/** A custom domain that is called from inside a VPC. */
export function isPrivateCustomName({ vantage, name, ownName }: ProofTarget): boolean {
  return vantage.network === 'vpc' && plainName(name) !== plainName(ownName);
}
