import { asksEndpoints, expectedEndpoints } from './binding/endpoints.ts';
import { NO_SERVICES_MEMORY, type ServicesMemory } from './binding/memory.ts';
import type { Declaration, DeclaredVpc } from './declaration.ts';
import { recordPlace } from './dns-rules.ts';
import { isWithin, longestZone, ownerMark, readOwnerMark, recordName } from './domains.ts';
import type { Mode } from './mode.ts';
import type { Neighbour } from './moving/neighbour.ts';
import { isServed } from './moving/served.ts';
import { type Approval, forcedTouches } from './plan.ts';
import { identifyGateway, type ListedGateway } from './provisioning/identify.ts';
import type { Deletion, ProvisioningInput, ProvisioningMemory } from './provisioning/input.ts';
import type { GatewayKind, GatewayObservation, ObservedDomain, ObservedService } from './provisioning/observation.ts';
import { CREATE_GATEWAY } from './provisioning/step.ts';
import { ADD_PRIVATE_RECORD, ADD_PRIVATE_ZONE } from './recording/private-step.ts';
import { ADD_RECORD } from './recording/record-step.ts';
import { type RecordsInput, type RecordsMemory, recordedNames } from './recording/records-memory.ts';
import { coverNames } from './recording/wildcard-cover.ts';
import type { ServingDecision } from './rotation/decide-certificates.ts';
import type { NetworkDecision } from './zoning/decide-network.ts';
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
    declaredAt?: number;
    approvals?: Approval[];
    mode?: Mode;
  };
  /** When the plan of this generation last came to its end, as the one who plans has written down. */
  settledAt?: number | null;
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

/** What else there is in the account, and when it is looked at (ms since the epoch). */
export interface Surroundings {
  neighbours: Neighbour[];
  now: number;
}

const ALONE: Surroundings = { neighbours: [], now: 0 };

/** What the others settled counts for the generation they settled it for. */
export function provisioningInput(
  subject: GatewaySubject,
  memory: ProvisioningMemory,
  observation: GatewayObservation,
  { neighbours, now }: Surroundings = ALONE,
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
    neighbours,
    declaredAt: declared.declaredAt ?? 0,
    now,
    forced: forcedIn(subject),
    onlyReports: declared.mode === 'report',
  };
}

/** What a look says about the records and zones of a gateway's names. */
export type ObservedForRecords = Pick<
  RecordsInput,
  'zones' | 'existing' | 'nameServers' | 'covers' | 'sightings' | 'privateZones'
>;
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
  subject: GatewaySubject,
  memory: RecordsMemory,
  observed: ObservedForRecords,
  openIntents: string[],
  { neighbours, now }: Surroundings = ALONE,
): RecordsInput {
  const { account, declared, peers } = subject;
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  return {
    account,
    declaration: declared.declaration,
    deleting: declared.deletion !== undefined,
    adopting: declared.adopts !== undefined,
    target: provisioning?.internetDomain,
    ...observed,
    privateTarget: provisioning?.intranetDomain,
    memory,
    openAdds: namesAfter(ADD_RECORD, openIntents),
    openZones: namesAfter(ADD_PRIVATE_ZONE, openIntents),
    neighbours,
    served: recordedNames(declared.declaration).filter((name) =>
      isServed(declared.declaration, provisioning, name, now),
    ),
    now,
    forced: forcedIn(subject),
    onlyReports: declared.mode === 'report',
  };
}

function forcedIn({ declared: { generation, approvals = [] }, settledAt = null }: GatewaySubject): string[] {
  return forcedTouches({ generation, approvals, settledAt });
}

/**
 * What to ask EAS about a gateway.
 *
 * @param remembered what gateway-provisioner knows of it
 * @param known what is known of its services: those that are ours are looked at, declared or not
 */
