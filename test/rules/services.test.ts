import { describe, expect, it } from 'vitest';
import { changesBesides, planBinding, type ServiceFact } from '../../shared/domain-rules/services.ts';

const gatewayId = 'gw-new';
const networking = { gateway_policy: { rate_limit: { enable: true, limit: 50 } }, path: '/chat' };
const config = { metadata: { name: 'chat_7b', instance: 2 }, token: 'secret-token', networking };

describe('planning to bind a service (G03, G50)', () => {
  it('sends the whole networking object with only the gateway changed, and nothing else', () => {
    const plan = planBinding({ service: service({}), gatewayId });
    expect(plan).toMatchObject({ kind: 'bind', reason: 'NotBound' });
    expect(bodyOf(plan)).toEqual({ networking: { ...networking, gateway: gatewayId } });
  });

  it.each([undefined, null, {}])('binds a service whose networking is %j', (none) => {
    const plan = planBinding({
      service: service({ config: JSON.stringify({ ...config, networking: none }) }),
      gatewayId,
    });
    expect(bodyOf(plan)).toEqual({ networking: { gateway: gatewayId } });
  });

  it('gives the same configuration whether the vendor merges deep or shallow', () => {
    const moved = { ...config, networking: { ...networking, gateway: 'gw-old' } };
    const plan = planBinding({ service: service({ gateway: 'gw-old', config: JSON.stringify(moved) }), gatewayId });
    expect(plan).toMatchObject({ reason: 'BoundElsewhere', message: expect.stringContaining('gw-old') });
    const shallow = { ...moved, ...bodyOf(plan) };
    const deep = { ...moved, networking: { ...moved.networking, ...bodyOf(plan).networking } };
    expect(shallow).toEqual(deep);
    expect(changesBesides(JSON.stringify(moved), JSON.stringify(shallow), gatewayId)).toEqual([]);
  });

  it.each<[string, Partial<ServiceFact>]>([
    ['the service says so', { gateway: gatewayId }],
    ['only its configuration says so', { config: JSON.stringify({ networking: { gateway: gatewayId } }) }],
    ['it is bound and just changing', { gateway: gatewayId, status: 'Updating' }],
    ['it is bound and its configuration cannot be read', { gateway: gatewayId, config: '' }],
  ])('has nothing to do when %s', (_, fields) => {
    expect(planBinding({ service: service(fields), gatewayId })).toMatchObject({ kind: 'bound' });
  });

  it.each<[Partial<ServiceFact>, string]>([
    [{ status: 'Stopped' }, 'NotRunning'],
    [{ status: 'Failed' }, 'NotRunning'],
    [{ status: 'A status of tomorrow' }, 'NotRunning'],
    [{ status: 'Creating' }, 'StillChanging'],
    [{ status: 'Waiting' }, 'StillChanging'],
    [{ status: 'Deleting' }, 'ServiceGone'],
    [{ config: 'not JSON' }, 'ConfigUnreadable'],
    [{ config: '[]' }, 'ConfigUnreadable'],
    [{ config: 'null' }, 'ConfigUnreadable'],
    [{ config: '{"networking":"gw-old"}' }, 'ConfigUnreadable'],
    [{ config: '{"metadata":{"instance":0}}' }, 'ScalesFromZero'],
    [{ config: '{"metadata":{"instance":"0"}}' }, 'ScalesFromZero'],
    [{ config: '{"metadata":{"instance":2},"autoscaler":{"min":0,"max":5}}' }, 'ScalesFromZero'],
    [{ minReplica: 0 }, 'ScalesFromZero'],
  ])('is blocked for %j: %s', (fields, reason) => {
    const plan = planBinding({ service: service(fields), gatewayId });
    expect(plan).toMatchObject({ kind: 'blocked', reason, wayOut: expect.stringMatching(/^.+\.$/) });
  });

  it.each<[Partial<ServiceFact>]>([
    [{ config: '{}' }],
    [{ config: '{"metadata":{}}' }],
    [{ config: '{"metadata":{"instance":null}}' }],
    [{ config: '{"metadata":{"instance":0},"autoscaler":{"min":1,"max":5}}' }],
    [{ config: '{"autoscaler":{"max":5}}' }],
    [{ minReplica: 1 }],
  ])('G03: %j cannot go down to zero by its own settings', (fields) => {
    expect(planBinding({ service: service(fields), gatewayId })).toMatchObject({ kind: 'bind' });
  });

  it('shows nothing of the configuration but its networking', () => {
    expect(JSON.stringify(planBinding({ service: service({}), gatewayId }))).not.toContain('secret-token');
  });
});

describe('comparing configurations afterwards', () => {
  const before = { ...config, containers: [{ image: 'a', env: [1, 2] }] };
  const bound = { ...before, networking: { ...networking, gateway: gatewayId } };

  it.each<[string, unknown, unknown, string[]]>([
    ['only the gateway differs', before, bound, []],
    ['the order of keys differs', before, Object.fromEntries(Object.entries(bound).reverse()), []],
    ['there was no networking', {}, { networking: { gateway: gatewayId } }, []],
    ['networking was null', { networking: null }, { networking: { gateway: gatewayId } }, []],
    ['the gateway did not change', before, before, ['networking.gateway']],
    [
      'the policy is lost',
      before,
      { ...bound, networking: { path: '/chat', gateway: gatewayId } },
      ['networking.gateway_policy'],
    ],
    ['a value changed', before, { ...bound, metadata: { name: 'chat_7b', instance: 1 } }, ['metadata.instance']],
    ['a field came', before, { ...bound, extra: null }, ['extra']],
    [
      'an item changed',
      before,
      { ...bound, containers: [{ image: 'b', env: [1, 3] }] },
      ['containers[0].image', 'containers[0].env[1]'],
    ],
    ['an item went', before, { ...bound, containers: [] }, ['containers']],
    ['an object became text', before, { ...bound, metadata: 'x' }, ['metadata']],
    ['networking was no object', { networking: 'gw' }, bound, ['networking']],
  ])('%s', (_, old, now, paths) => {
    const changes = changesBesides(JSON.stringify(old), JSON.stringify(now), gatewayId);
    expect(changes.map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    ['', '{}'],
    ['{}', 'oops'],
  ])('does not hold for what cannot be read', (old, now) => {
    expect(changesBesides(old, now, gatewayId)).toEqual([{ path: '', lost: false }]);
  });
});

function service(fields: Partial<ServiceFact>): ServiceFact {
  return { name: 'chat_7b', status: 'Running', config: JSON.stringify(config), ...fields };
}

function bodyOf(plan: ReturnType<typeof planBinding>): { networking: Record<string, unknown> } {
  if (plan.kind !== 'bind') throw new Error(`${plan.kind}: ${plan.message}`);
  return JSON.parse(plan.body);
}
