import { describe, expect, it } from 'vitest';
import type { Mode } from '../../shared/domain-rules/mode.ts';
import { NO_PROVISIONING_MEMORY } from '../../shared/domain-rules/provisioning/input.ts';
import {
  balancersQuestion,
  type GatewaySubject,
  gatewayQuestion,
  provisioningInput,
  recordNames,
  recordsInput,
  recordsQuestion,
  zonesQuestion,
  zoningInput,
} from '../../shared/domain-rules/subject.ts';
import { NO_ZONES_OBSERVED } from '../../shared/domain-rules/zoning/observation.ts';
import { albGateway, declaredAlb } from './alb-worlds.ts';
import {
  ACCOUNT,
  chosenVSwitch,
  declared,
  GATEWAY_ID,
  gatewayThat,
  OWNER,
  PUBLIC_NAME,
  seen,
  servedBy,
} from './worlds.ts';

const NO_RECORDS = { records: {}, removed: false };

function subject(given: Partial<GatewaySubject> = {}): GatewaySubject {
  return {
    account: ACCOUNT,
    region: 'cn-beijing',
    name: 'chat-prod',
    declared: {
      generation: 4,
      declaration: declared({
        internet: { allow: [] },
        domains: [{ name: 'chat.example.com' }],
        services: [{ name: 'chat_7b' }],
      }),
      deletion: undefined,
      adopts: undefined,
    },
    peers: {},
    ...given,
  };
}

const deleting = { ...subject().declared, deletion: { unbindServices: true } };

describe('what gateway-provisioner plans from', () => {
  const peers = (generation: number) => ({
    zones: { generation, memory: { vpcs: { 'vpc-1': chosenVSwitch('vsw-1') } } },
    certificates: { generation, memory: { serving: { 'chat.example.com': servedBy('7') } } },
    records: { generation, memory: { records: {}, removed: true } },
  });

  it('is what the others settled for this declaration', () => {
    const input = provisioningInput(subject({ peers: peers(4) }), NO_PROVISIONING_MEMORY, seen());
    expect(input).toMatchObject({
      owner: OWNER,
      zones: { 'vpc-1': { chosen: 'vsw-1' } },
      certificates: { 'chat.example.com': { certificateId: '7' } },
      recordsRemoved: true,
    });
  });

  it.each([
    ['an older declaration', peers(3)],
    ['nobody yet', {}],
  ])('is nothing of what was settled for %s', (_, given) => {
    const input = provisioningInput(subject({ peers: given }), NO_PROVISIONING_MEMORY, seen());
    expect(input).toMatchObject({ zones: {}, certificates: {}, recordsRemoved: false, openIntents: [] });
  });

  it('includes the calls whose outcome nobody knows', () => {
    const asked = subject({ intents: { 'create-gateway': 17 } });
    expect(provisioningInput(asked, NO_PROVISIONING_MEMORY, seen()).openIntents).toEqual(['create-gateway']);
  });
});

describe('what is asked about a gateway', () => {
  const UNKNOWN = { gatewayId: undefined };

  it('names the declared services; with a deletion, all that are bound', () => {
    expect(gatewayQuestion(subject(), { gatewayId: 'gw-1', kind: 'managed' }, {})).toMatchObject({
      name: 'chat-prod',
      gatewayId: 'gw-1',
      kind: 'managed',
      services: ['chat_7b'],
      boundServices: false,
    });
    expect(gatewayQuestion(subject({ declared: deleting }), UNKNOWN, {}).boundServices).toBe(true);
    const adopting = { ...subject().declared, adopts: 'gw-1' };
    expect(gatewayQuestion(subject({ declared: adopting }), UNKNOWN, {}).boundServices).toBe(true);
  });

  it('recognises the gateway of a creation that was never answered', () => {
    const listed = [{ gatewayId: 'gw-1', name: 'chat-prod', createdAt: 10_000, owner: undefined }];
    expect(gatewayQuestion(subject(), UNKNOWN, {}).identify(listed).gatewayId).toBeUndefined();
    expect(gatewayQuestion(subject(), UNKNOWN, { 'create-gateway': 9_000 }).identify(listed).gatewayId).toBe('gw-1');
  });
});

