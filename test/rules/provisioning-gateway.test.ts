import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { identifyGateway, type ListedGateway } from '../../shared/domain-rules/provisioning/identify.ts';
import { NO_PROVISIONING_MEMORY } from '../../shared/domain-rules/provisioning/input.ts';
import { NOTHING_OBSERVED } from '../../shared/domain-rules/provisioning/observation.ts';
import { expectedConditions, planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import {
  ACCOUNT,
  declared,
  GATEWAY_ID,
  gatewayThat,
  OPEN,
  OWNER,
  PUBLIC_NAME,
  seen,
  service,
  situation,
  stepIds,
  stepOf,
} from './worlds.ts';

describe('the gateway itself (G20, G21)', () => {
  const nothingYet = { observation: NOTHING_OBSERVED };

  it('is created, which bills, and everything else comes after it', () => {
    const declaration = declared({
      charge: 'PrePaid',
      nodes: 3,
      internet: { allow: ['203.0.113.0/24'] },
      default: true,
    });
    const { plan, findings } = planProvisioning(situation({ ...nothingYet, declaration }));
    expect(stepOf(plan, 'create-gateway')).toMatchObject({
      kind: 'create-gateway',
      name: 'chat-prod',
      specification: '4c8g',
      nodes: 3,
      charge: 'PrePaid',
      effects: ['bills'],
      repeatable: false,
      summary:
        'create a fully managed gateway, 4c8g × 3, subscription (billed: the gateway, by nodes and specification)',
    });
    expect(stepIds(plan)).toEqual(['create-gateway', 'open-internet', 'allow/internet', 'make-default']);
    expect(readySteps(plan).map(({ id }) => id)).toEqual(['create-gateway']);
    expect(findings[0]).toMatchObject({ type: 'GatewayRunning', status: 'False', reason: 'NotCreated' });
  });

  it('that was to be adopted and is not there is not made: that is not what was asked for', () => {
    const { plan } = planProvisioning(situation({ observation: NOTHING_OBSERVED, adopts: 'gw-elsewhere' }));
    expect(plan.blocked).toMatchObject([
      { reason: 'NothingToAdopt', message: expect.stringContaining('gw-elsewhere') },
    ]);
    expect(readySteps(plan)).toEqual([]);
  });

  it('is left alone when it turns out to be marked as somebody else’s, though we remember its id', () => {
    const observation = seen({ gateway: gatewayThat({ owner: `torii:${ACCOUNT}/cn-beijing/other` }) });
    const { plan } = planProvisioning(situation({ observation, declaration: declared({ default: true }) }));
    expect(plan.blocked).toMatchObject([{ reason: 'ForeignGateway', message: expect.stringContaining('other') }]);
    expect(readySteps(plan)).toEqual([]);
  });

  it('is not created beside a gateway of the same name that is not ours: that one is named', () => {
    const namesakes = [{ gatewayId: 'gw-theirs', createdAt: 1, owner: undefined }];
    const { plan, findings } = planProvisioning(
      situation({
        observation: { ...NOTHING_OBSERVED, namesakes },
        declaration: declared({ internet: { allow: [] } }),
      }),
    );
    expect(plan.blocked).toMatchObject([{ reason: 'ForeignGateway', message: expect.stringContaining('gw-theirs') }]);
    expect(readySteps(plan)).toEqual([]);
    expect(findings[0]).toMatchObject({ status: 'False', reason: 'ForeignGateway' });
  });

  it('that has vanished is said to have, and is created anew when agreed to', () => {
    const memory = {
      ...NO_PROVISIONING_MEMORY,
      gatewayId: 'gw-old',
      links: ['vpc-1'],
      domains: ['a.example.com/internet'],
    };
    const decision = planProvisioning(situation({ ...nothingYet, memory }));
    expect(stepIds(decision.plan)).toEqual(['create-gateway']);
    expect(decision.findings[0]).toMatchObject({ reason: 'Vanished', message: 'gw-old does not exist any more' });
    expect(decision.memory).toMatchObject({ gatewayId: 'gw-old', links: [], domains: [] });
  });

  it.each(['Creating', 'Waiting'])('is waited for while it is %s', (status) => {
    const { plan, findings } = planProvisioning(situation({ observation: seen({ gateway: gatewayThat({ status }) }) }));
    expect(plan.waits).toMatchObject([{ id: 'gateway-running', on: 'cloud', typicalSeconds: 300 }]);
    expect(findings[0]).toMatchObject({ status: 'False', reason: status });
  });

  it('that has failed is not polled: it does not mend itself, and its owner is told', () => {
    const observation = seen({ gateway: gatewayThat({ status: 'Failed' }) });
    const { plan } = planProvisioning(situation({ observation, declaration: declared({ default: true }) }));
    expect(plan.waits).toMatchObject([{ id: 'gateway-running', on: 'peer' }]);
    expect(plan.blocked).toMatchObject([{ reason: 'GatewayNotRunning' }]);
    expect(readySteps(plan)).toEqual([]);
  });

  it('is marked as ours once it runs, with the declared labels', () => {
    const declaration = { ...declared(), metadata: { name: 'chat-prod', labels: { team: 'chat' } } };
    const { plan } = planProvisioning(
      situation({ declaration, observation: seen({ gateway: gatewayThat({ owner: undefined }) }) }),
    );
    expect(plan.steps).toMatchObject([
      { kind: 'label-gateway', owner: OWNER, labels: { team: 'chat' }, effects: [], repeatable: true },
    ]);
  });

  it.each([
    [
      'specification',
      { instanceType: '2c4g' },
      'resize from 2c4g × 2 to 4c8g × 2 (billed: the gateway, by nodes and specification)',
    ],
    [
      'number of nodes',
      { replicas: 1 },
      'resize from 4c8g × 1 to 4c8g × 2 (billed: the gateway, by nodes and specification)',
    ],
  ])('of another %s is resized, which bills', (_, is, summary) => {
    const { plan } = planProvisioning(situation({ observation: seen({ gateway: gatewayThat(is) }) }));
    expect(plan.steps).toMatchObject([{ id: 'resize-gateway/4c8gx2', summary, effects: ['bills'] }]);
  });

  it('as declared needs nothing', () => {
    const { plan, findings, memory } = planProvisioning(situation());
    expect(plan).toEqual({ steps: [], waits: [], blocked: [], kept: [] });
    expect(findings.map(({ type, status }) => [type, status])).toEqual([
      ['GatewayRunning', 'True'],
      ['NetworkReady', 'True'],
      ['AllowlistApplied', 'True'],
      ['EndpointVerified', 'Unknown'],
    ]);
    expect(memory).toMatchObject({ gatewayId: GATEWAY_ID, internetDomain: PUBLIC_NAME, gone: false });
  });
});

describe('what is on a gateway while that is not Running', () => {
  const declaration = declared({
    internet: { allow: ['203.0.113.0/24'] },
    vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }],
    services: [{ name: 'chat_7b' }],
    domains: [{ name: 'chat.example.com' }],
  });
  const memory = { ...NO_PROVISIONING_MEMORY, links: ['vpc-1', 'vpc-old'], domains: ['old.example.com/internet'] };

  it.each(['Waiting', 'Stopped', 'Failed'])(
    'is not seen while it is %s, so nobody is asked to approve it again',
    (status) => {
      const observation = seen({ gateway: gatewayThat({ ...OPEN, status }) });
      const { plan, findings } = planProvisioning(situation({ declaration, observation, memory }));
      expect(plan.steps).toEqual([]);
      expect(findings.filter(({ reason }) => reason === 'NotSeen').map(({ type }) => type)).toEqual([
        'NetworkReady',
        'AllowlistApplied',
        'DomainsAttached',
        'ServicesBound',
      ]);
    },
  );

  it('stays ours: what we linked and attached is not taken for somebody else’s after a resize', () => {
    const resizing = seen({ gateway: gatewayThat({ status: 'Waiting' }) });
    const after = planProvisioning(situation({ declaration, observation: resizing, memory })).memory;
    expect(after).toMatchObject({ links: memory.links, domains: memory.domains });
  });
});

