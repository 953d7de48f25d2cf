import type { CapacityChoice } from '../shared/domain-rules/capacity.ts';
import type { CapacityRow } from '../shared/domain-rules/capacity-carries.ts';
import type { Condition } from '../shared/domain-rules/condition.ts';
import type { Mode } from '../shared/domain-rules/mode.ts';
import type { AwaitingStep, Blocked, Kept, StepHead, Wait } from '../shared/domain-rules/plan.ts';
import type { PlanDifference } from '../shared/domain-rules/plan-difference.ts';
import type { Problem } from '../shared/domain-rules/problem.ts';
import type { OperationState } from '../shared/domain-rules/status.ts';
import type { WrittenDeclaration } from '../shared/domain-rules/written-declaration.ts';
import type { VpcZones } from '../shared/domain-rules/zoning/candidates.ts';

/** What the API answers, as `GET /v1/openapi.json` describes it. */
export interface PlanAnswer {
  generation: number;
  planHash: string;
  awaiting: AwaitingStep[];
  /** In the order in which they can be done. */
  steps: (Omit<StepHead, 'repeatable' | 'terms'> & { by: string })[];
  waits: Wait[];
  blocked: Blocked[];
  kept: Kept[];
  /** How many of what is there is not ours to change, and stays. */
  keptCount: number;
  advice?: Problem[];
}

export interface OperationAnswer {
  operation: string;
  gateway: { name: string; region: string; gatewayId?: string };
  generation: number;
  deleting: boolean;
  state: OperationState | 'Superseded';
  conditions: Condition[];
  awaiting: AwaitingStep[];
  blocked: Blocked[];
}

/** Of PUT and DELETE: an operation to follow, and its plan. */
export interface DeclaredAnswer extends OperationAnswer {
  /** Left out while the cloud cannot be read. */
  plan?: PlanAnswer;
  advice?: Problem[];
}

export interface GatewayAnswer {
  name: string;
  region: string;
  generation: number;
  deleting: boolean;
  mode: Mode;
  gatewayId?: string;
  type: string;
  internetDomain?: string;
  intranetDomain?: string;
  /** Of the ALB kind, as the last look found them. */
  loadBalancers?: { loadBalancerId: string; dnsName: string; addressType: string; status: string }[];
  state: OperationState;
  conditions: Condition[];
  awaiting: AwaitingStep[];
  blocked: Blocked[];
  kept: Kept[];
  declaration: WrittenDeclaration;
}

/** One line of a gateway's journal. */
export interface EventAnswer {
  /** ms since the epoch. */
  at: number;
  from: string;
  kind: 'intent' | 'outcome' | 'condition' | 'note' | 'audit';
  reason: string;
  message: string;
  data?: Record<string, unknown>;
}

export interface JournalAnswer {
  entries: EventAnswer[];
  /** Give it back to read on. */
  cursor: string;
  /** Whether there is more to read already. */
  more: boolean;
}

export interface ZonesAnswer {
  name: string;
  region: string;
  /** Left out until the gateway has an id. */
  supportedZones?: string[];
  message?: string;
  vpcs: VpcZones[];
}

/** A size, of which is asked what it carries. */
export type SizeQuestion = Pick<CapacityRow, 'specification' | 'nodes'>;

export interface CapacityAnswer {
  choice?: CapacityChoice;
  rows: CapacityRow[];
}

/** Problem details (RFC 9457) with the members that Torii adds. */
export interface ProblemAnswer {
  title: string;
  status: number;
  detail: string;
  reason: string;
  problems?: Problem[];
  plan?: PlanAnswer;
  /** With PlanChanged. */
  difference?: PlanDifference;
  regions?: string[];
  ids?: string[];
}
