import { ROLL_BACK_AFTER_MS } from '../verification/decide-verification.ts';
import { servingCertificate } from '../verification/held-back.ts';
import { vantagePoints } from '../verification/vantage.ts';
import type { ProvisioningInput } from './input.ts';
import { listenersDecide } from './listener-certificates-memory.ts';
import type { Access, ObservedLoadBalancer } from './load-balancer.ts';

/** A domain that EAS is done with, and the certificate that callers should get under it. */
export interface WantedOnListener {
  name: string;
  access: Access;
  certificateId: string;
  /** From when on a listener without it is to get it, in ms since the epoch; undefined: EAS was seen to serve it. */
  dueAt: number | undefined;
  proved: boolean;
  /** There is a vantage point on its side to prove it from. */
  provable: boolean;
}

export interface Wanted {
  domains: WantedOnListener[];
  /** Every domain that is to be served over TLS is among them: nothing is to be got or attached any more. */
  complete: boolean;
  /** Certificates that must stay where they are: wanted by a declared domain, or what EAS still has attached. */
  inUse: ReadonlySet<string>;
}

/**
 * What the listeners should have, which EAS is told first. That a listener decides and not EAS shows in what EAS does not
 * do: it has said Succeeded for ten minutes, and the listener has not got the certificate, nor was it seen to be served.
 * Where that was found out once, the next certificate is put there at once.
 */
export function wantedOnListeners(input: ProvisioningInput): Wanted {
  const { declaration, observation, memory } = input;
  const certified = declaration.spec.domains.filter(({ certificate }) => certificate !== 'none');
  const decided = listenersDecide(memory);
  const networks = vantagePoints(declaration.spec).map(({ network }) => network);
  const domains = certified.flatMap(({ name, access }): WantedOnListener[] => {
    const key = `${name}/${access}`;
    const certificateId = servingCertificate(input, name, access)?.certificateId;
    const attached = observation.domains.find((row) => row.name === name && row.access === access);
    const seen = memory.domainsSeen?.[key];
    if (!certificateId || attached?.certificateId !== certificateId || !seen || seen.changing) return [];
    const proved = memory.verification?.proved[key]?.certificateId === certificateId;
    const provable = networks.includes(access === 'internet' ? 'internet' : 'vpc');
    const dueAt = decided ? seen.since : proved ? undefined : seen.since + ROLL_BACK_AFTER_MS;
    return [{ name, access, certificateId, dueAt, proved, provable }];
  });
  const serving = certified.flatMap(({ name, access }) => servingCertificate(input, name, access)?.certificateId ?? []);
  const attached = observation.domains.flatMap(({ certificateId }) => certificateId ?? []);
  return { domains, complete: domains.length === certified.length, inUse: new Set([...serving, ...attached]) };
}

/** The certificates for which the listeners have to be looked at: none where EAS was seen to serve them. */
export function askedCertificates(input: ProvisioningInput): string[] {
  const { domains } = wantedOnListeners(input);
  return [...new Set(domains.flatMap(({ dueAt, certificateId }) => (dueAt === undefined ? [] : [certificateId])))];
}

/** Whose callers come to a load balancer: a public one carries both accesses where there is no private one (inferred). */
export function accessesOf(loadBalancer: ObservedLoadBalancer, all: readonly ObservedLoadBalancer[]): Access[] {
  if (loadBalancer.addressType === 'Intranet') return ['intranet'];
  return all.some(({ addressType }) => addressType === 'Intranet') ? ['internet'] : ['internet', 'intranet'];
}
