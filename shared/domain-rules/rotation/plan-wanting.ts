import type { Declaration } from '../declaration.ts';
import type { GatewayName, WantedCertificate } from '../issuing/issuance.ts';
import { type IssuedSource, isIssued, issuanceKey, spellSource } from '../issuing/source.ts';
import type { Plan, StepHead } from '../plan.ts';
import type { Issued } from './serve-issued.ts';

/** One change of what is got on behalf of a gateway. */
export type WantingStep =
  | (StepHead & { kind: 'want-certificate'; key: string; source: IssuedSource })
  | (StepHead & { kind: 'unwant-certificate'; key: string });

export interface WantingInput {
  gateway: GatewayName;
  declaration: Declaration;
  /** The gateway was deleted on request: it wants nothing any more. While it is being deleted it still serves. */
  gone: boolean;
  /** Keys that were wanted on its behalf before. */
  wants: readonly string[];
  /** What is wanted of each source, by `issuanceKey`: of those that are declared or were wanted before. */
  wanted: Record<string, WantedCertificate | undefined>;
  /** How far each has come, by `issuanceKey`. */
  issued: Record<string, Issued>;
}

/** Before the key, the ids of the steps and of the wait. */
export const WANT_CERTIFICATE = 'want-certificate/';
export const UNWANT_CERTIFICATE = 'unwant-certificate/';
export const CERTIFICATE = 'certificate/';

/**
 * What is got, and no longer got, for a gateway. Where several gateways declare the same, they share one.
 *
 * | declared | among those that want it | step     |
 * |----------|--------------------------|----------|
 * | yes      | no                       | want     |
 * | yes      | yes                      | none; a wait until there is one |
 * | no       | yes                      | unwant   |
 */
export function planWanting({ gateway, declaration, gone, wants, wanted, issued }: WantingInput): Plan<WantingStep> {
  const declared = gone ? new Map<string, IssuedSource>() : declaredSources(declaration);
  const isWanted = (key: string) => wanted[key]?.wantedBy.some((one) => isSame(one, gateway)) === true;
  const missing = [...declared].filter(([key]) => !isWanted(key));
  const surplus = wants.filter((key) => !declared.has(key) && isWanted(key));
  const awaited = [...declared].filter(([key]) => isWanted(key) && !issued[key]?.current);
  return {
    steps: [
      ...missing.map(
        ([key, source]): WantingStep => ({
          ...head(WANT_CERTIFICATE, key),
          kind: 'want-certificate',
          key,
          source,
          summary: spellWish(source),
        }),
      ),
      ...surplus.map(
        (key): WantingStep => ({
          ...head(UNWANT_CERTIFICATE, key),
          kind: 'unwant-certificate',
          key,
          summary: `no longer get the certificate ${key} for this gateway`,
        }),
      ),
    ],
    waits: awaited.map(([key, source]) => ({
      id: `${CERTIFICATE}${key}`,
      on: 'peer',
      reason: 'Issuing',
      message: `waits until there is one: ${spellWish(source)}`,
      typicalSeconds: 60,
    })),
    blocked: [],
    kept: [],
  };
}

/** The sources that a declaration names, by key. */
export function declaredSources({ spec }: Declaration): Map<string, IssuedSource> {
  const sources = spec.domains.map(({ certificate }) => certificate).filter(isIssued);
  return new Map(sources.map((source) => [issuanceKey(source), source]));
}

/** `get a certificate for chat.example.com from Let's Encrypt by DNS-01`: for people. */
export function spellWish(source: IssuedSource): string {
  switch (source.from) {
    case 'acme':
      return `get a certificate for ${source.names.join(', ')} from ${spellSource(source)} by DNS-01`;
    case 'package':
      return `apply for a certificate for ${source.names.join(', ')} with ${spellSource(source)}`;
    case 'upload':
      return `put the certificate that was given as ${source.upload} into Certificate Management Service`;
  }
}

/** Whether two names are of one gateway. */
export function isSame(one: GatewayName, other: GatewayName): boolean {
  return one.region === other.region && one.name === other.name;
}

function head(prefix: string, key: string): Pick<StepHead, 'id' | 'target' | 'after' | 'effects' | 'repeatable'> {
  return { id: `${prefix}${key}`, target: key, after: [], effects: [], repeatable: true };
}
