import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureEventRules, eventRules } from '../../operator/init/event-rules.ts';
import type { CloudRequest } from '../../shared/cloud/cloud-request.ts';
import {
  type EventBridgeClient,
  type EventRule,
  type EventTarget,
  eventBridgeClient,
  type StoredRule,
} from '../../shared/cloud/eventbridge.ts';
import type { ToriiEventType } from '../../shared/events/event-bus.ts';
import { DEAD_LETTER_KEEPER, FOR_OUTSIDERS, SUBSCRIPTIONS } from '../../shared/events/subscriptions.ts';

const OPTIONS = { accountId: '1234567890123456', region: 'cn-beijing', busName: 'torii' };

/** Every type there is: the compiler knows when one is missing. */
const TYPES: Record<ToriiEventType, true> = {
  'torii.gateway.declared': true,
  'torii.gateway.approved': true,
  'torii.gateway.deletion-requested': true,
  'torii.gateway.endpoint-known': true,
  'torii.gateway.zone-refused': true,
  'torii.gateway.created': true,
  'torii.gateway.mode-changed': true,
  'torii.gateway.ready': true,
  'torii.zones.decided': true,
  'torii.records.changed': true,
  'torii.certificates.decided': true,
  'torii.certificates.renewed': true,
};

/** EventBridge in memory, as its client sees it. */
function fakeBuses() {
  const buses = new Set<string>(['default']);
  const rules = new Map<string, StoredRule>();
  const writes: string[] = [];
  const idOf = (bus: string, name: string) => `${bus}/${name}`;
  const client: EventBridgeClient = {
    hasBus: async (name) => buses.has(name),
    createBus: async (name) => {
      writes.push(`bus ${name}`);
      buses.add(name);
    },
    rule: async (bus, name) => structuredClone(rules.get(idOf(bus, name))),
    createRule: async (rule, targets) => {
      writes.push(`rule ${rule.RuleName}`);
      rules.set(idOf(rule.EventBusName, rule.RuleName), { ...rule, Targets: targets });
    },
    updateRule: async (rule) => {
      writes.push(`update ${rule.RuleName}`);
      const id = idOf(rule.EventBusName, rule.RuleName);
      rules.set(id, { ...rules.get(id), ...rule });
    },
    putTargets: async (bus, name, targets) => {
      writes.push(`targets ${name}`);
      const rule = rules.get(idOf(bus, name));
      if (!rule) throw new Error('no such rule');
      const others = (rule.Targets ?? []).filter(({ Id }) => !targets.some((target) => target.Id === Id));
      rule.Targets = [...others, ...targets];
    },
  };
  return { client, rules, writes, buses };
}

describe('the rules of our bus', () => {
  it('are made once, and then there is nothing to do', async () => {
    const { client, writes, rules } = fakeBuses();

    await ensureEventRules(client, OPTIONS);
    expect(writes).toEqual([
      'bus torii',
      'bus torii-dead-letters',
      ...['gateway-provisioner', 'dns-recorder', 'certificate-rotator', 'zone-checker'].map(
        (name) => `rule torii-${name}`,
      ),
      'rule torii-dead-letters',
    ]);
    expect(rules.get('torii/torii-dns-recorder')).toMatchObject({
      FilterPattern: JSON.stringify({ source: ['torii'], type: SUBSCRIPTIONS['dns-recorder'] }),
      Status: 'ENABLE',
      Targets: [
        {
          Type: 'acs.fc.function',
          Endpoint: 'acs:fc:cn-beijing:1234567890123456:functions/torii-dns-recorder',
          DeadLetterQueue: { Arn: 'acs:eventbridge:cn-beijing:1234567890123456:eventbus/torii-dead-letters' },
        },
      ],
    });
    const letters = rules.get('torii-dead-letters/torii-dead-letters')?.Targets;
    expect(letters).toMatchObject([{ Id: `torii-${DEAD_LETTER_KEEPER}` }]);
    // What is given up on the way to its keeper would go round for ever.
    expect(letters?.[0]).not.toHaveProperty('DeadLetterQueue');

    expect(await ensureEventRules(client, OPTIONS)).toEqual([]);
    expect(writes).toHaveLength(7);
  });

  it.each<[string, (rule: StoredRule) => void, object]>([
    ['switched off', (rule) => void Object.assign(rule, { Status: 'DISABLE' }), { what: 'rule', change: 'updated' }],
    [
      'listening to something else',
      (rule) => void Object.assign(rule, { FilterPattern: '{}' }),
      { what: 'rule', change: 'updated' },
    ],
    ['without its target', (rule) => void Object.assign(rule, { Targets: [] }), { what: 'target', change: 'created' }],
    [
      'without a place for what is given up',
      (rule) => void delete rule.Targets?.[0]?.DeadLetterQueue,
      { what: 'target', change: 'updated' },
    ],
  ])('are put right: one %s', async (_, spoil, change) => {
    const { client, rules } = fakeBuses();
    await ensureEventRules(client, OPTIONS);
    const before = structuredClone(rules);
    const rule = rules.get('torii/torii-zone-checker');
    if (!rule) throw new Error('no such rule');
    spoil(rule);

    const seen = await ensureEventRules(client, { ...OPTIONS, dryRun: true });
    expect(seen).toEqual([{ ...change, name: 'torii-zone-checker' }]);
    expect(await ensureEventRules(client, OPTIONS)).toEqual(seen);

    expect(rules).toEqual(before);
  });

  it('are not mistaken for different where the cloud writes the same in another way, or shows more', async () => {
    const { client, rules, writes } = fakeBuses();
    await ensureEventRules(client, OPTIONS);
    for (const rule of rules.values()) {
      rule.FilterPattern = JSON.stringify(JSON.parse(rule.FilterPattern), null, 1);
      Object.assign(rule.Targets?.[0] ?? {}, { DetailMap: {}, PushSelector: 'MATCHED_EVENT' });
    }
    const before = writes.length;
    expect(await ensureEventRules(client, OPTIONS)).toEqual([]);
    expect(writes).toHaveLength(before);
  });

  it('leave those of others alone', async () => {
    const { client, rules } = fakeBuses();
    await ensureEventRules(client, OPTIONS);
    const foreign: StoredRule = { EventBusName: 'torii', RuleName: 'audit', FilterPattern: '{}', Status: 'DISABLE' };
    rules.set('torii/audit', foreign);
    rules
      .get('torii/torii-zone-checker')
      ?.Targets?.push({ Id: 'mine', Type: 'https', Endpoint: 'https://example.com' });
    expect(await ensureEventRules(client, OPTIONS)).toEqual([]);
    expect(rules.get('torii/audit')).toEqual({
      EventBusName: 'torii',
      RuleName: 'audit',
      FilterPattern: '{}',
      Status: 'DISABLE',
    });
  });
});

