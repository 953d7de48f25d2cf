import type { Finding } from '../condition.ts';
import type { ProvisioningInput } from '../provisioning/input.ts';
import { MAY_SCALE_TO_ZERO } from '../services.ts';
import { ROLLED_BACK, servingCertificate } from './held-back.ts';
import type { ProofTarget } from './sighting.ts';
import { refusedVantagePoints, spellVantage, type Vantage, vantagePoints } from './vantage.ts';

/** What there is to prove now. */
export type ProofTargets =
  | { kind: 'none' }
  /** Something that was declared is not there yet, so looking would prove nothing. */
  | { kind: 'not-yet'; message: string }
  /** `key` changes with whatever a proof is about: another certificate, address or service begins a new one. */
  | { kind: 'ready'; targets: ProofTarget[]; key: string };

/**
 * Every declared vantage point, with each name that is served over TLS on its side, with each declared service.
 *
 * @param findings of the plan for the same input: what is not true yet is not proved yet
 * @param recordsPublished asking for a name too early teaches name servers that it does not exist (RFC 2308)
 */
export function proofTargets(
  input: ProvisioningInput,
  findings: readonly Finding[],
  recordsPublished: boolean,
): ProofTargets {
  const { spec } = input.declaration;
  const vantages = vantagePoints(spec);
  const refused = refusedVantagePoints(spec);
  if (vantages.length + refused.length === 0 || input.deletion) return { kind: 'none' };
  const open = findings.find(
    ({ type, status, reason }) =>
      type !== 'EndpointVerified' && status !== 'True' && !PROVED_ALL_THE_SAME.includes(reason),
  );
  if (open) return { kind: 'not-yet', message: `proved once ${open.type} is true: ${open.message}` };
  if (!recordsPublished) return { kind: 'not-yet', message: 'proved once the records are published' };
  const targets = vantages.flatMap((vantage) => targetsFrom(input, vantage));
  const nameless = vantages.find((vantage) => !targets.some((target) => target.vantage === vantage));
  if (nameless) {
    return { kind: 'not-yet', message: `the gateway has no name of its own to prove ${spellVantage(nameless)}` };
  }
  const all = [...targets, ...refused.flatMap((vantage) => refusalFrom(input, vantage))];
  return { kind: 'ready', targets: all, key: JSON.stringify(all) };
}

/** Without a name of its own on that side the gateway cannot be asked for, and so lets nobody in there. */
function refusalFrom(input: ProvisioningInput, vantage: Vantage): ProofTarget[] {
  const name = ownNameOn(input, vantage);
  return name === undefined
    ? []
    : [{ vantage, name, ownName: name, certificate: undefined, service: undefined, refused: true }];
}

function ownNameOn({ observation: { gateway } }: ProvisioningInput, { network }: Vantage): string | undefined {
  return network === 'internet' ? gateway?.internetDomain : gateway?.intranetDomain;
}

/** Not as declared, but serving: what serves is worth a proof. */
const PROVED_ALL_THE_SAME = [ROLLED_BACK, MAY_SCALE_TO_ZERO];

function targetsFrom(input: ProvisioningInput, vantage: Vantage): ProofTarget[] {
  const { spec } = input.declaration;
  const side = vantage.network === 'internet' ? 'internet' : 'intranet';
  const ownName = ownNameOn(input, vantage);
  if (!ownName) return [];
  // A token is never sent without TLS, so a domain without a certificate is not asked; the gateway's own name is.
  const custom = spec.domains
    .filter(({ access, certificate }) => access === side && certificate !== 'none')
    .map(({ name }) => ({ name, certificate: servingCertificate(input, name, side) }));
  const names = custom.length > 0 ? custom : [{ name: ownName, certificate: undefined }];
  const services = spec.services.map(({ name, expect }) => ({ name, expect: expect ?? { status: 200 } }));
  return names.flatMap(({ name, certificate }) =>
    (services.length > 0 ? services : [undefined]).map((service) => ({ vantage, name, ownName, certificate, service })),
  );
}
