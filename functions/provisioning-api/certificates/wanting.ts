import { emptyPlan, type Plan, type StepHead } from '../../../shared/domain-rules/plan.ts';
import type { ProvisioningMemory } from '../../../shared/domain-rules/provisioning/input.ts';
import { declaredSources, planWanting } from '../../../shared/domain-rules/rotation/plan-wanting.ts';
import type { Store } from '../../../shared/state/store.ts';
import type { GatewayRow } from '../gateways.ts';
import { globalKey, type IssuanceDocument, type WantedDocument } from './documents.ts';

/** What certificate-rotator would do now about the certificates that are got for a gateway. Read from what is written down. */
export async function wantingPlan(
  store: Pick<Store, 'get'>,
  { reference, declared, peers }: Pick<GatewayRow, 'reference' | 'declared' | 'peers'>,
): Promise<Plan<StepHead>> {
  const wants = (peers.certificates?.memory as { wants?: string[] } | undefined)?.wants ?? [];
  const keys = [...new Set([...declaredSources(declared.declaration).keys(), ...wants])];
  if (keys.length === 0) return emptyPlan();
  const { account, region, name } = reference;
  const read = async <Body>(kind: 'wanted-certificate' | 'issuance') => {
    const documents = await Promise.all(keys.map((key) => store.get<Body>(globalKey(account, kind, key))));
    return documents.map((document, index) => [keys[index] ?? '', document?.body] as const);
  };
  const [wanted, issuances] = await Promise.all([
    read<WantedDocument>('wanted-certificate'),
    read<IssuanceDocument>('issuance'),
  ]);
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  return planWanting({
    gateway: { region, name },
    declaration: declared.declaration,
    gone: declared.deletion !== undefined && provisioning?.gone === true,
    wants,
    wanted: Object.fromEntries(wanted),
    issued: Object.fromEntries(issuances.map(([key, body]) => [key, { current: body?.memory.current }])),
  });
}
