import { expect } from 'vitest';
import { inventoryOf } from '../account.ts';
import { letItTakeEffect, meet } from '../callers.ts';
import { GRANTED, managed, VPC_ID } from '../declarations.ts';
import { openHouseWith } from '../owner.ts';
import type { Scenario } from '../scenarios.ts';
import { accountOf } from '../steps.ts';

const PARTNER = '2345678901234567';
const TEXT = managed(
  'vpcs:',
  `  - { vpcId: ${VPC_ID}, vSwitches: [vsw-2zechat0zonei], allow: [10.8.0.0/24] }`,
  '  - { vpcId: vpc-2zebatch, vSwitches: auto, allow: [10.9.1.0/24] }',
  `  - { vpcId: vpc-2zepartner, account: "${PARTNER}", roleArn: "acs:ram::${PARTNER}:role/torii", vSwitches: auto, allow: [10.10.0.0/24] }`,
);

export const threeNetworks: Scenario = {
  name: 'three linked VPCs, one of another account: each caller by the list of its VPC; what others own is only read',
  async run(condition) {
    const owner = await openHouseWith(condition, TEXT);
    const { cloud } = owner.scene;
    const ofPartner = () => inventoryOf(cloud, PARTNER, 'cn-beijing');
    const before = [accountOf(owner), ofPartner()];
    expect(await owner.until(await owner.declare(TEXT), 'Succeeded')).toBe('Succeeded');
    await letItTakeEffect(owner);
    const { intranetDomain } = await owner.gateway();
    const callers: [vpcId: string, listed: string, unlisted: string][] = [
      [VPC_ID, '10.8.0.9', '10.8.1.9'],
      ['vpc-2zebatch', '10.9.1.9', '10.9.0.9'],
      ['vpc-2zepartner', '10.10.0.9', '10.10.9.9'],
    ];
    for (const [vpcId, listed, unlisted] of callers) {
      expect(await meet(owner, { vpcId, address: listed }, intranetDomain, 'chat')).toMatchObject(GRANTED);
      expect(await meet(owner, { vpcId, address: unlisted }, intranetDomain, 'chat')).toMatchObject({ status: 403 });
    }
    expect(await owner.remove()).toBe(true);
    expect([accountOf(owner), ofPartner()]).toEqual(before);
  },
};