describe('a gateway that is taken over', () => {
  const taken = (given: object, labels: Record<string, string> = {}) => {
    const declaration = declared();
    declaration.metadata.labels = labels;
    const observation = seen({ gateway: gatewayThat({ owner: undefined }) });
    return planProvisioning(situation({ declaration, observation, adopts: GATEWAY_ID, ...given })).plan.steps;
  };

  it('and equal has no differences while it is only reported; it is marked once it is to be kept so', () => {
    expect(taken({ onlyReports: true })).toEqual([]);
    expect(taken({ onlyReports: false })).toMatchObject([{ summary: expect.stringContaining("as Torii's own") }]);
    expect(taken({ onlyReports: true, adopts: undefined })).toHaveLength(1);
    expect(taken({ onlyReports: true }, { team: 'chat' })).toMatchObject([{ reason: 'LabelsDiffer' }]);
  });
});

describe('labels', () => {
  const labelled = (labels: Record<string, string>) => {
    const declaration = declared();
    declaration.metadata.labels = { team: 'chat', cost: '7' };
    return planProvisioning(situation({ declaration, observation: seen({ gateway: gatewayThat({ labels }) }) })).plan;
  };

  it('that are missing or differ are set; those of other people stay', () => {
    const [step] = labelled({ team: 'chat', cost: '8', theirs: 'x' }).steps;
    expect(step).toMatchObject({ id: 'label-gateway', effects: [], labels: { team: 'chat', cost: '7' } });
    expect(step?.summary).toContain('cost');
    expect(labelled({ team: 'chat', cost: '7', theirs: 'x' }).steps).toEqual([]);
  });
});

