import { type AllowedPlaces, refuseHost } from '../../../shared/domain-rules/access/public-address.ts';
import type { Declaration } from '../../../shared/domain-rules/declaration.ts';
import { isIssued } from '../../../shared/domain-rules/issuing/source.ts';
import type { Problem } from '../../../shared/domain-rules/problem.ts';
import { ApiProblem } from '../problem.ts';

/**
 * Refuses a declaration that names a server inside: certificate-rotator would call it. A name that only leads inside is found
 * out there, when it is called.
 *
 * @throws ApiProblem DeclarationInvalid
 */
export function assertPublic({ spec }: Declaration, allowed: AllowedPlaces): void {
  const problems = spec.domains.flatMap(({ certificate }, index): Problem[] => {
    const named = isIssued(certificate) && certificate.from === 'acme' ? certificate.issuer : undefined;
    if (named === undefined || !URL.canParse(named)) return [];
    const closed = refuseHost(new URL(named).hostname, allowed);
    if (closed === undefined) return [];
    return [
      {
        field: `spec.domains[${index}].certificate.acme`,
        rule: 'G40',
        reason: 'IssuerInvalid',
        message: `The directory is not on the internet: ${closed}.`,
        wayOut: 'Name a server of the internet, or have whoever deploys Torii list it in TORII_ALLOW_PRIVATE.',
      },
    ];
  });
  if (problems.length === 0) return;
  throw new ApiProblem(422, 'DeclarationInvalid', 'the declaration names a server inside; nothing was changed', {
    problems,
  });
}
