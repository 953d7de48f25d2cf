import type { Declaration } from '../../../shared/domain-rules/declaration.ts';
import type { CertificateUse } from '../../../shared/domain-rules/issuing/observation.ts';
import { isIssued, issuanceKey } from '../../../shared/domain-rules/issuing/source.ts';
import type { ProvisioningMemory } from '../../../shared/domain-rules/provisioning/input.ts';
import type { DeclarationDocument, WorkerDocument } from '../../../shared/engine/worker.ts';
import type { CertificatesMemory } from '../decide.ts';
import type { Documents } from '../documents.ts';

/**
 * Where the certificates are used, as the gateways' own documents tell.
 *
 * @param ids of ours; a gateway whose domains nobody has looked at yet may use any of them
 */
export async function observeUses(
  documents: Documents,
  key: string,
  ids: readonly string[],
): Promise<CertificateUse[]> {
  const [declared, provisioning, certificates] = await Promise.all([
    documents.list<DeclarationDocument>('declaration'),
    documents.list<WorkerDocument<ProvisioningMemory>>('provisioning'),
    documents.list<WorkerDocument<CertificatesMemory>>('certificates'),
  ]);
  const uses = declared.flatMap(({ key: { region, name }, body }) => {
    const isHere = (one: { key: { region: string; name: string } }) =>
      one.key.region === region && one.key.name === name;
    const provisioned = provisioning.find(isHere)?.body.memory;
    if (provisioned?.gone) return [];
    const serving = certificates.find(isHere)?.body.memory.serving ?? {};
    const used = usesOf(body.declaration, provisioned, serving, ids);
    return used.map((use) => ({ ...use, region, gateway: name, declares: declares(body.declaration, use, key) }));
  });
  return uses
    .filter(
      ({ wanted, attached, proved, keeps, declares }) =>
        declares || [wanted, attached, proved, ...keeps].some((id) => id !== undefined && ids.includes(id)),
    )
    .map(({ declares: _, ...use }) => use);
}

function usesOf(
  { spec: { domains, probe } }: Declaration,
  memory: ProvisioningMemory | undefined,
  serving: CertificatesMemory['serving'],
  ids: readonly string[],
): Omit<CertificateUse, 'region' | 'gateway'>[] {
  const seen = memory?.domainsSeen ?? {};
  const names = new Set([
    ...domains.map(({ name, access }) => `${name}/${access}`),
    ...Object.keys(seen),
    ...(memory?.domains ?? []),
  ]);
  const { proved = {}, heldBack = {} } = memory?.verification ?? {};
  const onListeners = Object.values(memory?.listenerCertificates ?? {}).flat();
  return [...names].map((name) => {
    const [domain = '', access] = name.split('/');
    const side = access === 'intranet' ? 'intranet' : 'internet';
    const held = heldBack[name];
    const detachedFrom = memory?.detachedFrom?.[name];
    const isUnseen = seen[name] === undefined && memory?.domains.includes(name) === true;
    return {
      domain,
      access: side,
      wanted: serving[domain]?.certificateId,
      attached: seen[name]?.certificateId,
      // While the platform is still at it, the one before may be what is served.
      attachedSince: seen[name]?.changing ? undefined : seen[name]?.since,
      proved: proved[name]?.certificateId,
      provable: side === 'internet' ? probe?.internet !== undefined : (probe?.vpcs.length ?? 0) > 0,
      keeps: [
        ...(held ? [held.certificateId, held.instead.certificateId] : []),
        ...(detachedFrom !== undefined ? [detachedFrom] : []),
        ...onListeners,
        ...(isUnseen ? ids : []),
      ],
    };
  });
}

function declares({ spec }: Declaration, use: Pick<CertificateUse, 'domain' | 'access'>, key: string): boolean {
  return spec.domains.some(
    ({ name, access, certificate }) =>
      name === use.domain && access === use.access && isIssued(certificate) && issuanceKey(certificate) === key,
  );
}