export function gatewayQuestion(
  subject: GatewaySubject,
  remembered: Pick<ProvisioningMemory, 'gatewayId' | 'kind' | 'peers'>,
  intents: Record<string, number>,
  known: ServicesMemory = NO_SERVICES_MEMORY,
): {
  name: string;
  gatewayId: string | undefined;
  kind: GatewayKind | undefined;
  services: string[];
  boundServices: boolean;
  peers: boolean;
  wantsDefault: boolean;
  wantsEndpoints(service: ObservedService, gatewayId: string, domains: ObservedDomain[]): boolean;
  identify(listed: ListedGateway[]): ReturnType<typeof identifyGateway>;
} {
  const { name, declared } = subject;
  const gatewayId = remembered.gatewayId ?? declared.adopts;
  const declaredServices = declared.declaration.spec.services.map((service) => service.name);
  const { vpcs } = declared.declaration.spec;
  const ours = { name, owner: ownerMark(subject), gatewayId, createdAfter: intents[CREATE_GATEWAY] };
  return {
    name,
    gatewayId,
    kind: remembered.kind,
    services: [...new Set([...declaredServices, ...known.ours, ...Object.keys(known.kept)])],
    // Those of a gateway that is taken over are counted among what stays.
    boundServices: declared.deletion !== undefined || declared.adopts !== undefined,
    peers: vpcs.some(({ peers = [] }) => peers.length > 0) || Object.keys(remembered.peers ?? {}).length > 0,
    wantsDefault: declared.declaration.spec.default === true,
    wantsEndpoints: (service, ofGateway, domains) =>
      declaredServices.includes(service.name) &&
      asksEndpoints(
        service,
        ofGateway,
        expectedEndpoints(declared.declaration, ofGateway, domains),
        known.shown[service.name],
      ),
    identify: (listed) => identifyGateway(listed, ours),
  };
}

/** The names to look up: declared ones, those we wrote before, and those we may have written. */
export function recordNames({ declared, intents = {} }: GatewaySubject, memory: RecordsMemory): string[] {
  const mayBeWritten = namesAfter(ADD_RECORD, Object.keys(intents));
  return [...new Set([...recordedNames(declared.declaration), ...Object.keys(memory.records), ...mayBeWritten])];
}

/** What to ask the DNS products about a gateway's names. */
export function recordsQuestion(subject: GatewaySubject, memory: RecordsMemory): RecordsQuestion {
  const mark = ownerMark(subject);
  const intents = Object.keys(subject.intents ?? {});
  const declared = subject.declared.declaration.spec.domains.filter((domain) => recordPlace(domain) === 'privatezone');
  const names = [
    ...declared.map(({ name }) => name),
    ...Object.keys(memory.privateNames ?? {}),
    ...namesAfter(ADD_PRIVATE_ZONE, intents),
    ...namesAfter(ADD_PRIVATE_RECORD, intents),
  ];
  return {
    names: recordNames(subject, memory),
    zoneOf: longestZone,
    coverNames,
    privateNames: [...new Set(names)],
    isWithin,
    hostOf: recordName,
    isOurs: (remark) => {
      const owner = readOwnerMark(remark);
      return owner !== undefined && ownerMark(owner) === mark;
    },
  };
}

export interface RecordsQuestion {
  names: string[];
  /** The zone that holds a name. */
  zoneOf(name: string, zones: readonly string[]): string | undefined;
  /** What to look up besides where a name has no record yet. */
  coverNames(name: string, zone: string): string[];
  privateNames: string[];
  isWithin(name: string, zone: string): boolean;
  hostOf(name: string, zone: string): string;
  /** Whether a remark says that a thing is this gateway's. */
  isOurs(remark: string | undefined): boolean;
}

function namesAfter(prefix: string, intents: string[]): string[] {
  return intents.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length));
}

function currentMemory<Memory>(report: Report | undefined, generation: number): Memory | undefined {
  return report?.generation === generation ? (report.memory as Memory) : undefined;
}