describe('what an owner forces, and whether nothing is to be changed yet', () => {
  const approval = { generation: 4, planHash: 'h', at: 100, steps: {}, forced: ['x'] };
  const asked = (mode: Mode, settledAt: number | null) =>
    subject({ declared: { ...subject().declared, mode, approvals: [approval] }, settledAt });

  it.each<[Mode, number | null, string[], boolean]>([
    ['enforce', null, ['x'], false],
    ['report', 100, [], true],
  ])('is known to both that plan: mode %s, settled at %s', (mode, settledAt, forced, onlyReports) => {
    const both = [
      provisioningInput(asked(mode, settledAt), NO_PROVISIONING_MEMORY, seen()),
      recordsInput(asked(mode, settledAt), NO_RECORDS, { zones: [], existing: {} }, []),
    ];
    for (const input of both) expect(input).toMatchObject({ forced, onlyReports });
  });
});

describe('what is asked of ALB about a gateway', () => {
  const declaration = declaredAlb({ intranet: {} });
  const ofAlb = (given = {}) => subject({ declared: { ...subject().declared, declaration, ...given } });

  it('is nothing for the managed kind', () => {
    expect(balancersQuestion(subject(), NO_PROVISIONING_MEMORY, { gateway: undefined })).toBeUndefined();
    expect(balancersQuestion(ofAlb(), NO_PROVISIONING_MEMORY, { gateway: gatewayThat() })).toBeUndefined();
  });

  it('names where the load balancers may be: what is declared, what was, and what EAS lists', () => {
    const balancers = [
      { vpcId: 'vpc-2', vSwitchIds: [], status: 'Active', address: 'alb-1.cn-beijing.alb.aliyuncs.com' },
      { vpcId: '', vSwitchIds: [], status: '', address: '' },
    ];
    const network = { vpcId: 'vpc-3', vSwitchIds: [] };
    expect(balancersQuestion(ofAlb(), { network }, { gateway: albGateway({ balancers }) })).toEqual({
      owner: OWNER,
      gatewayId: GATEWAY_ID,
      addresses: ['alb-1.cn-beijing.alb.aliyuncs.com'],
      vpcIds: ['vpc-1', 'vpc-3', 'vpc-2'],
    });
    expect(balancersQuestion(ofAlb(), { network: undefined }, { gateway: undefined })).toMatchObject({
      gatewayId: undefined,
      vpcIds: ['vpc-1'],
    });
    const undeclared = balancersQuestion(subject(), { network }, { gateway: albGateway() });
    expect(undeclared).toMatchObject({ vpcIds: ['vpc-3'] });
  });
});

describe('what dns-recorder plans from', () => {
  const observed = { zones: ['example.com'], existing: {} };

  it('points at the gateway’s public domain name once gateway-provisioner knows it', () => {
    const known = subject({ peers: { provisioning: { generation: 1, memory: { internetDomain: PUBLIC_NAME } } } });
    expect(recordsInput(known, NO_RECORDS, observed, [])).toMatchObject({ target: PUBLIC_NAME, deleting: false });
    expect(recordsInput(subject({ declared: deleting }), NO_RECORDS, observed, [])).toMatchObject({
      target: undefined,
      deleting: true,
    });
  });

  it('knows which of its open calls are adds', () => {
    const open = ['add-record/chat.example.com', 'mark-record/chat.example.com'];
    expect(recordsInput(subject(), NO_RECORDS, observed, open).openAdds).toEqual(['chat.example.com']);
  });

  it('looks up declared names, those it wrote, and those it may have written, each once', () => {
    const asked = subject({ intents: { 'add-record/lost.example.com': 5, 'remove-record/old.example.com': 5 } });
    const memory = { records: { 'old.example.com': '1', 'chat.example.com': '2' }, removed: false };
    expect(recordNames(asked, memory)).toEqual(['chat.example.com', 'old.example.com', 'lost.example.com']);
    expect(recordNames(subject(), NO_RECORDS)).toEqual(['chat.example.com']);
  });
});

