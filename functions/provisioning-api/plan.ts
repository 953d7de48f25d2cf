import { createHash } from 'node:crypto';
import { withLoadBalancers } from '../../shared/cloud/balancers-observation.ts';
import { observeGateway } from '../../shared/cloud/gateway-observation.ts';
import { observeRecords } from '../../shared/cloud/records-observation.ts';
import { longestZone } from '../../shared/domain-rules/domains.ts';
import {
  type AwaitingStep,
  approvalState,
  approvalSubject,
  awaitingApproval,
  type Blocked,
  type Kept,
  type StepHead,
  type Wait,
} from '../../shared/domain-rules/plan.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { planRecords, type RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import {
  balancersQuestion,
  type GatewaySubject,
  gatewayQuestion,
  provisioningInput,
  recordNames,
  recordsInput,
} from '../../shared/domain-rules/subject.ts';
import type { DeclarationDocument, Peers, WorkerDocument } from '../../shared/engine/worker.ts';
import type { Readers } from './observe.ts';

/** What would be done now, by whom, and which of it wants the owner's yes. */
export interface PlanView {
  generation: number;
  /** Names the effects that want a yes: approve exactly this. */
  planHash: string;
  awaiting: AwaitingStep[];
  steps: (Pick<StepHead, 'id' | 'kind' | 'target' | 'summary' | 'after' | 'effects'> & { by: string })[];
  waits: Wait[];
  blocked: Blocked[];
  kept: Kept[];
}

/** Looks at the cloud and plans, without anything to write with. */
export async function planNow(
  reference: { account: string; region: string; name: string },
  declared: DeclarationDocument,
  peers: Peers,
  read: Readers,
): Promise<PlanView> {
  const subject = { ...reference, declared, peers };
  const intents = peers.provisioning?.intents ?? {};
  const remembered = (peers.provisioning?.memory as ProvisioningMemory | undefined) ?? NO_PROVISIONING_MEMORY;
  const recorded = (peers.records?.memory as RecordsMemory | undefined) ?? { records: {}, removed: false };
  const [gateway, records] = await Promise.all([
    observe({ ...subject, intents }, remembered, read),
    observeRecords(read.alidns, recordNames(subject, recorded), longestZone),
  ]);
  const provisioning = planProvisioning(provisioningInput(subject, remembered, gateway));
  const recording = planRecords(recordsInput(subject, recorded, records, Object.keys(peers.records?.intents ?? {})));
  const awaiting = [
    ...unapproved(provisioning.plan.steps, declared, peers.provisioning),
    ...unapproved(recording.plan.steps, declared, peers.records),
  ];
  return {
    generation: declared.generation,
    planHash: createHash('sha256').update(approvalSubject(declared.generation, awaiting)).digest('hex').slice(0, 16),
    awaiting,
    steps: [
      ...provisioning.plan.steps.map((step) => viewOf(step, 'gateway-provisioner')),
      ...recording.plan.steps.map((step) => viewOf(step, 'dns-recorder')),
    ],
    waits: [...provisioning.plan.waits, ...recording.plan.waits],
    blocked: [...provisioning.plan.blocked, ...recording.plan.blocked],
    kept: [...provisioning.plan.kept, ...recording.plan.kept],
  };
}

async function observe(subject: GatewaySubject, remembered: ProvisioningMemory, read: Readers) {
  const { region } = subject;
  const question = gatewayQuestion(subject, remembered, subject.intents ?? {});
  const seen = await observeGateway(read.eas(region), question);
  return withLoadBalancers(read.alb(region), seen, balancersQuestion(subject, remembered, seen));
}

function unapproved(
  steps: StepHead[],
  declared: DeclarationDocument,
  report: WorkerDocument | undefined,
): AwaitingStep[] {
  const settledAt = report?.generation === declared.generation ? report.settledAt : null;
  return awaitingApproval(steps, approvalState(declared, settledAt));
}

function viewOf({ id, kind, target, summary, after, effects }: StepHead, by: string): PlanView['steps'][number] {
  return { id, by, kind, target, summary, after, effects };
}
