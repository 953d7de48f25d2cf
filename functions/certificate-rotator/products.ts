import { type AlidnsClient, alidnsClient } from '../../shared/cloud/alidns.ts';
import { type CasClient, type CasReader, casClient } from '../../shared/cloud/cas.ts';
import { surveyCas } from '../../shared/cloud/cas-survey.ts';
import { invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { keepCas } from '../../shared/cloud/kept-cas.ts';
import type { Invocation } from '../../shared/engine/worker-handler.ts';

/** The products that certificates are got with, shared by all that an invocation does. */
export interface Products {
  cas: CasClient;
  alidns: AlidnsClient;
  /** Lists of certificates are the account's: one sweep reads each of them once. */
  survey: () => CasReader;
}

const made = new WeakMap<Invocation, Products>();

export function productsOf(invocation: Invocation): Products {
  const known = made.get(invocation);
  if (known) return known;
  const transport = invocationTransport(invocation);
  const cas = keepCas(casClient(transport), invocation.deps.clock);
  const surveyed = surveyCas(cas);
  const products = { cas, alidns: alidnsClient(transport), survey: () => surveyed };
  made.set(invocation, products);
  return products;
}
