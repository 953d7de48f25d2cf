import type { GatewayName } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { Mode } from '../../../shared/domain-rules/mode.ts';
import { declaredSources } from '../../../shared/domain-rules/rotation/plan-wanting.ts';
import type { DeclarationDocument, WorkerDocument } from '../../../shared/engine/worker.ts';
import type { Documents } from '../documents.ts';

/** A gateway on whose behalf a certificate is got. */
export interface Wanter {
  gateway: GatewayName;
  /** What may be done for it. */
  mode: Mode;
  /** Names whose own record dns-recorder keeps. */
  recorded: string[];
}

/**
 * Those of the gateways that still stand and still declare it. A wish that nobody took back, because its gateway's
 * documents are gone, counts for nothing.
 */
export async function readWanters(
  documents: Documents,
  key: string,
  wantedBy: readonly GatewayName[],
): Promise<Wanter[]> {
  const wanters = await Promise.all(
    wantedBy.map(async (gateway): Promise<Wanter | undefined> => {
      const declared = await documents.get<DeclarationDocument>('declaration', gateway.name, gateway.region);
      if (!declared || !declaredSources(declared.body.declaration).has(key)) return undefined;
      const { mode, deletion, declaration } = declared.body;
      if (deletion && (await isGone(documents, gateway))) return undefined;
      const recorded = declaration.spec.domains.filter(({ access, dns }) => access === 'internet' && dns === 'alidns');
      return { gateway, mode, recorded: mode === 'enforce' ? recorded.map(({ name }) => name) : [] };
    }),
  );
  return wanters.flatMap((wanter) => (wanter ? [wanter] : []));
}

async function isGone(documents: Documents, { region, name }: GatewayName): Promise<boolean> {
  const provisioning = await documents.get<WorkerDocument<{ gone?: boolean }>>('provisioning', name, region);
  return provisioning?.body.memory.gone === true;
}
