import type { Declaration } from './declaration.ts';
import { ownerMark } from './domains.ts';
import { identifyGateway, type ListedGateway } from './provisioning/identify.ts';
import type { Deletion, ProvisioningInput, ProvisioningMemory } from './provisioning/input.ts';
import type { GatewayKind, GatewayObservation } from './provisioning/observation.ts';
import { CREATE_GATEWAY } from './provisioning/step.ts';
import { ADD_RECORD, type RecordsInput, type RecordsMemory, recordedNames } from './recording/plan-records.ts';
import type { ServingDecision } from './rotation/decide-certificates.ts';
import type { NetworkDecision } from './zoning/decide-network.ts';
import type { VSwitchDecision } from './zoning/decide-zones.ts';

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
  /** ms since the epoch. */
  now?: number;
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
  const zones = currentMemory<{ vpcs: Record<string, VSwitchDecision>; network?: NetworkDecision }>(
    peers.zones,
    declared.generation,
  );
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
    network: zones?.network,
    certificates: certificates?.serving ?? {},
    recordsRemoved: records?.removed === true,
    memory,
    openIntents: Object.keys(subject.intents ?? {}),
    adopts: declared.adopts,
    now: subject.now,
  };
}

/** What to ask ALB about the load balancers of a gateway, and our lists on them; undefined for the managed kind. */
export function balancersQuestion(
  subject: GatewaySubject,
  { network }: Pick<ProvisioningMemory, 'network'>,
  { gateway }: Pick<GatewayObservation, 'gateway'>,
): BalancersQuestion | undefined {
  const { spec } = subject.declared.declaration;
  const isAlb = gateway ? gateway.kind === 'alb' : spec.type === 'alb';
  if (!isAlb) return undefined;
  const declared = spec.type === 'alb' ? spec.network?.vpcId : undefined;
  const vpcIds = [declared, network?.vpcId, ...(gateway?.balancers ?? []).map(({ vpcId }) => vpcId)];
  return {
    owner: ownerMark(subject),
    gatewayId: gateway?.gatewayId,
    addresses: (gateway?.balancers ?? []).flatMap(({ address }) => address || []),
    vpcIds: [...new Set(vpcIds.flatMap((vpcId) => vpcId || []))],
  };
}

export interface BalancersQuestion {
  /** The mark that our access control lists carry. */
  owner: string;
  gatewayId: string | undefined;
  /** DNS names of the load balancers that EAS names. */
  addresses: string[];
  /** Where they may be. */
  vpcIds: string[];
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

/** What to ask EAS about a gateway. @param remembered its id and kind, where they are known */
export function gatewayQuestion(
  subject: GatewaySubject,
  remembered: Pick<ProvisioningMemory, 'gatewayId' | 'kind'>,
  intents: Record<string, number>,
): {
  name: string;
  gatewayId: string | undefined;
  kind: GatewayKind | undefined;
  services: string[];
  boundServices: boolean;
  wantsDefault: boolean;
  identify(listed: ListedGateway[]): ReturnType<typeof identifyGateway>;
} {
  const { name, declared } = subject;
  const gatewayId = remembered.gatewayId ?? declared.adopts;
  const ours = { name, owner: ownerMark(subject), gatewayId, createdAfter: intents[CREATE_GATEWAY] };
  return {
    name,
    gatewayId,
    kind: remembered.kind,
    services: declared.declaration.spec.services.map((service) => service.name),
    boundServices: declared.deletion !== undefined,
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