describe('what the DNS products are asked about', () => {
  const domains = [
    { name: 'chat.example.com' },
    { name: 'chat.internal.example.com', access: 'intranet', dns: 'privatezone' },
    { name: 'quiet.example.com', access: 'intranet' },
  ];
  const vpcs = [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }];
  const declaration = declared({ internet: { allow: [] }, vpcs, domains });

  it('is the public names apart from the private ones, those that we wrote or may have written included', () => {
    const privateNames = { 'old.internal.example.com': { bound: [] } };
    const intents = {
      'add-private-zone/first.example.com': 1,
      'add-private-record/second.example.com': 2,
      'add-record/third.example.com': 3,
    };
    const asked = recordsQuestion(subject({ declared: { ...subject().declared, declaration }, intents }), {
      ...NO_RECORDS,
      privateNames,
    });
    expect(asked.names).toEqual(['chat.example.com', 'third.example.com']);
    expect(asked.privateNames).toEqual([
      'chat.internal.example.com',
      'old.internal.example.com',
      'first.example.com',
      'second.example.com',
    ]);
    expect(recordsQuestion(subject(), NO_RECORDS).privateNames).toEqual([]);
  });

  it('tells this gateway’s things from others’ by their remark', () => {
    const { isOurs } = recordsQuestion(subject(), NO_RECORDS);
    expect([OWNER, `chat, ${OWNER}`, `torii:${ACCOUNT}/cn-beijing/other`, 'by hand', undefined].map(isOurs)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('and an add without a known outcome is looked for', () => {
    const intents = ['add-private-zone/chat.internal.example.com', 'add-record/chat.example.com'];
    expect(recordsInput(subject(), NO_RECORDS, { zones: [], existing: {} }, intents)).toMatchObject({
      openZones: ['chat.internal.example.com'],
      openAdds: ['chat.example.com'],
    });
  });
});

describe('what zone-checker asks and plans from', () => {
  const provisioning = (memory: object) => ({ provisioning: { generation: 1, memory } });
  const vpcs = [
    { vpcId: 'vpc-1', vSwitches: 'auto', createVSwitch: {} },
    { vpcId: 'vpc-2', vSwitches: 'auto' },
  ];
  const declaration = declared({ vpcs });
  const refused = { supportedZones: ['cn-beijing-k'], vSwitchIds: ['vsw-1'], at: 0 };
  const known = { gatewayId: 'gw-1', refused, linkedThrough: { 'vpc-1': 'vsw-1' } };
  const declaring = { generation: 1, declaration, deletion: undefined, adopts: undefined };
  const asked = subject({ declared: declaring, peers: provisioning(known) });

  it('is about the gateway that is known, and about blocks only where one may be needed', () => {
    expect(zonesQuestion(asked, { vpcs: {} })).toMatchObject({
      gatewayId: 'gw-1',
      refusedTo: ['cn-beijing-k'],
      blocksOf: ['vpc-1'],
    });
    expect(zonesQuestion(asked, { vpcs: { 'vpc-1': chosenVSwitch('vsw-1') } }).blocksOf).toEqual([]);
    expect(zonesQuestion(subject({ declared: declaring, peers: {} }), { vpcs: {} }).gatewayId).toBeUndefined();
    const going = { ...declaring, deletion: { unbindServices: false } };
    expect(
      zonesQuestion(subject({ declared: going, peers: provisioning(known) }), { vpcs: {} }).gatewayId,
    ).toBeUndefined();
  });

  it('includes what gateway-provisioner saw', () => {
    expect(zoningInput(asked, { vpcs: {} }, NO_ZONES_OBSERVED)).toMatchObject({
      deleting: false,
      linkedThrough: { 'vpc-1': 'vsw-1' },
      refused,
    });
    const early = zoningInput(subject({ declared: declaring, peers: {} }), { vpcs: {} }, NO_ZONES_OBSERVED);
    expect(early).toMatchObject({ linkedThrough: {}, refused: undefined });
  });

  it('looks at peers only where some are declared or remembered', () => {
    const peers = [{ vpcId: 'vpc-9', region: 'cn-hangzhou' }];
    const withPeers = { ...declaring, declaration: declared({ vpcs: [{ ...vpcs[1], peers }] }) };
    const ask = (given: Parameters<typeof subject>[0], remembered: Record<string, string[]> | undefined) =>
      gatewayQuestion(subject(given), { gatewayId: 'gw-1', peers: remembered }, {}).peers;
    expect(ask({ declared: declaring }, undefined)).toBe(false);
    expect(ask({ declared: withPeers }, undefined)).toBe(true);
    expect(ask({ declared: declaring }, { 'vpc-2': ['vpc-9@cn-hangzhou'] })).toBe(true);
  });
});