describe('an event of ours', () => {
  it.each(Object.keys(TYPES))('has a listener, or is for outsiders: %s', (type) => {
    const heard = Object.values(SUBSCRIPTIONS).some((types) => types.some((one) => one === type));
    expect(heard).toBe(!FOR_OUTSIDERS.some((one) => one === type));
  });

  it('is heard by functions that s.yaml deploys, and by no trigger of theirs: those listen where applications cannot publish', () => {
    // Named as it deploys them unless somebody chose another prefix.
    const { resources } = parse(readFileSync('s.yaml', 'utf8').replaceAll(/\$\{vars\.prefix\}/g, 'torii'));
    const names = eventRules(OPTIONS).map(({ target }) => target.Id);
    expect(names).toEqual(
      names.filter((name) => Object.values(resources).some((one) => Object(one).props.functionName === name)),
    );
    expect(JSON.stringify(resources)).not.toContain('"source":["torii"]');
    expect(JSON.stringify(resources)).not.toContain('\\"torii\\"');
  });
});

describe('the client of buses and rules', () => {
  function clientWith(answer: (request: CloudRequest) => unknown) {
    const sent: CloudRequest[] = [];
    const transport = {
      async call<T>(request: CloudRequest): Promise<T> {
        sent.push(request);
        return answer(request) as T;
      },
    };
    return { client: eventBridgeClient(transport, 'cn-beijing'), sent };
  }
  const RULE: EventRule = { EventBusName: 'torii', RuleName: 'r', FilterPattern: '{}', Status: 'ENABLE' };
  const TARGET = eventRules(OPTIONS)[0]?.target as EventTarget;

  it('sends lists as one JSON text each', async () => {
    const { client, sent } = clientWith(() => ({ Code: 'Success', Success: true }));
    await client.createRule(RULE, [TARGET]);
    await client.putTargets('torii', 'r', [TARGET]);
    expect(sent).toMatchObject([
      { action: 'CreateRule', query: { ...RULE, EventTargets: JSON.stringify([TARGET]) } },
      { action: 'PutTargets', query: { EventBusName: 'torii', RuleName: 'r', Targets: JSON.stringify([TARGET]) } },
    ]);
  });

  it.each([
    [{ Code: 'EventBusNotExist', Success: false, Message: 'no' }, 'EventBusNotExist'],
    [{ Success: false }, 'NotSuccessful'],
    [
      {
        Code: 'Success',
        Data: { ErrorEntriesCount: 1, ErrorEntries: [{ EntryId: '1', ErrorCode: 'EventRuleTargetIdDuplicate' }] },
      },
      'EventRuleTargetIdDuplicate',
    ],
    [{ Code: 'Success', Data: { ErrorEntriesCount: 1 } }, 'ErrorEntries'],
  ])('hears a no in an answer that is called a success: %j', async (answer, code) => {
    const { client } = clientWith(() => answer);
    await expect(client.putTargets('torii', 'r', [TARGET])).rejects.toMatchObject({ name: 'CloudError', code });
  });

  it.each([
    ['CreateEventBus', 'EventBusAlreadyExist'],
    ['CreateRule', 'EventRuleAlreadyExist'],
  ])('takes what its own %s made before the answer was lost for made', async (lost, code) => {
    const { client } = clientWith(({ action }) => {
      if (action === lost) return { Code: code, Success: false };
      return { Code: 'Success', Success: true, Data: { ...RULE, FilterPattern: '{ }', Targets: [] } };
    });
    if (lost === 'CreateEventBus') await client.createBus('torii', 'ours');
    else await client.createRule(RULE, [TARGET]);
  });

  it('does not take a rule of the same name that hears something else for its own', async () => {
    const { client } = clientWith(({ action }) =>
      action === 'CreateRule'
        ? { Code: 'EventRuleAlreadyExist', Success: false }
        : { Code: 'Success', Data: { ...RULE, FilterPattern: '{"source":["theirs"]}' } },
    );
    await expect(client.createRule(RULE, [TARGET])).rejects.toMatchObject({ code: 'EventRuleAlreadyExist' });
  });

  it('knows what is not there from what went wrong', async () => {
    const { client } = clientWith(() => ({ Code: 'EventRuleNotExisted', Success: false }));
    expect(await client.rule('torii', 'r')).toBeUndefined();
    const broken = clientWith(() => ({ Code: 'ServiceNotEnable', Success: false })).client;
    await expect(broken.hasBus('torii')).rejects.toMatchObject({ code: 'ServiceNotEnable' });
  });
});
