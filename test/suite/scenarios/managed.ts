import { expect } from 'vitest';
import { inventoryOf } from '../account.ts';
import { letItTakeEffect, meet } from '../callers.ts';
import type { Condition } from '../conditions.ts';
import { type Owner, openHouseWith } from '../owner.ts';
import type { Scenario } from '../scenarios.ts';

const NAME = 'chat.example.com';
const FRIEND = { address: '203.0.113.9' };
const STRANGER = { address: '192.0.2.77' };
const INSIDE = { address: '10.8.0.9', vpcId: 'vpc-2zechat0prod' };
const INSIDE_BUT_UNLISTED = { address: '10.8.9.9', vpcId: 'vpc-2zechat0prod' };
const GRANTED = { trusted: true, status: 200, body: 'True' };

const managed = (parts: string): string => `apiVersion: torii/v1
kind: Gateway
metadata: { name: chat-prod }
spec:
  region: cn-beijing
  type: managed
  specification: 2c4g
  nodes: 2
${parts}  services: [{ name: chat }]
`;
const INTERNET = '  internet: { allow: [203.0.113.0/24] }\n';
const VPC =
  '  vpcs: [{ vpcId: vpc-2zechat0prod, vSwitches: [vsw-2zechat0zoneg, vsw-2zechat0zonei], allow: [10.8.0.0/24] }]\n';
const PUBLIC_DOMAIN = `  domains: [{ name: ${NAME} }]\n`;

/** Declares, waits, lets it take effect. */
async function madeTrue(condition: Condition, text: string): Promise<Owner> {
  const owner = await openHouseWith(condition, text);
  const operation = await owner.declare(text);
  expect(await owner.until(operation, 'Succeeded')).toBe('Succeeded');
  await letItTakeEffect(owner);
  return owner;
}

/** Deletes; the account is as it was before anything was declared. */
async function takenDown(owner: Owner, before: ReturnType<typeof inventoryOf>): Promise<void> {
  expect(await owner.remove()).toBe(true);
  expect(accountOf(owner)).toEqual(before);
}

function accountOf({ scene: { cloud } }: Owner): ReturnType<typeof inventoryOf> {
  return inventoryOf(cloud, cloud.account.id, 'cn-beijing');
}

export const managedPublic: Scenario = {
  name: 'a fully managed gateway, public: made, called from outside, taken down',
  async run(condition) {
    const text = managed(INTERNET + PUBLIC_DOMAIN);
    const owner = await openHouseWith(condition, text);
    const before = accountOf(owner);
    expect(await owner.until(await owner.declare(text), 'Succeeded')).toBe('Succeeded');
    await letItTakeEffect(owner);
    const { internetDomain } = await owner.gateway();
    expect(await meet(owner, FRIEND, NAME, 'chat')).toEqual({ ...GRANTED, cname: internetDomain });
    expect(await meet(owner, STRANGER, NAME, 'chat')).toMatchObject({ trusted: true, status: 403 });
    await takenDown(owner, before);
  },
};

export const managedPrivate: Scenario = {
  name: 'a fully managed gateway, private: called from inside its VPC only',
  async run(condition) {
    const owner = await madeTrue(condition, managed(VPC));
    const { cloud } = owner.scene;
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    const own = `${gateway?.id}-vpc.cn-beijing.pai-eas.aliyuncs.com`;
    expect(await meet(owner, INSIDE, own, 'chat')).toMatchObject(GRANTED);
    expect(await meet(owner, INSIDE_BUT_UNLISTED, own, 'chat')).toMatchObject({ status: 403 });
    expect((await meet(owner, FRIEND, own, 'chat')).status).not.toBe(200);
  },
};

export const managedBoth: Scenario = {
  name: 'a fully managed gateway, public and private: each caller by its own list, resized on the way',
  async run(condition) {
    const text = managed(INTERNET + VPC + PUBLIC_DOMAIN);
    const owner = await madeTrue(condition, text);
    const { intranetDomain } = await owner.gateway();
    expect(await meet(owner, FRIEND, NAME, 'chat')).toMatchObject(GRANTED);
    expect(await meet(owner, INSIDE, intranetDomain ?? '', 'chat')).toMatchObject(GRANTED);
    expect(await meet(owner, STRANGER, NAME, 'chat')).toMatchObject({ status: 403 });

    const resized = text.replace('2c4g', '4c8g').replace('nodes: 2', 'nodes: 3');
    expect(await owner.until(await owner.declare(resized), 'Succeeded')).toBe('Succeeded');
    const { cloud } = owner.scene;
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    expect(gateway).toMatchObject({ instanceType: '4c8g', replicas: 3 });
    expect(await meet(owner, FRIEND, NAME, 'chat')).toMatchObject(GRANTED);
  },
};
