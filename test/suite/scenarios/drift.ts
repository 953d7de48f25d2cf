import { expect } from 'vitest';
import { letItTakeEffect, meet } from '../callers.ts';
import { type Console, consoleOf } from '../console.ts';
import { DOMAIN, FRIEND, GRANTED, INSIDE, INTERNET, managed, PUBLIC_DOMAIN, VPC, VPC_ID } from '../declarations.ts';
import type { Scenario } from '../scenarios.ts';
import { accountOf, madeTrue } from '../steps.ts';

/** What somebody changed past Torii on a gateway of that id. */
type Drift = (console: Console, gatewayId: string) => Promise<unknown>;

const path = (gatewayId: string, below = ''): string => `/gateways/cn-beijing/${gatewayId}${below}`;
const acl = (action: 'CreateAclPolicy' | 'DeleteAclPolicy', Entry: string, VpcId?: string): Drift => {
  const query = { AclPolicyList: JSON.stringify([{ Entry }]), ...(VpcId ? { VpcId } : {}) };
  const method = action === 'CreateAclPolicy' ? 'POST' : 'DELETE';
  return ({ eas }, id) => eas(action, method, path(id, '/acl_policy'), { query });
};
const update =
  (body: object): Drift =>
  ({ eas }, id) =>
    eas('UpdateGateway', 'PUT', path(id), { body });

/** Putting it right touches nobody: it is put right on the next sweep. */
const CORRECTED: readonly Drift[] = [
  acl('CreateAclPolicy', '192.0.2.0/24'),
  acl('CreateAclPolicy', '10.8.9.0/24', VPC_ID),
  ({ eas }, id) => eas('UpdateGatewayLabel', 'PUT', path(id, '/label'), { body: { Labels: { team: 'web' } } }),
  ({ eas }, id) => {
    const CustomDomain = JSON.stringify({ Domain: DOMAIN, Type: 'internet' });
    return eas('DetachGatewayDomain', 'PUT', path(id, '/domain/detach'), { query: { CustomDomain } });
  },
  async ({ alidns, recordAt }) => {
    const { RecordId } = await recordAt(DOMAIN);
    await alidns('UpdateDomainRecord', { RecordId, RR: 'chat', Type: 'CNAME', Value: 'elsewhere.example.net' });
  },
];

/** Putting it right bills, exposes or disrupts: it is said, and waits for a yes. */
const REPORTED: readonly [stepId: string, Drift][] = [
  ['allow/internet', acl('DeleteAclPolicy', '203.0.113.0/24')],
  ['resize-gateway/2c4gx2', update({ Replicas: 3 })],
  ['stop-redirecting', update({ EnableSSLRedirection: true })],
  ['make-default', update({ IsDefault: false })],
  [
    `link-vpc/${VPC_ID}`,
    ({ eas }, id) =>
      eas('DeleteGatewayIntranetLinkedVpc', 'DELETE', path(id, '/intranet_endpoint_linked_vpc'), {
        query: { VpcId: VPC_ID, VSwitchId: 'vsw-2zechat0zonei' },
      }),
  ],
  [
    'bind-service/chat',
    ({ eas }) =>
      eas('UpdateService', 'PUT', '/services/cn-beijing/chat', {
        query: { UpdateType: 'replace' },
        body: JSON.stringify({ metadata: { name: 'chat', instance: 1, cpu: 1, memory: 2000 } }),
      }),
  ],
];

export const driftOfEveryKind: Scenario = {
  name: 'drift of every kind is found by a sweep: put right where that touches nobody, else said until somebody agrees',
  async run(condition) {
    const text = managed(INTERNET, VPC, PUBLIC_DOMAIN, 'redirectToHttps: false', 'default: true');
    const owner = await madeTrue(condition, text);
    const { cloud } = owner.scene;
    const { gatewayId, internetDomain, intranetDomain } = await owner.gateway();
    const console = consoleOf(owner.scene);
    const settled = accountOf(owner);
    const drift = (drifts: readonly Drift[]) =>
      owner.undisturbed(async () => {
        for (const change of drifts) await change(console, gatewayId);
      });

    await drift(CORRECTED);
    await cloud.clock.advanceBy(2 * 3_600_000);
    expect((await owner.gateway()).state).toBe('Succeeded');
    expect(accountOf(owner)).toEqual(settled);
    expect(cloud.eas.gateway(cloud.account.id, 'cn-beijing', gatewayId).labels.get('team')).toBe('ml');
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toEqual({ ...GRANTED, cname: internetDomain });

    await drift(REPORTED.map(([, change]) => change));
    await cloud.clock.advanceBy(2 * 3_600_000);
    const { state, awaiting } = await owner.gateway();
    expect(state).toBe('AwaitingApproval');
    const asked = awaiting.map(({ id }: { id: string }) => id);
    expect(asked).toEqual(expect.arrayContaining(REPORTED.map(([stepId]) => stepId)));
    await owner.approve();
    await cloud.clock.advanceBy(2 * 3_600_000);
    expect((await owner.gateway()).state).toBe('Succeeded');
    await letItTakeEffect(owner);
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toEqual({ ...GRANTED, cname: internetDomain });
    expect(await meet(owner, INSIDE, intranetDomain, 'chat')).toMatchObject(GRANTED);
  },
};
