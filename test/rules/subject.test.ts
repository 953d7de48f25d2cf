import { describe, expect, it } from 'vitest';
import { NO_PROVISIONING_MEMORY } from '../../shared/domain-rules/provisioning/input.ts';
import {
  balancersQuestion,
  type GatewaySubject,
  gatewayQuestion,
  provisioningInput,
  recordNames,
  recordsInput,
} from '../../shared/domain-rules/subject.ts';
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

const UNKNOWN = { gatewayId: undefined };

describe('what is asked about a gateway', () => {
  it('names the declared services; with a deletion, all that are bound', () => {
    expect(gatewayQuestion(subject(), { gatewayId: 'gw-1', kind: 'managed' }, {})).toMatchObject({
      name: 'chat-prod',
      gatewayId: 'gw-1',
      kind: 'managed',
      services: ['chat_7b'],
      boundServices: false,
    });
    expect(gatewayQuestion(subject({ declared: deleting }), UNKNOWN, {}).boundServices).toBe(true);
  });

  it('recognises the gateway of a creation that was never answered', () => {
    const listed = [{ gatewayId: 'gw-1', name: 'chat-prod', createdAt: 10_000, owner: undefined }];
    expect(gatewayQuestion(subject(), UNKNOWN, {}).identify(listed).gatewayId).toBeUndefined();
    expect(gatewayQuestion(subject(), UNKNOWN, { 'create-gateway': 9_000 }).identify(listed).gatewayId).toBe('gw-1');
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