describe('HTTP callers', () => {
  it.each([
    [true, false, ['redirect-to-https']],
    [true, true, []],
    [false, true, ['stop-redirecting']],
    [false, false, []],
    [undefined, true, []],
  ])('declared redirect %s, is %s: %j', (wanted, is, ids) => {
    const { plan } = planProvisioning(
      situation({
        declaration: declared(wanted === undefined ? {} : { redirectToHttps: wanted }),
        observation: seen({ gateway: gatewayThat({ redirectsToHttps: is }) }),
      }),
    );
    expect(stepIds(plan)).toEqual(ids);
    for (const { effects } of plan.steps) expect(effects).toEqual(['disrupts']);
  });

  it('are planned for before the gateway exists', () => {
    const { plan } = planProvisioning(
      situation({ observation: NOTHING_OBSERVED, declaration: declared({ redirectToHttps: true }) }),
    );
    expect(stepIds(plan)).toContain('redirect-to-https');
  });
});

describe('the default gateway (G44)', () => {
  it('says who loses it', () => {
    const defaultHolder = { gatewayId: 'gw-other', name: 'old-default' };
    const { plan } = planProvisioning(
      situation({ declaration: declared({ default: true }), observation: seen({ defaultHolder }) }),
    );
    expect(stepOf(plan, 'make-default').summary).toContain('instead of old-default (gw-other)');
  });

  it.each([
    [true, false, ['make-default']],
    [true, true, []],
    [false, true, ['give-up-default']],
    [false, false, []],
    [undefined, true, []],
    [undefined, false, []],
  ])('declared %s and being %s', (wanted, isDefault, ids) => {
    const { plan } = planProvisioning(
      situation({
        declaration: declared(wanted === undefined ? {} : { default: wanted }),
        observation: seen({ gateway: gatewayThat({ isDefault }) }),
      }),
    );
    expect(plan.steps).toMatchObject(ids.map((id) => ({ id, isDefault: wanted, effects: ['disrupts'] })));
  });
});

