import type { Declaration, DeclaredVpc } from './declaration.ts';
import { ownerMark } from './domains.ts';
import { identifyGateway, type ListedGateway } from './provisioning/identify.ts';
import type { Deletion, ProvisioningInput, ProvisioningMemory } from './provisioning/input.ts';
import type { GatewayObservation } from './provisioning/observation.ts';
import { CREATE_GATEWAY } from './provisioning/step.ts';
import { ADD_RECORD, type RecordsInput, type RecordsMemory, recordedNames } from './recording/plan-records.ts';
import type { ServingDecision } from './rotation/decide-certificates.ts';
import type { VSwitchDecision } from './zoning/decide-zones.ts';
import type { ZonesMemory } from './zoning/memory.ts';
import type { ObservedZones } from './zoning/observation.ts';
import type { ZoningInput } from './zoning/plan-zones.ts';

/** One gateway as everybody who plans for it looks at it: what was declared, and what each worker has written down. */
export interface GatewaySubject {
  account: string;
  region: string;
  name: string;
  declared: {
    generation: number;
    declaration: Declaration;
    deletion: Deletion | undefined;
    adopts: string | undefined;
  };
  /** Steps of the one who plans that were called and whose outcome nobody knows: step id → when. */
  intents?: Record<string, number>;
  peers: { provisioning?: Report; records?: Report; certificates?: Report; zones?: Report };
}

/** A worker's document, as far as others read it. Each kind's memory has the shape its worker gives it. */
interface Report {
  generation: number;
  memory: unknown;
}

/** What the others settled counts for the generation they settled it for. */
export function provisioningInput(
  subject: GatewaySubject,
  memory: ProvisioningMemory,
  observation: GatewayObservation,
): ProvisioningInput {
  const { declared, peers } = subject;
  const zones = currentMemory<{ vpcs: Record<string, VSwitchDecision> }>(peers.zones, declared.generation);
  const certificates = currentMemory<{ serving: Record<string, ServingDecision> }>(
    peers.certificates,
    declared.generation,
  );
  const records = currentMemory<RecordsMemory>(peers.records, declared.generation);
  return {
    owner: ownerMark(subject),
    declaration: declared.declaration,
    deletion: declared.deletion,
    observation,
    zones: zones?.vpcs ?? {},
    certificates: certificates?.serving ?? {},
    recordsRemoved: records?.removed === true,
    memory,
    openIntents: Object.keys(subject.intents ?? {}),
    adopts: declared.adopts,
  };
}

/** What to ask EAS and VPC about the vSwitches of a gateway. */
export interface ZonesQuestion {
  account: string;
  /** Undefined while there is none, and on its way out: nothing is asked. */
  gatewayId: string | undefined;
  vpcs: DeclaredVpc[];
  /** The zones that a refused link named as supported, where one was refused lately (G70). */
  refusedTo: string[] | undefined;
  /** VPCs in which a vSwitch may have to be created. */
  blocksOf: string[];
}

export function zonesQuestion(
  { account, declared, peers }: GatewaySubject,
  { vpcs: decided }: ZonesMemory,
): ZonesQuestion {
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  const { vpcs } = declared.declaration.spec;
  return {
    account,
    gatewayId: declared.deletion ? undefined : provisioning?.gatewayId,
    vpcs,
    refusedTo: provisioning?.refused?.supportedZones,
    blocksOf: vpcs.flatMap(({ vpcId, createVSwitch }) =>
      createVSwitch && decided[vpcId]?.chosen === undefined ? [vpcId] : [],
    ),
  };
}

export function zoningInput(subject: GatewaySubject, memory: ZonesMemory, observation: ObservedZones): ZoningInput {
  const { account, declared, peers } = subject;
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  return {
    account,
    owner: ownerMark(subject),
    declaration: declared.declaration,
    deleting: declared.deletion !== undefined,
    observation,
    memory,
    linkedThrough: provisioning?.linkedThrough ?? {},
    refused: provisioning?.refused,
  };
}

export function recordsInput(
  { account, declared, peers }: GatewaySubject,
  memory: RecordsMemory,
  { zones, existing }: Pick<RecordsInput, 'zones' | 'existing'>,
  openIntents: string[],
): RecordsInput {
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  return {
    account,
    declaration: declared.declaration,
    deleting: declared.deletion !== undefined,
    adopting: declared.adopts !== undefined,
    target: provisioning?.internetDomain,
    zones,
    existing,
    memory,
    openAdds: namesOfAdds(openIntents),
  };
}

/** What to ask EAS about a gateway. @param remembered what gateway-provisioner knows of it */
export function gatewayQuestion(
  subject: GatewaySubject,
  remembered: Pick<ProvisioningMemory, 'gatewayId' | 'peers'>,
  intents: Record<string, number>,
): {
  name: string;
  gatewayId: string | undefined;
  services: string[];
  boundServices: boolean;
  peers: boolean;
  wantsDefault: boolean;
  identify(listed: ListedGateway[]): ReturnType<typeof identifyGateway>;
} {
  const { name, declared } = subject;
  const gatewayId = remembered.gatewayId ?? declared.adopts;
  const { vpcs } = declared.declaration.spec;
  const ours = { name, owner: ownerMark(subject), gatewayId, createdAfter: intents[CREATE_GATEWAY] };
  return {
    name,
    gatewayId,
    services: declared.declaration.spec.services.map((service) => service.name),
    boundServices: declared.deletion !== undefined,
    peers: vpcs.some(({ peers = [] }) => peers.length > 0) || Object.keys(remembered.peers ?? {}).length > 0,
    wantsDefault: declared.declaration.spec.default === true,
    identify: (listed) => identifyGateway(listed, ours),
  };
}

/** The names to look up: declared ones, those we wrote before, and those we may have written. */
export function recordNames({ declared, intents = {} }: GatewaySubject, memory: RecordsMemory): string[] {
  const mayBeWritten = namesOfAdds(Object.keys(intents));
  return [...new Set([...recordedNames(declared.declaration), ...Object.keys(memory.records), ...mayBeWritten])];
}

function namesOfAdds(intents: string[]): string[] {
  return intents.filter((id) => id.startsWith(ADD_RECORD)).map((id) => id.slice(ADD_RECORD.length));
}

function currentMemory<Memory>(report: Report | undefined, generation: number): Memory | undefined {
  return report?.generation === generation ? (report.memory as Memory) : undefined;
}
