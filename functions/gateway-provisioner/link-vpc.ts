import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { EasClient } from '../../shared/cloud/eas.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { parseZoneError } from '../../shared/domain-rules/zones.ts';
import type { Applied } from '../../shared/engine/worker.ts';

type LinkStep = Extract<ProvisioningStep, { kind: 'link-vpc' }>;
type Learned = Applied<ProvisioningMemory>;

/**
 * Links a VPC. A refusal that tells something is worth remembering: the supported zones (G70) are the newest word on
 * them, another account has to consent (G27), and a second link of a VPC may not be allowed.
 *
 * @param now of the look that led here, ms since the epoch
 */
export async function linkVpc(
  eas: Pick<EasClient, 'createGatewayIntranetLinkedVpc'>,
  gatewayId: string,
  step: LinkStep,
  now: number,
): Promise<Learned> {
  const { vpcId, vSwitchId, account, authoritativeDns, beside } = step;
  if (!vSwitchId) throw new Error(`${step.id} needs a vSwitch, and none is chosen`);
  try {
    await eas.createGatewayIntranetLinkedVpc(gatewayId, {
      VpcId: vpcId,
      VSwitchId: vSwitchId,
      ...(account ? { AccountId: account } : {}),
      ...(authoritativeDns ? { EnableAuthoritativeDns: true } : {}),
    });
    // A VPC that has a link already keeps the list it has.
    if (beside) return {};
    // Known to be ours at once: by the next look the VPC may be declared no more.
    return {
      learn: (memory) => ({
        ...memory,
        links: [...new Set([...memory.links, vpcId])],
        windows: { ...memory.windows, [vpcId]: { since: now, from: 'link' } },
      }),
    };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return learnFrom(error, step, vSwitchId, now);
  }
}

/** @throws the error itself, where it tells nothing that would not be told the next time */
function learnFrom(error: CloudError, { vpcId, account, beside }: LinkStep, vSwitchId: string, now: number): Learned {
  const { code, message } = error;
  const refused = parseZoneError(message);
  if (refused) {
    const { supportedZones } = refused;
    return {
      learn: (memory) => ({
        ...memory,
        refused: {
          supportedZones,
          vSwitchIds: [...new Set([...(memory.refused?.vSwitchIds ?? []), vSwitchId])],
          at: now,
        },
      }),
      message: `refused: ${vSwitchId} is not in a supported zone; supported are ${supportedZones.join(', ')}`,
    };
  }
  if (error.retryable || (account === undefined && !beside)) throw error;
  return {
    learn: (memory) => ({
      ...memory,
      linkRefusals: { ...memory.linkRefusals, [vpcId]: { code, message, beside, at: now } },
    }),
    message: `refused: ${message}`,
  };
}
