import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { EasClient } from '../../shared/cloud/eas.ts';
import type { PeersRequest } from '../../shared/cloud/eas-wire.ts';
import { OWNER_LABEL } from '../../shared/cloud/gateway-observation.ts';
import { judgeBinding } from '../../shared/domain-rules/binding/judge-binding.ts';
import type { KeptBinding } from '../../shared/domain-rules/binding/memory.ts';
import { saysOccupied } from '../../shared/domain-rules/moving/occupied.ts';
import { refusesCertificate } from '../../shared/domain-rules/provisioning/certificate-refusal.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayStep } from '../../shared/domain-rules/provisioning/step.ts';
import { closeWindow } from '../../shared/domain-rules/provisioning/window.ts';
import type { Clock } from '../../shared/engine/deps.ts';
import type { Applied, Subject } from '../../shared/engine/worker.ts';
import { createAlbGateway, switchAccess } from './apply-alb.ts';
import { linkVpc } from './link-vpc.ts';

type Learned = Applied<ProvisioningMemory>;
type StepOf<Kind extends GatewayStep['kind']> = Extract<GatewayStep, { kind: Kind }>;

/** Makes the one change that a step stands for. */
export async function applyStep(
  eas: EasClient,
  step: GatewayStep,
  subject: Subject<ProvisioningMemory>,
  clock: Pick<Clock, 'now'>,
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
      return closeWindow(step, subject.memory, clock.now());
    case 'link-vpc':
      return linkVpc(eas, gatewayId, step, subject.now);
    case 'unlink-vpc':
      await eas.deleteGatewayIntranetLinkedVpc(gatewayId, { VpcId: step.vpcId, VSwitchId: step.vSwitchId });
      return {};
    case 'add-peers':
      await eas.createGatewayIntranetLinkedVpcPeer(gatewayId, peersOf(step));
      return {};
    case 'remove-peers':
      await eas.deleteGatewayIntranetLinkedVpcPeer(gatewayId, peersOf(step));
      return {};
    case 'attach-domain':
      return attachDomain(eas, gatewayId, step, subject.now);
    case 'detach-domain':
      await eas.detachGatewayDomain(gatewayId, { Domain: step.domain, Type: step.access });
      return {};
    case 'bind-service':
      return bindService(eas, gatewayId, step);
    case 'unbind-service':
    case 'restore-service':
      await unchanged(eas, step);
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

/**
 * Whether two gateways may hold one domain, and whether attaching again replaces in place, is only known by trying; a
 * refusal is remembered, and the plans go by it.
 */
async function attachDomain(
  eas: EasClient,
  gatewayId: string,
  { domain, access, certificateId, heldBy, inPlace }: StepOf<'attach-domain'>,
  now: number,
): Promise<Learned> {
  try {
    await eas.attachGatewayDomain(gatewayId, {
      Domain: domain,
      Type: access,
      ...(certificateId ? { CertificateId: certificateId } : {}),
    });
    // Known to be ours at once: by the next look it may be declared no more.
    const key = `${domain}/${access}`;
    return { learn: (memory) => ({ ...memory, domains: [...new Set([...memory.domains, key])] }) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (certificateId && refusesCertificate(error.code)) {
      const refusal = { certificateId, code: error.code, message: error.message, at: now };
      return {
        learn: (memory) => ({
          ...memory,
          certificateRefusals: { ...memory.certificateRefusals, [`${domain}/${access}`]: refusal },
        }),
        message: `refused (${error.code}): ${domain} does not get certificate ${certificateId}`,
      };
    }
    if (!saysOccupied(error.code, error.message)) throw error;
    if (inPlace) {
      return {
        learn: (memory) => ({ ...memory, reattaching: 'refused' }),
        message: `refused (${error.code}): ${domain} has to be detached before it gets another certificate`,
      };
    }
    if (!heldBy) throw error;
    return {
      learn: (memory) => ({ ...memory, occupied: { ...memory.occupied, [`${domain}/${access}`]: now } }),
      message: `refused (${error.code}): ${heldBy} holds ${domain}, and has to let go of it first`,
    };
  }
}

/**
 * Read-modify-write with a way back: the old configuration was written down before this. Where anything but the gateway
 * changed, the next plan puts it back, because a service that rolls takes no second change.
 */
async function bindService(eas: EasClient, gatewayId: string, step: StepOf<'bind-service'>): Promise<Learned> {
  await unchanged(eas, step);
  await eas.updateService(step.service, { UpdateType: 'merge', body: step.body });
  const { ServiceConfig = '', LatestVersion } = await eas.describeService(step.service);
  const { service: name, before, version } = step;
  const kept: KeptBinding = { before, version, gatewayId };
  const judgement = judgeBinding(kept, { config: ServiceConfig, latestVersion: LatestVersion }, true);
  switch (judgement.kind) {
    case 'holds':
      return { learn: (memory) => withKept(memory, name, undefined), message: 'only the gateway changed' };
    case 'damaged':
      return {
        learn: (memory) => withKept(memory, name, { ...kept, damaged: judgement.paths }),
        message: `it changed ${judgement.paths.join(', ')} besides the gateway; the old configuration goes back`,
      };
    case 'not-made':
    case 'changed-since':
      return { message: 'what it changed does not show yet, or somebody else changes the service too' };
  }
}

/** @throws ServiceChangedMeanwhile where it is not as it was when the step was planned */
async function unchanged(eas: EasClient, { service, before }: { service: string; before: string }): Promise<void> {
  const { ServiceConfig } = await eas.describeService(service);
  if (ServiceConfig !== before) throw new ServiceChangedMeanwhile(service);
}

function withKept(memory: ProvisioningMemory, name: string, kept: KeptBinding | undefined): ProvisioningMemory {
  const { [name]: _, ...others } = memory.services.kept;
  return { ...memory, services: { ...memory.services, kept: kept ? { ...others, [name]: kept } : others } };
}

/** Somebody else changed a service between the look and the write: theirs stands, and it is planned anew. */
class ServiceChangedMeanwhile extends Error {
  readonly code = 'ServiceChangedMeanwhile';
  readonly retryable = true;

  constructor(service: string) {
    super(`${service} was changed by somebody else since it was looked at; nothing was written, it is looked at again`);
    this.name = 'ServiceChangedMeanwhile';
  }
}

function peersOf({ vpcId, peers }: StepOf<'add-peers' | 'remove-peers'>): PeersRequest {
  return { VpcId: vpcId, PeerVpcs: peers.map((peer) => ({ VpcId: peer.vpcId, Region: peer.region })) };
}

function aclOf({ vpcId, entries }: StepOf<'allow' | 'disallow'>): Parameters<EasClient['createAclPolicy']>[1] {
  return {
    AclPolicyList: entries.map((Entry) => ({ Entry, Comment: 'torii' })),
    ...(vpcId ? { VpcId: vpcId } : {}),
  };
}
