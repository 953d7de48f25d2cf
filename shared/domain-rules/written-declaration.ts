import type { AlbSpec, Declaration, DeclaredDomain, ManagedSpec } from './declaration.ts';
import { type WrittenSource, writtenSource } from './issuing/written-source.ts';

/** A declaration in the form that may be declared again. */
export interface WrittenDeclaration extends Omit<Declaration, 'spec'> {
  spec: WithWrittenSources<ManagedSpec> | WithWrittenSources<AlbSpec>;
}

type WithWrittenSources<Spec extends ManagedSpec | AlbSpec> = Omit<Spec, 'domains'> & {
  domains: (Omit<DeclaredDomain, 'certificate'> & { certificate: WrittenSource })[];
};

/** What was read, for owners: read again, it is the same. */
export function writtenDeclaration({ spec, ...rest }: Declaration): WrittenDeclaration {
  const domains = spec.domains.map((domain) => ({ ...domain, certificate: writtenSource(domain.certificate) }));
  return { ...rest, spec: { ...spec, domains } };
}
