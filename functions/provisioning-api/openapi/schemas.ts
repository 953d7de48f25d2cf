import * as z from 'zod';
import { declarationSchema, EFFECTS } from '../../../shared/domain-rules/declaration-schema.ts';
import { MODES } from '../../../shared/domain-rules/mode.ts';
import { capacityQuestion } from '../capacity.ts';
import { accessSchemas } from './access-schemas.ts';
import { certificateSchemas } from './certificate-schemas.ts';
import { deadLetterSchemas } from './dead-letters.ts';
import { recoverSchemas } from './recover.ts';

/** The names under `components.schemas`. */
export type SchemaName = keyof ReturnType<typeof answers>;

export function schemaRef(name: SchemaName): { $ref: string } {
  return { $ref: `${COMPONENTS}${name}` };
}

/** JSON Schemas (2020-12, as OpenAPI 3.1 has them) of what goes over the wire, by name. */
export function componentSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answers())) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `${COMPONENTS}${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

const COMPONENTS = '#/components/schemas/';

/** Built when asked for: only the document needs them. Answers may gain members; who reads them passes over new ones. */
function answers() {
  const instant = z.int().describe('ms since the epoch');
  const effects = z.array(z.enum(EFFECTS)).describe('What of it needs a yes');
  const mode = z.enum(MODES).describe('What Torii may do: make it true, only say what it would do, or nothing');
  const states = ['Running', 'AwaitingApproval', 'Blocked', 'Succeeded', 'Reporting', 'Paused'] as const;

  const Condition = z.object({
    type: z.string().describe('A named truth, such as GatewayRunning; Ready sums the others up'),
    status: z.enum(['True', 'False', 'Unknown']),
    reason: z.string().describe('A constant'),
    message: z.string(),
    since: instant,
  });
  const AwaitingStep = z.object({
    id: z.string(),
    summary: z.string(),
    effects,
    terms: z
      .union([z.array(z.string()), z.literal('open')])
      .optional()
      .describe(
        'What the yes is for, beyond the id: it covers these and no more; open: what they are is decided later',
      ),
  });
  const Blocked = z.object({
    what: z.string(),
    reason: z.string(),
    message: z.string(),
    wayOut: z.string(),
    rule: z.string().optional().describe('The number of a gateway rule, such as G70'),
    held: z
      .object({
        steps: z.array(AwaitingStep).describe('What would be done'),
        touches: z
          .array(z.string())
          .describe('What of the existing would be touched: a force covers these and no more'),
      })
      .optional()
      .describe('With OverThreshold: what approving with force lets pass'),
  });
  const Kept = z.object({ what: z.string(), message: z.string() });
  const Mistake = z
    .object({
      field: z.string().describe('Its path, such as spec.vpcs[0].vSwitches; empty for the declaration as a whole'),
      rule: z.string().describe('The number of a gateway rule; schema for the form of the declaration'),
      reason: z.string(),
      message: z.string(),
      wayOut: z.string(),
    })
    .describe('One mistake in a declaration, or, as advice, one thing its owner should know');
  const Plan = z.object({
    generation: z.int(),
    planHash: z
      .string()
      .describe('Names the effects that want a yes, with their terms, and what could be forced: approve exactly this'),
    awaiting: z.array(AwaitingStep),
    steps: z.array(
      z.object({
        id: z.string(),
        by: z.string().describe('The function that does it'),
        kind: z.string(),
        target: z.string(),
        summary: z.string(),
        reason: z.string().optional().describe('Why: a constant'),
        after: z.array(z.string()).describe('Ids of the steps and waits that come first'),
        effects,
      }),
    ),
    waits: z.array(
      z.object({
        id: z.string(),
        on: z.enum(['cloud', 'peer']),
        reason: z.string(),
        message: z.string(),
        typicalSeconds: z.number(),
      }),
    ),
    blocked: z.array(Blocked),
    kept: z.array(Kept).describe('What is there, is not ours to change, and stays'),
    keptCount: z.int(),
    advice: z.array(Mistake).optional(),
  });
  const ShownStep = AwaitingStep.extend({
    wanted: effects.describe('Of these, the effects that nobody had said yes to'),
    held: z.literal(true).optional().describe('Kept out of the plan until it is forced'),
  });
  const PlanDifference = z.object({
    added: z.array(ShownStep),
    removed: z.array(ShownStep),
    changed: z.array(z.object({ id: z.string(), before: ShownStep, now: ShownStep })),
    sentences: z.array(z.string()).describe('The same for people'),
  });
  const Operation = z.object({
    operation: z.string().describe('Its id'),
    gateway: z.object({ name: z.string(), region: z.string(), gatewayId: z.string().optional() }),
    generation: z.int(),
    deleting: z.boolean(),
    state: z.enum([...states, 'Superseded']),
    conditions: z.array(Condition),
    awaiting: z.array(AwaitingStep),
    blocked: z.array(Blocked),
    links: z.object({ self: z.string(), gateway: z.string(), journal: z.string() }),
    plan: Plan.optional().describe('After PUT and DELETE'),
    planProblem: z
      .object({ reason: z.string(), detail: z.string() })
      .optional()
      .describe('In place of the plan while the cloud cannot be read: ask for the plan again later'),
    advice: z.array(Mistake).optional().describe('After PUT'),
  });
  const Declaration = declarationSchema;
  const Gateway = z.object({
    name: z.string(),
    region: z.string(),
    generation: z.int(),
    deleting: z.boolean(),
    mode,
    gatewayId: z.string().optional(),
    type: z.string(),
    internetDomain: z.string().optional(),
    intranetDomain: z.string().optional(),
    loadBalancers: z
      .array(
        z.object({
          loadBalancerId: z.string(),
          dnsName: z.string(),
          addressType: z.enum(['Internet', 'Intranet']),
          status: z.string(),
          vpcId: z.string(),
        }),
      )
      .optional()
      .describe('Of the ALB kind: what the gateway is billed for, as the last look found it'),
    state: z.enum(states),
    conditions: z.array(Condition),
    awaiting: z.array(AwaitingStep),
    blocked: z.array(Blocked),
    kept: z.array(Kept),
    declaration: Declaration,
  });
  const JournalEntry = z.object({
    account: z.string(),
    region: z.string(),
    gateway: z.string().describe('Its name; @audit in the audit log'),
    at: instant,
    from: z.string().describe('The function that speaks'),
    kind: z.enum(['intent', 'outcome', 'condition', 'note', 'audit']),
    reason: z.string(),
    message: z.string(),
    data: z.record(z.string(), z.unknown()).optional(),
  });
  const notKnown = 'null: the appendix has no number';
  const Zones = z.object({
    name: z.string(),
    region: z.string(),
    supportedZones: z.array(z.string()).optional().describe('Left out until the gateway has an id'),
    message: z.string().optional().describe('Why nothing is known yet'),
    vpcs: z.array(
      z.object({
        vpcId: z.string(),
        automatic: z.boolean().describe('Whether Torii chooses among all vSwitches of the VPC'),
        chosen: z.string().optional(),
        reason: z.string(),
        message: z.string(),
        candidates: z.array(
          z.object({
            vSwitchId: z.string(),
            zoneId: z.string().optional(),
            freeAddresses: z.int().optional(),
            reason: z.string().describe('Chosen; Fits, but another one is preferred; or why it does not'),
            message: z.string(),
          }),
        ),
        counts: z.array(z.object({ reason: z.string(), count: z.int() })).describe('Why candidates do not fit'),
        suggestions: z.array(z.string()).describe('What its owner could do'),
      }),
    ),
  });
  const Thresholds = z.object({
    security: z.number(),
    warning: z.number(),
    overload: z.number().nullable().describe(notKnown),
  });
  const level = z.enum(['Security', 'Warning', 'Overload', 'NotKnown']);
  const levels = z.array(z.object({ metric: z.string(), level, message: z.string() }));
  const qps = z.number().nullable().describe(notKnown);
  const Capacity = z.object({
    choice: z
      .object({
        specification: z.string().optional().describe('Left out where no size is known to carry the load'),
        nodes: z.int().optional(),
        reason: z.string(),
        message: z.string(),
        wayOut: z.string().optional(),
        levels: levels.optional(),
        notKnown: z.array(z.string()).describe('Metrics that no number is known for'),
      })
      .optional()
      .describe('For a load without a size: the smallest size that carries it'),
    rows: z.array(
      z.object({
        specification: z.string(),
        nodes: z.int(),
        carries: z.object({
          connections: Thresholds,
          newHttpsConnectionsPerSecond: Thresholds,
          bandwidthGbps: Thresholds,
          qps: z.object({ 'short-http': qps, 'short-https': qps, 'long-http': qps, 'long-https': qps }),
        }),
        levels: levels.describe('Where each metric of the load stands'),
        level: level.describe('The worst of these'),
      }),
    ),
  });
  return {
    Declaration,
    Condition,
    AwaitingStep,
    Blocked,
    Kept,
    Mistake,
    Plan,
    Operation,
    Gateway,
    Gateways: z.object({ gateways: z.array(Gateway) }),
    JournalEntry,
    Journal: z.object({
      entries: z.array(JournalEntry),
      cursor: z.string().describe('Give it back as after to read on'),
      more: z.boolean().describe('Whether there is more to read already'),
    }),
    Approval: z.object({
      planHash: z.string(),
      force: z
        .boolean()
        .optional()
        .describe('Also what is held back as over the safety threshold, just as this plan shows it'),
    }),
    ShownStep,
    PlanDifference,
    Zones,
    CapacityQuestion: capacityQuestion,
    Capacity,
    ModeChange: z.object({ mode }),
    ...certificateSchemas(),
    ...deadLetterSchemas(),
    ...recoverSchemas(),
    ...accessSchemas(),
    Problem: z
      .object({
        type: z.string(),
        title: z.string(),
        status: z.int(),
        detail: z.string(),
        reason: z.string().describe('A constant'),
        problems: z.array(Mistake).optional().describe('With DeclarationInvalid: every mistake'),
        plan: Plan.optional().describe('With PlanChanged: the plan of now'),
        difference: PlanDifference.optional().describe(
          'With PlanChanged, where the plan that was to be approved is one of the last ones that were shown',
        ),
        regions: z.array(z.string()).optional().describe('With RegionNeeded'),
        product: z.string().optional().describe('With CloudUnavailable and CloudRefused: whose trouble it is'),
        action: z.string().optional(),
        code: z.string().optional().describe("The cloud's own"),
        hint: z.string().optional(),
        ids: z
          .array(z.string())
          .optional()
          .describe('With NameAmbiguous, CertificateAmbiguous, RotatorAsleep and DeadLetterNotFound: which'),
      })
      .describe('Problem details (RFC 9457)'),
  };
}
