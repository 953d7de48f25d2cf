import { isDeepStrictEqual } from 'node:util';
import type { EventBridgeClient, EventRule, EventTarget, StoredRule } from '../../shared/cloud/eventbridge.ts';
import { EVENT_SOURCE } from '../../shared/events/event-bus.ts';
import { DEAD_LETTER_KEEPER, deadLetterBusOf, SUBSCRIPTIONS } from '../../shared/events/subscriptions.ts';

/** One thing that was made or put right, or would be. */
export interface RuleChange {
  what: 'bus' | 'rule' | 'target';
  name: string;
  change: 'created' | 'updated';
}

export interface EventRulesOptions {
  accountId: string;
  region: string;
  /** Of ours; the one for what is given up is called after it. */
  busName: string;
  /** What the functions' names begin with; `torii-` unless given. */
  prefix?: string;
  /** Only says what would be done. */
  dryRun?: boolean;
}

/**
 * The buses, and a rule for each function that listens. Made where they are missing, put right where they differ; rules and
 * targets of other names are somebody else's and stay as they are.
 *
 * ```
 * bus torii ── rule torii-<function>: source torii, its types ──▶ function
 *                                          │ given up
 *                                          ▼
 * bus torii-dead-letters ── rule torii-dead-letters: ours and the cloud's ──▶ zone-checker, which writes it down
 * ```
 *
 * @returns what was not as it should be; nothing, where all was
 * @throws CloudError `ServiceNotEnable`: EventBridge is not opened in this account
 */
export async function ensureEventRules(client: EventBridgeClient, options: EventRulesOptions): Promise<RuleChange[]> {
  const { busName, dryRun = false } = options;
  const changes: RuleChange[] = [];
  const missing = new Set<string>();
  for (const name of [busName, deadLetterBusOf(busName)]) {
    if (await client.hasBus(name)) continue;
    missing.add(name);
    changes.push({ what: 'bus', name, change: 'created' });
    if (!dryRun)
      await client.createBus(name, name === busName ? 'What Torii tells itself' : 'What Torii gave up telling');
  }
  for (const { rule, target } of eventRules(options)) {
    const stored = missing.has(rule.EventBusName) ? undefined : await client.rule(rule.EventBusName, rule.RuleName);
    changes.push(...(await ensureRule(client, rule, target, stored, dryRun)));
  }
  return changes;
}

/** The rules as they should be. */
export function eventRules({ accountId, region, busName, prefix = 'torii-' }: EventRulesOptions) {
  const deadLetters = deadLetterBusOf(busName);
  const targetOf = (resource: string, deadLetterBus: string | undefined): EventTarget => ({
    Id: `${prefix}${resource}`,
    Type: 'acs.fc.function',
    // The form of version 3.0, which has no services (inferred: the pages about targets show that of 2.0).
    Endpoint: `acs:fc:${region}:${accountId}:functions/${prefix}${resource}`,
    ParamList: [
      { ResourceKey: 'functionName', Form: 'CONSTANT', Value: `${prefix}${resource}` },
      { ResourceKey: 'Qualifier', Form: 'CONSTANT', Value: 'LATEST' },
      { ResourceKey: 'Body', Form: 'ORIGINAL' },
    ],
    // The sweeps find the same work within minutes: a day of retries would only repeat what is done.
    PushRetryStrategy: 'BACKOFF_RETRY',
    ErrorsTolerance: 'ALL',
    ...(deadLetterBus !== undefined && {
      DeadLetterQueue: { Arn: `acs:eventbridge:${region}:${accountId}:eventbus/${deadLetterBus}` },
    }),
  });
  const ruleOf = (EventBusName: string, RuleName: string, pattern: object, Description: string): EventRule => ({
    ...{ EventBusName, RuleName, Description },
    FilterPattern: JSON.stringify(pattern),
    Status: 'ENABLE',
  });
  return [
    ...Object.entries(SUBSCRIPTIONS).map(([resource, types]) => ({
      rule: ruleOf(busName, `${prefix}${resource}`, { source: [EVENT_SOURCE], type: types }, `What ${resource} hears`),
      target: targetOf(resource, deadLetters),
    })),
    {
      rule: ruleOf(
        deadLetters,
        deadLetters,
        // Of the cloud's own products too: hints that the triggers of s.yaml could not hand over.
        { source: [EVENT_SOURCE, { prefix: 'acs.' }] },
        `What was given up, for ${DEAD_LETTER_KEEPER}`,
      ),
      target: targetOf(DEAD_LETTER_KEEPER, undefined),
    },
  ];
}

async function ensureRule(
  client: EventBridgeClient,
  rule: EventRule,
  target: EventTarget,
  stored: StoredRule | undefined,
  dryRun: boolean,
): Promise<RuleChange[]> {
  const name = rule.RuleName;
  if (!stored) {
    if (!dryRun) await client.createRule(rule, [target]);
    return [{ what: 'rule', name, change: 'created' }];
  }
  const changes: RuleChange[] = [];
  if (stored.Status === 'DISABLE' || !isSamePattern(stored.FilterPattern, rule.FilterPattern)) {
    if (!dryRun) await client.updateRule(rule);
    changes.push({ what: 'rule', name, change: 'updated' });
  }
  const storedTarget = stored.Targets?.find(({ Id }) => Id === target.Id);
  if (!storedTarget || !isAsWanted(storedTarget, target)) {
    if (!dryRun) await client.putTargets(rule.EventBusName, name, [target]);
    changes.push({ what: 'target', name: target.Id, change: storedTarget ? 'updated' : 'created' });
  }
  return changes;
}

function isSamePattern(stored: string, wanted: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(stored), JSON.parse(wanted));
  } catch {
    return false;
  }
}

/** Compares what we set; the cloud may show more. */
function isAsWanted(stored: NonNullable<StoredRule['Targets']>[number], wanted: EventTarget): boolean {
  const { DeadLetterQueue, ParamList, ...plain } = wanted;
  const shown = new Map(Object.entries(stored));
  const params = stored.ParamList ?? [];
  return (
    Object.entries(plain).every(([name, value]) => shown.get(name) === value) &&
    stored.DeadLetterQueue?.Arn === DeadLetterQueue?.Arn &&
    ParamList.every(({ ResourceKey, Form, Value }) =>
      params.some((one) => one.ResourceKey === ResourceKey && one.Form === Form && (one.Value ?? '') === (Value ?? '')),
    )
  );
}
