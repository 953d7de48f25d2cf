import type { AlbClient } from '../../shared/cloud/alb.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { EasClient } from '../../shared/cloud/eas.ts';
import type { AclStep } from '../../shared/domain-rules/provisioning/acl-step.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayStep, ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import type { Applied } from '../../shared/engine/worker.ts';
import { type AclStepContext, applyAclStep } from './apply-listener-acl.ts';

type Learned = Applied<ProvisioningMemory>;
type StepOf<Kind extends GatewayStep['kind']> = Extract<GatewayStep, { kind: Kind }>;

/** A record of the ALB kind (G10). That the role is missing (G11) is learned: no call mends it, only the owner does. */
export async function createAlbGateway(
  eas: Pick<EasClient, 'createGateway'>,
  { name }: StepOf<'create-alb-gateway'>,
  now: number,
): Promise<Learned> {
  try {
    const { GatewayId } = await eas.createGateway({ GatewayType: 'Application', Name: name });
    return {
      learn: (memory) => ({ ...memory, gatewayId: GatewayId, kind: 'alb', roleMissing: undefined }),
      message: `${GatewayId} is being created`,
    };
  } catch (error) {
    if (!(error instanceof CloudError && ROLE_MISSING.test(error.code))) throw error;
    return {
      learn: (memory) => ({ ...memory, roleMissing: { at: now, tryAgain: false } }),
      message: 'refused: the service-linked role is not granted',
    };
  }
}

/** Opens or closes one access; the other one stays as it is. */
export async function switchAccess(
  eas: Pick<EasClient, 'updateGateway'>,
  gatewayId: string,
  step: StepOf<'open-access' | 'close-access'>,
): Promise<Learned> {
  const open = step.kind === 'open-access';
  const side = step.access === 'internet' ? { EnableInternet: open } : { EnableIntranet: open };
  if (!open) {
    await eas.updateGateway(gatewayId, side);
    return {};
  }
  const { vpcId, vSwitchIds } = step;
  if (vSwitchIds.length === 0) throw new Error(`${step.id} needs vSwitches, and none are chosen`);
  await eas.updateGateway(gatewayId, { ...side, VpcId: vpcId, VSwitchIds: vSwitchIds });
  return { learn: (memory) => ({ ...memory, network: { vpcId, vSwitchIds } }) };
}

/** Changes a list or a listener; that the load balancer may not be edited (G16) is learned, and not tried again for a day. */
export async function applyList(alb: AlbClient, step: AclStep, context: AclStepContext): Promise<Learned> {
  const outcome = await applyAclStep(alb, step, context);
  const { message } = outcome;
  if (outcome.kind === 'done') return { message };
  return { learn: (memory) => ({ ...memory, editsRefused: outcome.refused }), message };
}

export function isAclStep(step: ProvisioningStep): step is AclStep {
  return ACL_STEPS.has(step.kind);
}

const ACL_STEPS: ReadonlySet<string> = new Set<AclStep['kind']>([
  'create-acl',
  'fill-acl',
  'trim-acl',
  'guard-listener',
  'unguard-listener',
  'delete-acl',
]);

/** EAS's own code is not known (inferred); ALB spells it OperationDenyed. */
const ROLE_MISSING = /ServiceLinkedRoleNotExist$/i;
