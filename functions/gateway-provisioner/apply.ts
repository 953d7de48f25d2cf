import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { EasClient } from '../../shared/cloud/eas.ts';
import { OWNER_LABEL } from '../../shared/cloud/gateway-observation.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayStep } from '../../shared/domain-rules/provisioning/step.ts';
import { bindingHolds } from '../../shared/domain-rules/services.ts';
import { parseZoneError } from '../../shared/domain-rules/zones.ts';
import type { Applied, Subject } from '../../shared/engine/worker.ts';
import { createAlbGateway, switchAccess } from './apply-alb.ts';

type Learned = Applied<ProvisioningMemory>;
type StepOf<Kind extends GatewayStep['kind']> = Extract<GatewayStep, { kind: Kind }>;

/** Makes the one change that a step stands for. */
export async function applyStep(
  eas: EasClient,
  step: GatewayStep,
  subject: Subject<ProvisioningMemory>,
): Promise<Learned> {
  if (step.kind === 'create-gateway') return createGateway(eas, step);
  if (step.kind === 'create-alb-gateway') return createAlbGateway(eas, step, subject.now);
  const gatewayId = subject.memory.gatewayId;
  if (!gatewayId) throw new Error(`${step.id} needs a gateway, and none is known`);
  switch (step.kind) {
    case 'label-gateway':
      await eas.updateGatewayLabel(gatewayId, { ...step.labels, [OWNER_LABEL]: step.owner });
      return {};
    case 'resize-gateway':
      await eas.updateGateway(gatewayId, { InstanceType: step.specification, Replicas: step.nodes });
      return {};
    case 'open-access':
    case 'close-access':
      return switchAccess(eas, gatewayId, step);
    case 'switch-internet':
      await eas.updateGateway(gatewayId, { EnableInternet: step.enabled });
      return {};
    case 'set-default':
      await eas.updateGateway(gatewayId, { IsDefault: step.isDefault });
      return {};
    case 'set-redirect':
      await eas.updateGateway(gatewayId, { EnableSSLRedirection: step.redirectToHttps });
      return {};
    case 'allow':
      await eas.createAclPolicy(gatewayId, aclOf(step));
      return {};
    case 'disallow':
      await eas.deleteAclPolicy(gatewayId, aclOf(step));
      return {};
    case 'link-vpc':
      return linkVpc(eas, gatewayId, step, subject);
    case 'unlink-vpc':
      await eas.deleteGatewayIntranetLinkedVpc(gatewayId, { VpcId: step.vpcId, VSwitchId: step.vSwitchId });
      return {};
    case 'attach-domain':
      await eas.attachGatewayDomain(gatewayId, {
        Domain: step.domain,
        Type: step.access,
        ...(step.certificateId ? { CertificateId: step.certificateId } : {}),
      });
      return {};
    case 'detach-domain':
      await eas.detachGatewayDomain(gatewayId, { Domain: step.domain, Type: step.access });
      return {};
    case 'bind-service':
      return bindService(eas, gatewayId, step);
    case 'unbind-service':
      await eas.updateService(step.service, { UpdateType: 'replace', body: step.body });
      return {};
    case 'delete-gateway':
      await eas.deleteGateway(gatewayId);
      return {};
  }
}

async function createGateway(eas: EasClient, step: StepOf<'create-gateway'>): Promise<Learned> {
  const { GatewayId } = await eas.createGateway({
    Name: step.name,
    InstanceType: step.specification,
    Replicas: step.nodes,
    ChargeType: step.charge,
    EnableIntranet: true,
    EnableInternet: false,
  });
  return {
    learn: (memory) => ({ ...memory, gatewayId: GatewayId, kind: 'managed' }),
    message: `${GatewayId} is being created`,
  };
}

/** A refusal names the supported zones (G70): they are worth remembering, because they are the newest word on it. */
async function linkVpc(
  eas: EasClient,
  gatewayId: string,
  step: StepOf<'link-vpc'>,
  { now }: Subject<ProvisioningMemory>,
): Promise<Learned> {
  const { vSwitchId } = step;
  if (!vSwitchId) throw new Error(`${step.id} needs a vSwitch, and none is chosen`);
  try {
    await eas.createGatewayIntranetLinkedVpc(gatewayId, { VpcId: step.vpcId, VSwitchId: vSwitchId });
    return {};
  } catch (error) {
    const refused = error instanceof CloudError ? parseZoneError(error.message) : undefined;
    if (!refused) throw error;
    const zones = refused.supportedZones.join(', ');
    return {
      learn: (memory) => ({
        ...memory,
        refused: {
          supportedZones: refused.supportedZones,
          vSwitchIds: [...new Set([...(memory.refused?.vSwitchIds ?? []), vSwitchId])],
          at: now,
        },
      }),
      message: `refused: ${vSwitchId} is not in a supported zone; supported are ${zones}`,
    };
  }
}

/** Read-modify-write with a way back: anything but the gateway changed → the old configuration is put back. */
async function bindService(eas: EasClient, gatewayId: string, step: StepOf<'bind-service'>): Promise<Learned> {
  await eas.updateService(step.service, { UpdateType: 'merge', body: step.body });
  const after = await eas.describeService(step.service);
  if (bindingHolds(step.before, after.ServiceConfig ?? '', gatewayId)) return { message: 'only the gateway changed' };
  await eas.updateService(step.service, { UpdateType: 'replace', body: step.before });
  throw new BindingChangedMore(step.service);
}

/** The update changed more of a service's configuration than its gateway, so it was taken back. */
class BindingChangedMore extends Error {
  readonly code = 'BindingChangedMore';
  readonly retryable = false;

  constructor(service: string) {
    super(`binding ${service} changed more of its configuration than the gateway; the old configuration is back`);
    this.name = 'BindingChangedMore';
  }
}

function aclOf({ vpcId, entries }: StepOf<'allow' | 'disallow'>): Parameters<EasClient['createAclPolicy']>[1] {
  return {
    AclPolicyList: entries.map((Entry) => ({ Entry, Comment: 'torii' })),
    ...(vpcId ? { VpcId: vpcId } : {}),
  };
}
