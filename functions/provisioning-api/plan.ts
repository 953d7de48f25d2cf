import { createHash } from 'node:crypto';
import { withLoadBalancers } from '../../shared/cloud/balancers-observation.ts';
import { observeGateway } from '../../shared/cloud/gateway-observation.ts';
import { keepEas } from '../../shared/cloud/kept-eas.ts';
import { observeRecords } from '../../shared/cloud/records-observation.ts';
import { observeZones } from '../../shared/cloud/zones-observation.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import type { Neighbour } from '../../shared/domain-rules/moving/neighbour.ts';
import { domainsComeOrGo, recordsComeOrGo } from '../../shared/domain-rules/moving/wants-neighbours.ts';
import {
  type AwaitingStep,
  approvalState,
  approvalSubject,
  awaitingApproval,
  type Blocked,
  type Kept,
  type Plan,
  type StepHead,
  type Wait,
} from '../../shared/domain-rules/plan.ts';
import { RECORDS_REMOVED } from '../../shared/domain-rules/provisioning/deletion.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { CREATE_GATEWAY, OPEN_INTERNET } from '../../shared/domain-rules/provisioning/step.ts';
import { ENDPOINT_KNOWN } from '../../shared/domain-rules/recording/endpoint-known.ts';
import { planRecords } from '../../shared/domain-rules/recording/plan-records.ts';
import { type RecordsMemory, recordedNames } from '../../shared/domain-rules/recording/records-memory.ts';
import { inOrder } from '../../shared/domain-rules/step-order.ts';
import {
  balancersQuestion,
  type GatewaySubject,
  gatewayQuestion,
  provisioningInput,
  recordsInput,
  recordsQuestion,
  zonesQuestion,
  zoningInput,
} from '../../shared/domain-rules/subject.ts';
import { NO_ZONES_MEMORY, type ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import { NO_ZONES_OBSERVED } from '../../shared/domain-rules/zoning/observation.ts';
import { planZones, type ZoningDecision } from '../../shared/domain-rules/zoning/plan-zones.ts';
import type { DeclarationDocument, Peers, WorkerDocument } from '../../shared/engine/worker.ts';
import type { Readers } from './observe.ts';

/** What would be done now, by whom, and which of it wants the owner's yes. */
export interface PlanView {
  generation: number;
  /** Names the effects that want a yes, with their terms, and what could be forced: approve exactly this. */
  planHash: string;
  awaiting: AwaitingStep[];
  steps: (Omit<StepHead, 'repeatable' | 'terms'> & { by: string })[];
  waits: Wait[];
  blocked: Blocked[];
  kept: Kept[];
  /** How many of what is there is not ours to change, and stays. */
  keptCount: number;
}

/** Looks at the cloud and plans, without anything to write with. */
export async function planNow(
  reference: { account: string; region: string; name: string },
  declared: DeclarationDocument,
  peers: Peers,
  read: Readers,
  ask: {
    /** The account's other gateways. */
    neighbours: () => Promise<Neighbour[]>;
    /** What certificate-rotator would do about the certificates that are got for this one. */
    wanting: () => Promise<Plan<StepHead>>;
  },
  now: number,
): Promise<PlanView> {
  const subjectOf = (report: WorkerDocument | undefined) => ({
    ...reference,
    declared,
    peers,
    settledAt: settledAtOf(report, declared),
  });
  const subject = subjectOf(peers.provisioning);
  const remembered = (peers.provisioning?.memory as ProvisioningMemory | undefined) ?? NO_PROVISIONING_MEMORY;
  const recorded = (peers.records?.memory as RecordsMemory | undefined) ?? { records: {}, removed: false };
  const [gateway, records, zoning, wanting] = await Promise.all([
    observe({ ...subject, intents: peers.provisioning?.intents ?? {} }, remembered, read),
    observeRecords(read, recordsQuestion({ ...subject, intents: peers.records?.intents ?? {} }, recorded)),
    zonesPlan(subject, read),
    ask.wanting(),
  ]);
  const names = declared.deletion ? [] : recordedNames(declared.declaration);
  const moving =
    domainsComeOrGo(declared.declaration, gateway.domains, remembered.domains, declared.deletion !== undefined) ||
    recordsComeOrGo(records.existing, Object.keys(recorded.records), names, ownerMark(reference));
  const surroundings = { neighbours: moving ? await ask.neighbours() : [], now };
  const provisioning = planProvisioning(provisioningInput(subject, remembered, gateway, surroundings));
  const adding = Object.keys(peers.records?.intents ?? {});
  const recording = planRecords(recordsInput(subjectOf(peers.records), recorded, records, adding, surroundings));
  const awaiting = [
    ...unapproved(provisioning.plan.steps, declared, peers.provisioning),
    ...unapproved(recording.plan.steps, declared, peers.records),
    ...unapproved(zoning.plan.steps, declared, peers.zones),
  ];
  const blocked = [...provisioning.plan.blocked, ...recording.plan.blocked, ...zoning.plan.blocked];
  const kept = [...provisioning.plan.kept, ...recording.plan.kept, ...zoning.plan.kept];
  return {
    generation: declared.generation,
    planHash: hashOf(approvalSubject(declared.generation, awaiting, blocked)),
    awaiting,
    steps: inOrder(
      [
        ...provisioning.plan.steps.map((step) => viewOf(step, 'gateway-provisioner')),
        ...wanting.steps.map((step) => viewOf(step, 'certificate-rotator')),
        ...recording.plan.steps.map((step) => viewOf(step, 'dns-recorder')),
        ...zoning.plan.steps.map((step) => viewOf(step, 'zone-checker')),
      ],
      {
        [ENDPOINT_KNOWN]: [CREATE_GATEWAY, OPEN_INTERNET],
        [RECORDS_REMOVED]: recording.plan.steps.map(({ id }) => id),
      },
    ),
    waits: [...wanting.waits, ...provisioning.plan.waits, ...recording.plan.waits, ...zoning.plan.waits],
    blocked,
    kept,
    keptCount: kept.length,
  };
}

/** zone-checker has steps only where a vSwitch may be created; without one that may, nobody is asked. */
async function zonesPlan(subject: GatewaySubject, read: Readers): Promise<ZoningDecision> {
  const memory = (subject.peers.zones?.memory as ZonesMemory | undefined) ?? NO_ZONES_MEMORY;
  const question = zonesQuestion(subject, memory);
  const observed =
    question.blocksOf.length > 0
      ? await observeZones({ eas: read.eas(subject.region), vpcOf: read.vpcOf(subject.region) }, question)
      : NO_ZONES_OBSERVED;
  return planZones(zoningInput(subject, memory, observed));
}

async function observe(subject: GatewaySubject, remembered: ProvisioningMemory, read: Readers) {
  const { region } = subject;
  const question = gatewayQuestion(subject, remembered, subject.intents ?? {}, remembered.services);
  const seen = await observeGateway(keepEas(read.eas(region)).reader, question);
  return withLoadBalancers(read.alb(region), seen, balancersQuestion(subject, remembered, seen));
}

function unapproved(
  steps: StepHead[],
  declared: DeclarationDocument,
  report: WorkerDocument | undefined,
): AwaitingStep[] {
  return awaitingApproval(steps, approvalState(declared, settledAtOf(report, declared)));
}

function settledAtOf(report: WorkerDocument | undefined, { generation }: DeclarationDocument): number | null {
  return report?.generation === generation ? report.settledAt : null;
}

function hashOf(subject: string): string {
  return createHash('sha256').update(subject).digest('hex').slice(0, 16);
}

function viewOf(
  { id, kind, target, summary, reason, after, effects }: StepHead,
  by: string,
): PlanView['steps'][number] {
  return { id, by, kind, target, summary, ...(reason && { reason }), after, effects };
}
