import { type IssuedSource, isIssued, issuanceKey } from '../../../shared/domain-rules/issuing/source.ts';
import type { Mode } from '../../../shared/domain-rules/mode.ts';
import type { ApiContext } from '../context.ts';
import { type GatewayRow, listGateways } from '../gateways.ts';

/** A custom domain that a certificate is for. */
export interface DeclaredUse {
  region: string;
  gateway: string;
  domain: string;
  access: 'internet' | 'intranet';
}

/** An issued source as some domain declares it. */
export interface DeclaredSource {
  key: string;
  source: IssuedSource;
  use: DeclaredUse;
  mode: Mode;
}

export async function declaredSources(api: Pick<ApiContext, 'deps' | 'account'>): Promise<DeclaredSource[]> {
  return sourcesOf(await listGateways(api));
}

/** What is declared of gateways that are to stay. */
export function sourcesOf(rows: GatewayRow[]): DeclaredSource[] {
  return rows
    .filter(({ declared }) => declared.deletion === undefined)
    .flatMap(({ reference, declared }) =>
      declared.declaration.spec.domains.flatMap(({ name, access, certificate: source }) =>
        isIssued(source)
          ? [{ key: issuanceKey(source), source, use: useOf(reference, name, access), mode: declared.mode }]
          : [],
      ),
    );
}

export function useOf(
  { region, name }: GatewayRow['reference'],
  domain: string,
  access: DeclaredUse['access'],
): DeclaredUse {
  return { region, gateway: name, domain, access };
}
