import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import type { ProvisioningInput } from '../../shared/domain-rules/provisioning/input.ts';
import { NOTHING_OBSERVED } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { declared, GATEWAY_ID, gatewayThat, seen, service, situation, stepIds, stepOf } from './worlds.ts';

const bound = (name: string, config = `{"networking":{"gateway":"${GATEWAY_ID}","x":1}}`) =>
  service(name, { gatewayId: GATEWAY_ID, config });

const deleting = (given: Partial<ProvisioningInput> = {}) =>
  planProvisioning(
    situation({
      declaration: declared({ services: [{ name: 'chat_7b' }] }),
      deletion: { unbindServices: false },
      recordsRemoved: true,
      ...given,
    }),
  );

const readyIds = ({ plan }: ReturnType<typeof deleting>) => readySteps(plan).map(({ id }) => id);
const told = { unbindServices: true };

describe('deleting a gateway', () => {
  it('waits until no record points at it any more', () => {
    const decision = deleting({ recordsRemoved: false });
    expect(decision.plan.waits).toMatchObject([{ id: 'records-removed', on: 'peer', reason: 'RecordsRemain' }]);
    expect(readyIds(decision)).toEqual([]);
    expect(stepIds(decision.plan)).toEqual([`delete-gateway/${GATEWAY_ID}`]);
    expect(decision.findings).toMatchObject([{ type: 'GatewayRunning', status: 'False', reason: 'Deleting' }]);
  });

  it('takes services off, then domains and links, then the gateway, each when agreed to', () => {
    const observation = seen({
      services: { chat_7b: bound('chat_7b') },
      domains: [{ name: 'chat.example.com', access: 'internet', certificateId: '7', status: 'Succeeded' }],
      links: [{ vpcId: 'vpc-1', vSwitchId: 'vsw-1', status: 'Running' }],
    });
    const decision = deleting({ deletion: told, observation });
    expect(readyIds(decision)).toEqual(['unbind-service/chat_7b']);
    expect(stepOf(decision.plan, 'unbind-service/chat_7b')).toMatchObject({
      effects: ['disrupts'],
      body: '{"networking":{"x":1}}',
    });
    const unbound = deleting({
      deletion: told,
      observation: { ...observation, services: { chat_7b: service('chat_7b') } },
    });
    expect(readyIds(unbound)).toEqual(['detach-domain/chat.example.com/internet', 'unlink-vpc/vpc-1/vsw-1']);
    expect(unbound.plan.steps.map(({ effects }) => effects)).toEqual([['destroys'], ['destroys'], ['destroys']]);
    expect(readyIds(deleting({ deletion: told }))).toEqual([`delete-gateway/${GATEWAY_ID}`]);
  });

  it.each([
    ['unless told to unbind them', { unbindServices: false }, 'chat_7b', 'ServicesBound', /unbindServices=true/],
    ['that nobody declared, told or not', told, 'their_svc', 'ServicesBound', /only services that it bound/],
  ])('refuses while services are bound %s', (_, deletion, name, reason, wayOut) => {
    const decision = deleting({ deletion, observation: seen({ services: { [name]: bound(name) } }) });
    expect(decision.plan.blocked).toMatchObject([{ reason, rule: 'G50', wayOut: expect.stringMatching(wayOut) }]);
    expect(readyIds(decision)).toEqual([]);
  });

  it('waits until a service that was taken off has rolled: its old instances still answer behind the gateway', () => {
    const rolling = deleting({
      deletion: told,
      observation: seen({ services: { chat_7b: service('chat_7b', { status: 'Updating' }) } }),
    });
    expect(rolling.plan.waits).toMatchObject([{ id: 'service/chat_7b', on: 'cloud', reason: 'ServiceRolling' }]);
    expect(readyIds(rolling)).toEqual([]);
  });

  it('refuses while a bound service has a configuration that nobody can read', () => {
    const decision = deleting({ deletion: told, observation: seen({ services: { chat_7b: bound('chat_7b', '') } }) });
    expect(decision.plan.blocked).toMatchObject([{ reason: 'ConfigUnreadable' }]);
    expect(readyIds(decision)).toEqual([]);
  });

  it('does not mind services that are elsewhere, or nowhere', () => {
    const services = { chat_7b: undefined, other: service('other', { gatewayId: 'gw-other' }) };
    expect(readyIds(deleting({ observation: seen({ services }) }))).toEqual([`delete-gateway/${GATEWAY_ID}`]);
  });

  it.each(['Creating', 'Waiting'])('waits while it is %s: what is bound shows on a running gateway only', (status) => {
    const decision = deleting({ deletion: told, observation: seen({ gateway: gatewayThat({ status }) }) });
    expect(decision.plan.waits).toMatchObject([{ id: 'gateway-running', on: 'cloud' }]);
    expect(readyIds(decision)).toEqual([]);
  });

  it.each(['Failed', 'Stopped'])(
    'that is %s destroys nothing unseen, unless told that services do not matter',
    (status) => {
      const observation = seen({ gateway: gatewayThat({ status }) });
      const refused = deleting({ observation });
      expect(refused.plan.blocked).toMatchObject([{ reason: 'ServicesUnseen' }]);
      expect(readyIds(refused)).toEqual([]);
      expect(readyIds(deleting({ observation, deletion: told }))).toEqual([`delete-gateway/${GATEWAY_ID}`]);
    },
  );

  it('waits until it is gone, and is through then', () => {
    const going = deleting({ observation: seen({ gateway: gatewayThat({ status: 'Deleting' }) }) });
    expect(going.plan).toMatchObject({ steps: [], waits: [{ id: 'gateway-deleted', on: 'cloud' }] });
    expect(going.memory.gone).toBe(false);
    const gone = deleting({ observation: NOTHING_OBSERVED });
    expect(gone.plan).toEqual({ steps: [], waits: [], blocked: [], kept: [] });
    expect(gone.memory.gone).toBe(true);
    expect(gone.findings).toMatchObject([{ reason: 'Deleted' }]);
  });

  it('looks for a gateway whose creation was never answered before it calls it gone', () => {
    const decision = deleting({ observation: NOTHING_OBSERVED, openIntents: ['create-gateway'] });
    expect(decision.plan.waits).toMatchObject([{ on: 'cloud', reason: 'CreateUnanswered' }]);
    expect(decision.memory.gone).toBe(false);
  });
});