describe('which gateway is ours', () => {
  const listed = (gatewayId: string, is: Partial<ListedGateway> = {}): ListedGateway => ({
    gatewayId,
    name: 'chat-prod',
    createdAt: 1_000_000,
    owner: undefined,
    ...is,
  });
  const ours = { name: 'chat-prod', owner: OWNER, gatewayId: undefined, createdAfter: undefined };

  it.each<[string, ListedGateway[], Partial<Parameters<typeof identifyGateway>[1]>, string | undefined, string[]]>([
    ['none is there', [], {}, undefined, []],
    [
      'the one we remember, whatever its name and mark',
      [listed('gw-a', { name: 'renamed' })],
      { gatewayId: 'gw-a' },
      'gw-a',
      [],
    ],
    ['the one that bears our mark', [listed('gw-a'), listed('gw-b', { owner: OWNER })], {}, 'gw-b', ['gw-a']],
    ['not one of another name', [listed('gw-a', { name: 'other', owner: OWNER })], {}, undefined, []],
    ['not one that merely has the name', [listed('gw-a')], {}, undefined, ['gw-a']],
    ['the one that came up after our lost call', [listed('gw-a')], { createdAfter: 1_000_000 }, 'gw-a', []],
    ['the same, its time being in whole seconds', [listed('gw-a')], { createdAfter: 1_004_999 }, 'gw-a', []],
    ['not one from before that call', [listed('gw-a')], { createdAfter: 1_005_001 }, undefined, ['gw-a']],
    [
      'not one that bears another mark',
      [listed('gw-a', { owner: 'torii:9/x/y' })],
      { createdAfter: 0 },
      undefined,
      ['gw-a'],
    ],
    [
      'of two, the older',
      [listed('gw-c', { createdAt: 3 }), listed('gw-b', { createdAt: 2 }), listed('gw-a', { createdAt: 2 })],
      { createdAfter: 0 },
      'gw-a',
      ['gw-b', 'gw-c'],
    ],
  ])('%s', (_, gateways, given, gatewayId, namesakes) => {
    const found = identifyGateway(gateways, { ...ours, ...given });
    expect(found.gatewayId).toBe(gatewayId);
    expect(found.namesakes.map((one) => one.gatewayId)).toEqual(namesakes);
    const reversed = identifyGateway([...gateways].reverse(), { ...ours, ...given });
    expect(reversed).toEqual(found);
  });
});

describe('which conditions a declaration makes meaningful', () => {
  const always = ['GatewayRunning', 'NetworkReady', 'AllowlistApplied', 'EndpointVerified'];
  const vpcs = [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }];

  it.each<[string, object, string[]]>([
    ['nothing but a gateway', {}, []],
    ['services', { services: [{ name: 'chat_7b' }] }, ['ServicesBound']],
    ['VPCs', { vpcs }, ['ZonesSupported']],
    [
      'a public domain',
      { internet: { allow: [] }, domains: [{ name: 'chat.example.com' }] },
      ['DomainsAttached', 'RecordsPublished', 'CertificatesValid'],
    ],
    [
      'a public domain without certificate, its DNS kept elsewhere',
      { internet: { allow: [] }, domains: [{ name: 'chat.example.com', certificate: 'none', dns: 'external' }] },
      ['DomainsAttached', 'RecordsPublished'],
    ],
    [
      'a private domain in PrivateZone (G42)',
      { vpcs, domains: [{ name: 'chat.example.com', access: 'intranet', dns: 'privatezone', certificate: 'none' }] },
      ['DomainsAttached', 'RecordsPublished', 'ZonesSupported'],
    ],
    [
      'a private domain needs no record (G42)',
      { vpcs, domains: [{ name: 'chat.example.com', access: 'intranet' }] },
      ['DomainsAttached', 'CertificatesValid', 'ZonesSupported'],
    ],
  ])('%s', (_, spec, more) => {
    expect(expectedConditions(declared({ ...spec })).sort()).toEqual([...always, ...more].sort());
  });

  it('has a finding of the plan for each that gateway-provisioner answers for', () => {
    const declaration = declared({ services: [{ name: 'chat_7b' }], vpcs });
    const observation = seen({ services: { chat_7b: service('chat_7b') } });
    expect(planProvisioning(situation({ declaration, observation })).findings.map(({ type }) => type)).toEqual([
      'GatewayRunning',
      'NetworkReady',
      'AllowlistApplied',
      'ServicesBound',
      'EndpointVerified',
    ]);
  });
});
