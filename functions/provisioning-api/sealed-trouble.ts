import type { Blocked } from '../../shared/domain-rules/plan.ts';
import { unopenedBecause } from '../../shared/state/sealing-store.ts';
import type { Unopened } from '../../shared/state/store.ts';
import type { GatewayRow } from './gateways.ts';
import { ApiProblem } from './problem.ts';

/** What keeps a gateway from being looked after while something that is remembered about it does not open. */
export function sealedTrouble({ code, message }: Unopened, { region, name }: GatewayRow['reference']): Blocked {
  return {
    what: `the memory of ${region}/${name}`,
    reason: code,
    message,
    wayOut:
      `Put the key of that name back into TORII_MASTER_KEYS and deploy. If it is lost: delete the row of kind provisioning, ` +
      `${region}/${name}, from table torii_documents. The gateway is then found by its mark, and only the configurations ` +
      'that its services had before they were bound are forgotten.',
  };
}

/** A plan made of half of what is remembered might undo the other half. @throws ApiProblem 503 */
export function assertOpened({ unopened, reference }: Pick<GatewayRow, 'unopened' | 'reference'>): void {
  if (!unopened) return;
  const { reason, message, wayOut } = sealedTrouble(unopened, reference);
  throw new ApiProblem(503, reason, `${message}. ${wayOut}`);
}

/** The answer where a secret at rest does not open; undefined for any other error. The message names keys, and no secret. */
export function sealedProblem(error: unknown): ApiProblem | undefined {
  const unopened = unopenedBecause(error);
  return unopened && new ApiProblem(503, unopened.code, unopened.message);
}
